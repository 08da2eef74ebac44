//! How an account's snapshot stands, in words for clients.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{error::Error, snapshot::account::Account};

/// How fresh an answer must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Freshness {
    /// By age: served at once when young, refreshed behind when older, waited for a little when old.
    #[default]
    ByAge,
    /// As the provider has it now.
    Live,
    /// Whatever is held; the provider is not asked.
    CacheOnly,
}

/// What whoever wants a refresh does then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Waits,
    GoesOn,
}

/// How far an account's part of an answer can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResultState {
    /// Complete and young.
    Fresh,
    /// Complete as of some time ago.
    Stale,
    /// Not yet complete.
    Loading,
    /// The provider cannot be read, and nothing recent enough is held.
    Failed,
    /// Not asked, because the query wanted what is held only, and nothing is.
    Skipped,
}

impl ResultState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Fresh,
        Self::Stale,
        Self::Loading,
        Self::Failed,
        Self::Skipped,
    ];

    /// Its word, outside of any query: there, what was not asked is not skipped.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fresh => "FRESH",
            Self::Stale => "STALE",
            Self::Loading => "LOADING",
            Self::Failed => "FAILED",
            Self::Skipped => "NOT_ASKED",
        }
    }
}

/// What an account contributed to an answer.
#[derive(Clone, Debug)]
pub struct AccountResult {
    /// The account.
    pub account: Arc<Account>,
    /// How far its part can be relied on.
    pub state: ResultState,
    /// When what is held was last known to be right.
    pub fetched_at: Option<Timestamp>,
    /// Why it is not fresh, or what of it could not be read.
    pub error: Option<Error>,
    /// How many invoices are held.
    pub done: usize,
    /// How many there are, once the provider said.
    pub total: Option<usize>,
    /// How many invoices the provider told that could not be understood.
    pub unreadable: usize,
}

impl AccountResult {
    /// Tells whether nothing is missing from this account's part.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        matches!(self.state, ResultState::Fresh | ResultState::Stale) && self.unreadable == 0
    }

    /// Tells whether rows of this account may be shown.
    pub(crate) fn is_readable(&self) -> bool {
        self.state != ResultState::Failed || self.fetched_at.is_none()
    }
}
