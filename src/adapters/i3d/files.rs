//! The PDF, the only file that i3D.net has.

use crate::{
    adapters::i3d::{adapter::I3d, pdf},
    domain::Invoice,
    error::Result,
    provider::{Call, DocumentKind, FileContent, FileWanted},
};

impl I3d {
    /// Opens a file of an invoice.
    pub(super) async fn open_file(
        &self,
        call: &Call,
        invoice: &Invoice,
        wanted: &FileWanted,
    ) -> Result<FileContent> {
        let operation = "getAccountInvoicePdfs";
        let FileWanted::Document {
            kind: DocumentKind::Pdf,
            ..
        } = wanted
        else {
            return Err(self.downloads.missing(operation));
        };
        let path = format!("/v3/account/invoice/{}/pdf", invoice.id);
        let url = self.api.endpoint.url(&path);
        let opened = self.downloads.open(call, operation, url).await?;
        let plain = pdf::unwrap(opened).await;
        let plain = plain.map_err(|error| self.downloads.stamp(operation, error))?;
        self.downloads.content(operation, plain, None, None)
    }
}
