//! The documents that the provider makes of an invoice.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object};

use crate::{
    auth::Viewer,
    files::{Links, document_name, document_type},
    graphql::types::Document,
    list::List,
    provider::{self, FileWanted},
};

/// What a document is.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "provider::DocumentKind")]
pub(crate) enum DocumentKind {
    /// The printed invoice.
    Pdf,
    /// The invoice as UBL, for machines.
    Ubl,
    /// The invoice as the e-invoice of the customer's country, for machines.
    EInvoice,
    /// What is in the parcel.
    PackingSlip,
    /// What was delivered.
    DeliveryNote,
}

/// A document of an invoice.
#[derive(Clone, Debug)]
pub(crate) struct InvoiceDocument {
    document: Arc<Document>,
    kind: provider::DocumentKind,
    stationery: bool,
}

impl InvoiceDocument {
    pub(crate) fn all_of(document: &Arc<Document>, stationery: bool) -> List<Self> {
        let provider = document.entry.account.provider();
        let kinds = provider.documents(document.invoice());
        let wrap = |kind| Self {
            document: Arc::clone(document),
            kind,
            stationery,
        };
        kinds.into_iter().map(wrap).collect()
    }
}

/// A document that the provider makes of an invoice. Nothing is asked of the provider until its link is opened.
#[Object(name = "Document")]
impl InvoiceDocument {
    /// What it is.
    async fn kind(&self) -> DocumentKind {
        self.kind.into()
    }

    /// A name for the file.
    async fn filename(&self) -> Option<String> {
        Some(document_name(self.document.invoice(), self.kind))
    }

    /// The media type that it has as a rule, such as application/pdf; the file itself says what it is.
    async fn content_type(&self) -> Option<&'static str> {
        Some(document_type(self.kind))
    }

    /// The size in bytes; null where the provider does not say it before the file is opened, or beyond 2147483647.
    async fn size_bytes(&self) -> Option<i32> {
        None
    }

    /// Where the file can be opened for a few minutes, in a link or an iframe, without further credentials: an address, or
    /// a path at this gateway where it does not know its own address. Add `?download=1` to have it saved and not shown.
    async fn url(&self, ctx: &Context<'_>) -> Option<String> {
        let wanted = FileWanted::Document {
            kind: self.kind,
            stationery: self.stationery,
        };
        Some(link(ctx, &self.document, wanted))
    }
}

/// Signs a link to a file of an invoice, for whoever asks.
pub(crate) fn link(ctx: &Context<'_>, document: &Document, wanted: FileWanted) -> String {
    let (links, viewer): (&Arc<Links>, &Arc<Viewer>) = (ctx.data_unchecked(), ctx.data_unchecked());
    let account = &document.entry.account.id;
    links.url(viewer, account, &document.invoice().id, wanted)
}
