//! The files that were added to an invoice.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::{
    domain::{self, ChildKind, NativeId},
    graphql::types::{Document, Invoice, NativeField, at_place, by_place, link},
    list::List,
    native::NativeAttachment,
    provider::FileWanted,
    scalar::DateTime,
};

/// An attachment, by its place in its invoice.
#[derive(Clone, Debug)]
pub(crate) struct Attachment {
    document: Arc<Document>,
    place: usize,
}

impl Attachment {
    pub(crate) fn all_of(document: &Arc<Document>) -> Option<List<Self>> {
        let list = document.invoice().attachments.as_ref();
        by_place(document, list, |document, place| Self { document, place })
    }

    pub(crate) fn find(document: Arc<Document>, id: &NativeId) -> Option<Self> {
        let list = document.invoice().attachments.as_ref()?;
        let place = list.iter().position(|attachment| attachment.id == *id)?;
        Some(Self { document, place })
    }

    fn told(&self) -> &domain::Attachment {
        at_place(self.document.invoice().attachments.as_ref(), self.place)
    }
}

/// A file that somebody added to an invoice.
#[Object]
impl Attachment {
    /// The id across all accounts; opaque.
    pub(crate) async fn id(&self) -> ID {
        self.document
            .child_id(ChildKind::Attachment, &self.told().id)
    }

    /// The provider's own id.
    async fn native_id(&self) -> ID {
        self.told().id.as_str().into()
    }

    /// The invoice that it is added to.
    async fn invoice(&self) -> Option<Invoice> {
        Some(Invoice(Arc::clone(&self.document)))
    }

    /// The file's name.
    async fn filename(&self) -> Option<&str> {
        self.told().filename.as_deref()
    }

    /// The media type, such as application/pdf.
    async fn content_type(&self) -> Option<&str> {
        self.told().content_type.as_deref()
    }

    /// The size in bytes; null where the provider does not say it, or beyond 2147483647.
    async fn size_bytes(&self) -> Option<i32> {
        self.told().size_bytes.and_then(|size| size.try_into().ok())
    }

    /// Where the file can be opened for a few minutes, in a link or an iframe, without further credentials: an address, or
    /// a path at this gateway where it does not know its own address. Add `?download=1` to have it saved and not shown.
    async fn url(&self, ctx: &Context<'_>) -> Option<String> {
        let wanted = FileWanted::Attachment(self.told().id.clone());
        Some(link(ctx, &self.document, wanted))
    }

    /// When it was added.
    async fn created_at(&self) -> Option<DateTime> {
        self.told().created_at.map(Into::into)
    }

    /// When it last changed.
    async fn updated_at(&self) -> Option<DateTime> {
        self.told().updated_at.map(Into::into)
    }

    /// The provider's own form of the attachment, with every field that it has.
    async fn native(&self) -> NativeField<'_, NativeAttachment> {
        self.document.native_attachment(self.place)
    }
}
