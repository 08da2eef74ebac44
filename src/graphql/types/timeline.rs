//! What happened to an invoice.

use std::sync::Arc;

use async_graphql::{ID, Object};

use crate::{
    domain,
    error::Result,
    graphql::types::{Apart, Document, NativeField, at_place},
    list::List,
    loaders::Loaders,
    native::NativeEvent,
    scalar::DateTime,
};

/// An event, by its place in its invoice or in what is told apart from it.
#[derive(Clone, Debug)]
pub(crate) struct TimelineEvent {
    document: Arc<Document>,
    apart: Option<Arc<Apart>>,
    place: usize,
}

impl TimelineEvent {
    pub(crate) async fn all_of(
        document: &Arc<Document>,
        loaders: &Loaders,
    ) -> Option<Result<List<Self>>> {
        let (apart, count) = match &document.invoice().timeline {
            Some(events) => (None, events.len()),
            None => match document.apart(loaders, document.reads().timeline).await? {
                Ok(apart) => {
                    let count = apart.activity.timeline.len();
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

    fn told(&self) -> &domain::TimelineEvent {
        match &self.apart {
            Some(apart) => at_place(Some(&apart.activity.timeline), self.place),
            None => at_place(self.document.invoice().timeline.as_ref(), self.place),
        }
    }
}

/// Something that happened to an invoice.
#[Object]
impl TimelineEvent {
    /// What happened, in the provider's own word.
    async fn action(&self) -> Option<&str> {
        Some(&self.told().action)
    }

    /// When it happened.
    async fn at(&self) -> Option<DateTime> {
        self.told().at.map(Into::into)
    }

    /// The provider's id of who did it; null where nobody did, or the provider does not say.
    async fn user_id(&self) -> Option<ID> {
        self.told().user_id.as_ref().map(|id| id.as_str().into())
    }

    /// The provider's own form of the event, with every field that it has.
    async fn native(&self) -> NativeField<'_, NativeEvent> {
        match &self.apart {
            Some(apart) => apart.native_event(self.place),
            None => self.document.native_event(self.place),
        }
    }
}
