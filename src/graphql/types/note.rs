//! The notes on an invoice.

use std::sync::Arc;

use async_graphql::{ID, Object};

use crate::{
    domain::{self, ChildKind, NativeId},
    graphql::types::{Document, Invoice, NativeField, at_place, by_place},
    native::NativeNote,
    scalar::DateTime,
};

/// A note, by its place in its invoice.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    document: Arc<Document>,
    place: usize,
}

impl Note {
    pub(crate) fn all_of(document: &Arc<Document>) -> Option<Vec<Self>> {
        let list = document.invoice().notes.as_ref();
        by_place(document, list, |document, place| Self { document, place })
    }

    pub(crate) fn find(document: Arc<Document>, id: &NativeId) -> Option<Self> {
        let list = document.invoice().notes.as_ref()?;
        let place = list.iter().position(|note| note.id == *id)?;
        Some(Self { document, place })
    }

    fn told(&self) -> &domain::Note {
        at_place(self.document.invoice().notes.as_ref(), self.place)
    }
}

/// A note of the company's own people on an invoice.
#[Object]
impl Note {
    /// The id across all accounts; opaque.
    pub(crate) async fn id(&self) -> ID {
        self.document.child_id(ChildKind::Note, &self.told().id)
    }

    /// The provider's own id.
    async fn native_id(&self) -> ID {
        self.told().id.as_str().into()
    }

    /// The invoice that it is on.
    async fn invoice(&self) -> Option<Invoice> {
        Some(Invoice(Arc::clone(&self.document)))
    }

    /// The words.
    async fn text(&self) -> Option<&str> {
        self.told().text.as_deref()
    }

    /// Whether it asks somebody to do something.
    async fn todo(&self) -> Option<bool> {
        self.told().todo
    }

    /// The provider's id of whom it asks; null when nobody.
    async fn assignee_id(&self) -> Option<ID> {
        self.told()
            .assignee_id
            .as_ref()
            .map(|id| id.as_str().into())
    }

    /// The provider's id of who wrote it.
    async fn author_id(&self) -> Option<ID> {
        self.told().author_id.as_ref().map(|id| id.as_str().into())
    }

    /// When what it asks was done; null while it is not.
    async fn completed_at(&self) -> Option<DateTime> {
        self.told().completed_at.map(Into::into)
    }

    /// When it was written.
    async fn created_at(&self) -> Option<DateTime> {
        self.told().created_at.map(Into::into)
    }

    /// When it last changed.
    async fn updated_at(&self) -> Option<DateTime> {
        self.told().updated_at.map(Into::into)
    }

    /// The provider's own form of the note, with every field that it has.
    async fn native(&self) -> NativeField<'_, NativeNote> {
        self.document.native_note(self.place)
    }
}
