//! The notes on an invoice.

use std::sync::Arc;

use async_graphql::{ID, Object};

use crate::{
    domain::{self, ChildKind, NativeId},
    error::Result,
    graphql::types::{Apart, Document, Invoice, NativeField, at_place},
    list::List,
    loaders::Loaders,
    native::NativeNote,
    scalar::DateTime,
};

/// A note, by its place in its invoice or in what is told apart from it.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    document: Arc<Document>,
    apart: Option<Arc<Apart>>,
    place: usize,
}

impl Note {
    pub(crate) async fn all_of(
        document: &Arc<Document>,
        loaders: &Loaders,
    ) -> Option<Result<List<Self>>> {
        let (apart, count) = match &document.invoice().notes {
            Some(notes) => (None, notes.len()),
            None => match document.apart(loaders, document.reads().notes).await? {
                Ok(apart) => {
                    let count = apart.activity.notes.len();
                    (Some(apart), count)
                }
                Err(error) => return Some(Err(error)),
            },
        };
        let at = |place| Self {
            document: Arc::clone(document),
            apart: apart.clone(),
            place,
        };
        Some(Ok((0..count).map(at).collect()))
    }

    pub(crate) async fn find(
        document: Arc<Document>,
        loaders: &Loaders,
        id: &NativeId,
    ) -> Result<Option<Self>> {
        let all = Self::all_of(&document, loaders).await.transpose()?;
        let mut all = all.into_iter().flatten();
        Ok(all.find(|note| note.told().id == *id))
    }

    fn told(&self) -> &domain::Note {
        match &self.apart {
            Some(apart) => at_place(Some(&apart.activity.notes), self.place),
            None => at_place(self.document.invoice().notes.as_ref(), self.place),
        }
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
        match &self.apart {
            Some(apart) => apart.native_note(self.place),
            None => self.document.native_note(self.place),
        }
    }
}
