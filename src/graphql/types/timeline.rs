//! What happened to an invoice.

use std::sync::Arc;

use async_graphql::{ID, Object};

use crate::{
    domain,
    graphql::types::{Document, NativeField, at_place, by_place},
    native::NativeEvent,
    scalar::DateTime,
};

/// An event, by its place in its invoice.
#[derive(Clone, Debug)]
pub(crate) struct TimelineEvent {
    document: Arc<Document>,
    place: usize,
}

impl TimelineEvent {
    pub(crate) fn all_of(document: &Arc<Document>) -> Option<Vec<Self>> {
        let list = document.invoice().timeline.as_ref();
        by_place(document, list, |document, place| Self { document, place })
    }

    fn told(&self) -> &domain::TimelineEvent {
        at_place(self.document.invoice().timeline.as_ref(), self.place)
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
        self.document.native_event(self.place)
    }
}
