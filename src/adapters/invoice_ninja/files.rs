//! Documents and attachments. Drawing a PDF can take Invoice Ninja some seconds.

use crate::{
    adapters::{download::attachment, endpoint::segment, invoice_ninja::adapter::InvoiceNinja},
    domain::{Invoice, NativeId},
    error::{ErrorKind, Result},
    native::{InvoiceNinjaDocument, InvoiceNinjaInvoice, decode},
    provider::{Call, DocumentKind, FileContent, FileWanted},
    transport::Opened,
};

const PDF: Option<&str> = Some("application/pdf");

impl InvoiceNinja {
    /// Opens a file of an invoice.
    pub(super) async fn open_file(
        &self,
        call: &Call,
        invoice: &Invoice,
        wanted: &FileWanted,
    ) -> Result<FileContent> {
        match wanted {
            FileWanted::Document { kind, .. } => self.document(call, invoice, *kind).await,
            FileWanted::Attachment(id) => self.attachment(call, invoice, id).await,
        }
    }

    async fn document(
        &self,
        call: &Call,
        invoice: &Invoice,
        kind: DocumentKind,
    ) -> Result<FileContent> {
        let key = invitation(invoice);
        let id = &invoice.id;
        let (operation, path, usual_type) = match (kind, &key) {
            (DocumentKind::Pdf, _) => return self.pdf(call, id, key.as_deref()).await,
            (DocumentKind::EInvoice, Some(key)) => (
                "downloadEInvoice",
                format!("invoice/{}/download_e_invoice", segment(key)),
                Some("application/xml"),
            ),
            (DocumentKind::DeliveryNote, _) => (
                "downloadDeliveryNote",
                format!("invoices/{id}/delivery_note"),
                PDF,
            ),
            _ => return Err(self.downloads.missing("download")),
        };
        let url = self.api.url(&path);
        let opened = self.downloads.open(call, operation, url).await?;
        self.downloads.content(operation, opened, None, usual_type)
    }

    /// By the key of an invitation, as whoever may see the invoice may do; without one, or when it is not known any more,
    /// by the invoice, as whoever may edit it may do.
    async fn pdf(&self, call: &Call, id: &NativeId, key: Option<&str>) -> Result<FileContent> {
        let operation = "downloadInvoice";
        let by_key = key.map(|key| self.api.url(&format!("invoice/{}/download", segment(key))));
        let by_id = self.api.url(&format!("invoices/{id}/download"));
        let opened = match by_key {
            None => self.downloads.open(call, operation, by_id).await?,
            Some(url) => match self.downloads.open(call, operation, url).await {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    self.downloads.open(call, operation, by_id).await?
                }
                opened => opened?,
            },
        };
        self.downloads.content(operation, opened, None, PDF)
    }

    async fn attachment(
        &self,
        call: &Call,
        invoice: &Invoice,
        id: &NativeId,
    ) -> Result<FileContent> {
        let operation = "downloadDocument";
        let told = attachment(invoice, id).ok_or_else(|| self.downloads.missing(operation))?;
        let opened = match hash(invoice, id) {
            None => self.stored_by_id(call, operation, id).await?,
            Some(hash) => match self.stored_by_hash(call, operation, &hash).await {
                // An older server, or one whose other addresses do not lead through.
                Err(error)
                    if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::BadAnswer) =>
                {
                    self.stored_by_id(call, operation, id).await?
                }
                opened => opened?,
            },
        };
        let (name, usual_type) = (told.filename.as_deref(), told.content_type.as_deref());
        self.downloads.content(operation, opened, name, usual_type)
    }

    /// As the vendor's own client does it: the type is the file's own, and it is said to be faster.
    async fn stored_by_hash(
        &self,
        call: &Call,
        operation: &'static str,
        hash: &str,
    ) -> Result<Opened> {
        let mut url = self.api.root.clone();
        let root = url.path().strip_suffix("/api/v1").unwrap_or_default();
        url.set_path(&format!("{root}/documents/{}", segment(hash)));
        let opened = self.downloads.open(call, operation, url).await?;
        self.downloads.no_page(operation, opened)
    }

    async fn stored_by_id(
        &self,
        call: &Call,
        operation: &'static str,
        id: &NativeId,
    ) -> Result<Opened> {
        let id = segment(id.as_str());
        let url = self.api.url(&format!("documents/{id}/download"));
        self.downloads.open(call, operation, url).await
    }
}

/// Which documents there are of an invoice. The e-invoice can only be had by an invitation.
pub(super) fn documents_of(invoice: &Invoice) -> Vec<DocumentKind> {
    let mut kinds = vec![DocumentKind::Pdf, DocumentKind::DeliveryNote];
    if invitation(invoice).is_some() {
        kinds.push(DocumentKind::EInvoice);
    }
    kinds
}

/// The key of the first invitation that is not put away.
fn invitation(invoice: &Invoice) -> Option<String> {
    let all = whole(invoice)?.invitations?;
    let mut usable = all.into_iter().filter(|one| one.archived_at.is_none());
    usable.find_map(|one| one.key.filter(|key| !key.is_empty()))
}

/// The name under which the server keeps an attachment.
fn hash(invoice: &Invoice, id: &NativeId) -> Option<String> {
    let is_it = |file: &InvoiceNinjaDocument| {
        let told = file.id.as_ref();
        told.is_some_and(|told| told.as_str() == id.as_str())
    };
    let found = whole(invoice)?.documents?.into_iter().find(is_it)?;
    // As a piece of the path these would be the address of something else.
    let is_name = |hash: &String| !matches!(hash.as_str(), "" | "." | "..");
    found.hash.filter(is_name)
}

/// The vendor's document, which could be read when it came.
fn whole(invoice: &Invoice) -> Option<InvoiceNinjaInvoice> {
    decode(&invoice.raw.json()).ok()
}
