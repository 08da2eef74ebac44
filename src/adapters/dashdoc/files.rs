//! The PDF and the attachments. Dashdoc tells where they are, most often at a storage that wants no token.

use crate::{
    adapters::{
        dashdoc::adapter::Dashdoc,
        download::{Storage, attachment},
    },
    domain::{Invoice, NativeId},
    error::Result,
    native::{DashdocInvoice, decode},
    provider::{Call, DocumentKind, FileContent, FileWanted},
};

/// Dashdoc keeps files at Google's storage, and at hosts of its own under other names than the API's.
pub(super) static STORAGE: Storage = Storage {
    hosts: &["storage.googleapis.com", ".dashdoc.eu", ".dashdoc.com"],
    is_signed: false,
};

impl Dashdoc {
    /// Opens a file of an invoice.
    pub(super) async fn open_file(
        &self,
        call: &Call,
        invoice: &Invoice,
        wanted: &FileWanted,
    ) -> Result<FileContent> {
        match wanted {
            FileWanted::Document {
                kind: DocumentKind::Pdf,
                ..
            } => {
                let operation = "downloadInvoiceFile";
                let link = pdf_link(invoice);
                // Often called .png in the vendor's own examples: what comes says what it is.
                self.fetch(call, operation, link, (None, Some("application/pdf")))
                    .await
            }
            FileWanted::Document { .. } => Err(self.downloads.missing("download")),
            FileWanted::Attachment(id) => {
                let operation = "downloadInvoiceAttachment";
                let told =
                    attachment(invoice, id).ok_or_else(|| self.downloads.missing(operation))?;
                let link = attachment_link(invoice, id);
                let names = (told.filename.as_deref(), told.content_type.as_deref());
                self.fetch(call, operation, link, names).await
            }
        }
    }

    async fn fetch(
        &self,
        call: &Call,
        operation: &'static str,
        link: Option<String>,
        (filename, usual_type): (Option<&str>, Option<&str>),
    ) -> Result<FileContent> {
        let link = link.ok_or_else(|| self.downloads.missing(operation))?;
        let url = self.downloads.resolve(operation, &link)?;
        let opened = self.downloads.open(call, operation, url).await?;
        self.downloads
            .content(operation, opened, filename, usual_type)
    }
}

/// Which documents there are of an invoice: its PDF, once somebody made or uploaded one.
pub(super) fn documents_of(invoice: &Invoice) -> Vec<DocumentKind> {
    let there = pdf_link(invoice).map(|_| DocumentKind::Pdf);
    there.into_iter().collect()
}

fn pdf_link(invoice: &Invoice) -> Option<String> {
    whole(invoice)?.file.filter(|link| !link.is_empty())
}

fn attachment_link(invoice: &Invoice, id: &NativeId) -> Option<String> {
    let attachments = whole(invoice)?.attachments?;
    let is_it = |uid: &async_graphql::ID| uid.as_str() == id.as_str();
    let found = attachments
        .into_iter()
        .find(|file| file.uid.as_ref().is_some_and(is_it));
    found?.file_url.filter(|link| !link.is_empty())
}

/// The vendor's document, which could be read when it came.
fn whole(invoice: &Invoice) -> Option<DashdocInvoice> {
    decode(&invoice.raw.json()).ok()
}
