//! The configured accounts and how they stand.

use std::sync::Arc;

use async_graphql::{ID, Object};

use crate::{
    graphql::{
        error::AccountError,
        types::{Provider, ProviderId, ResultState},
    },
    scalar::{Date, DateTime},
    snapshot,
};

/// An account of the config.
#[derive(Clone, Debug)]
pub(crate) struct Account(pub(crate) Arc<snapshot::Account>);

/// One connection to one provider, with its own credentials.
#[Object]
impl Account {
    /// The account's id, as configured.
    async fn id(&self) -> ID {
        self.0.id.as_str().into()
    }

    /// Its name for people.
    async fn name(&self) -> Option<&str> {
        Some(&self.0.name)
    }

    /// The provider that it is at.
    async fn provider_id(&self) -> ProviderId {
        self.0.info().id.into()
    }

    /// What that provider is and can do.
    async fn provider(&self) -> Option<Provider> {
        Some(Provider(self.0.info()))
    }

    /// The IANA name of the time zone that decides what "today" is for it, such as Europe/Amsterdam.
    async fn time_zone(&self) -> Option<&str> {
        self.0.time_zone.iana_name()
    }

    /// Today's date there: what `overdue` and ageing go by.
    async fn today(&self) -> Option<Date> {
        Some(self.0.today().into())
    }

    /// How far its invoices are known. No provider is asked for this.
    async fn sync(&self) -> Option<AccountSync> {
        Some(AccountSync(self.0.state()))
    }
}

/// How an account stands.
#[derive(Clone, Debug)]
pub(crate) struct AccountSync(snapshot::AccountResult);

/// How far an account's invoices are known.
#[Object]
impl AccountSync {
    /// How far they can be relied on.
    async fn state(&self) -> Option<ResultState> {
        Some(self.0.state.into())
    }

    /// How many invoices are held.
    async fn done(&self) -> Option<i32> {
        count(self.0.done)
    }

    /// How many invoices there are; null until the provider said so.
    async fn total(&self) -> Option<i32> {
        count(self.0.total?)
    }

    /// When what is held was last known to be right; null when it never was.
    async fn fetched_at(&self) -> Option<DateTime> {
        self.0.fetched_at.map(Into::into)
    }

    /// Why it is not fresh, or what of it could not be read; null when all is well.
    async fn error(&self) -> Option<AccountError> {
        self.0.error.as_ref().map(Into::into)
    }

    /// How many invoices the provider told that the gateway could not understand.
    async fn unreadable(&self) -> Option<i32> {
        count(self.0.unreadable)
    }
}

/// What an account contributed.
#[derive(Clone, Debug)]
pub(crate) struct AccountResult(pub(crate) snapshot::AccountResult);

/// What one account contributed to an answer.
#[Object]
impl AccountResult {
    /// The account.
    async fn account(&self) -> Account {
        Account(Arc::clone(&self.0.account))
    }

    /// How far its part can be relied on.
    async fn state(&self) -> ResultState {
        self.0.state.into()
    }

    /// When its part was last known to be right; null when it never was.
    async fn fetched_at(&self) -> Option<DateTime> {
        self.0.fetched_at.map(Into::into)
    }

    /// Why its part is not fresh or not complete; null when all is well.
    async fn error(&self) -> Option<AccountError> {
        self.0.error.as_ref().map(Into::into)
    }
}

/// A count as GraphQL's `Int`; null beyond 2147483647.
pub(crate) fn count(count: usize) -> Option<i32> {
    i32::try_from(count).ok()
}
