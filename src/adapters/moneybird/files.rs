//! Documents and attachments. Moneybird redirects to a storage of its own, with a link that lives for half a minute.

use crate::{
    adapters::{
        download::{Storage, attachment},
        moneybird::{adapter::Moneybird, resource::Resource},
    },
    domain::{Invoice, NativeId},
    error::Result,
    provider::{Call, DocumentKind, FileContent, FileWanted},
};

/// Moneybird keeps files at a host below its own name; which one is nowhere documented.
pub(super) static STORAGE: Storage = Storage {
    hosts: &["moneybird.com", ".moneybird.com"],
    is_signed: true,
};

impl Moneybird {
    /// Which documents there are of an invoice. Moneybird draws them of every sales invoice, drafts too, and none of an
    /// external one: that was made elsewhere.
    pub(super) fn documents_of(&self) -> Vec<DocumentKind> {
        match self.api.resource {
            Resource::Sales => vec![
                DocumentKind::Pdf,
                DocumentKind::Ubl,
                DocumentKind::PackingSlip,
            ],
            Resource::External => Vec::new(),
        }
    }

    /// Opens a file of an invoice.
    pub(super) async fn open_file(
        &self,
        call: &Call,
        invoice: &Invoice,
        wanted: &FileWanted,
    ) -> Result<FileContent> {
        match wanted {
            FileWanted::Document { kind, stationery } => {
                self.document(call, invoice, *kind, *stationery).await
            }
            FileWanted::Attachment(id) => self.attachment(call, invoice, id).await,
        }
    }

    async fn document(
        &self,
        call: &Call,
        invoice: &Invoice,
        kind: DocumentKind,
        stationery: bool,
    ) -> Result<FileContent> {
        let offered = self.documents_of().contains(&kind);
        let (operation, path, usual_type) = match kind {
            DocumentKind::Pdf if offered => {
                ("downloadSalesInvoicePdf", "download_pdf", "application/pdf")
            }
            DocumentKind::PackingSlip if offered => (
                "downloadSalesInvoicePackingSlip",
                "download_packing_slip_pdf",
                "application/pdf",
            ),
            DocumentKind::Ubl if offered => ("downloadSalesInvoiceUbl", "download_ubl", "text/xml"),
            _ => return Err(self.downloads.missing("download")),
        };
        let mut url = self.api.url(&format!("/{}/{path}", invoice.id));
        if stationery && kind != DocumentKind::Ubl {
            url.query_pairs_mut().append_pair("media", "stationery");
        }
        let opened = self.downloads.open(call, operation, url).await?;
        self.downloads
            .content(operation, opened, None, Some(usual_type))
    }

    async fn attachment(
        &self,
        call: &Call,
        invoice: &Invoice,
        id: &NativeId,
    ) -> Result<FileContent> {
        let operation = match self.api.resource {
            Resource::Sales => "downloadSalesInvoiceAttachment",
            Resource::External => "downloadExternalSalesInvoiceAttachment",
        };
        let told = attachment(invoice, id).ok_or_else(|| self.downloads.missing(operation))?;
        let path = format!("/{}/attachments/{id}/download", invoice.id);
        let opened = self
            .downloads
            .open(call, operation, self.api.url(&path))
            .await?;
        let (name, usual_type) = (told.filename.as_deref(), told.content_type.as_deref());
        self.downloads.content(operation, opened, name, usual_type)
    }
}
