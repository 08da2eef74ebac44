//! What is counted of an account's reads and refreshes, and what is told of its snapshot when somebody looks.

use std::{fmt, sync::Arc, time::Duration};

use crate::{
    domain::{AccountId, ProviderId},
    error::{ErrorKind, Result},
    meter::{
        Counter, Family, QUOTA_LEFT, READS, REFRESH_DURATION, REFRESHES, SNAPSHOT_AGE,
        SNAPSHOT_INVOICES, SNAPSHOT_STATE, SNAPSHOT_UNREADABLE, Sheet,
    },
    snapshot::{
        account::Account,
        read::Accounts,
        state::{AccountResult, Freshness, ResultState},
    },
};

macro_rules! served {
    ($($(#[$doc:meta])* $name:ident = $read:literal $outcome:literal,)+) => {
        /// How something was read.
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum Served {
            $($(#[$doc])* $name,)+
        }

        impl Served {
            /// What was read, and how it was.
            const WORDS: &[(&str, &str)] = &[$(($read, $outcome)),+];
        }
    };
}

served! {
    /// A list, from a snapshot that is young.
    ListFresh = "list" "fresh",
    /// A list, from a snapshot that is refreshed behind.
    ListBehind = "list" "behind",
    /// A list, after waiting for a refresh because of its age.
    ListWaited = "list" "waited",
    /// A list, after a refresh that was asked for.
    ListLive = "list" "live",
    /// A list, from what is held, as was asked for.
    ListHeld = "list" "held",
    /// A list, from what is held while the provider is left alone after a failure.
    ListResting = "list" "resting",
    /// An invoice, from a snapshot that is young.
    IdFresh = "id" "fresh",
    /// An invoice, from a snapshot that is refreshed behind.
    IdBehind = "id" "behind",
    /// An invoice that the provider is asked for.
    IdAsked = "id" "asked",
    /// An invoice that the provider is being asked for already.
    IdShared = "id" "shared",
    /// An invoice that the provider did not know a moment ago.
    IdMissing = "id" "missing",
    /// An invoice that nobody asks for, as it would take too many calls.
    IdRefused = "id" "refused",
    /// A number or reference, from what is held.
    LookupHeld = "lookup" "held",
    /// A number or reference that the provider is asked for.
    LookupAsked = "lookup" "asked",
    /// Notes and events that were read a moment ago.
    ActivityHeld = "activity" "held",
    /// Notes and events that the provider is asked for.
    ActivityAsked = "activity" "asked",
}

/// What is counted of one account.
#[derive(Debug)]
pub(crate) struct Measures {
    provider: ProviderId,
    account: AccountId,
    reads: Vec<Counter>,
    refreshes: Family<(&'static str, &'static str), Counter>,
}

impl Measures {
    /// Begins to count for an account.
    pub(crate) fn new(provider: ProviderId, account: &AccountId) -> Self {
        let reads = Served::WORDS.iter();
        let reads = reads.map(|(read, outcome)| {
            READS.counter(&[provider.slug(), account.as_str(), read, outcome])
        });
        Self {
            provider,
            account: account.clone(),
            reads: reads.collect(),
            refreshes: Family::default(),
        }
    }

    /// Counts a read.
    pub(crate) fn served(&self, served: Served) {
        self.served_many(served, 1);
    }

    /// Counts several reads.
    pub(crate) fn served_many(&self, served: Served, count: usize) {
        self.reads[served as usize].increment(count as u64);
    }

    /// Counts a refresh that ended.
    pub(crate) fn refreshed<T>(&self, whole: bool, outcome: Option<&Result<T>>, took: Duration) {
        let (provider, account) = (self.provider.slug(), self.account.as_str());
        let kind = if whole { "whole" } else { "changes" };
        let outcome = match outcome {
            Some(Ok(_)) => "ok",
            Some(Err(error)) => error.kind().code(),
            // It broke off.
            None => ErrorKind::Internal.code(),
        };
        let count = || REFRESHES.counter(&[provider, account, kind, outcome]);
        self.refreshes.get(&(kind, outcome), count).increment(1);
        let duration = REFRESH_DURATION.histogram(&[provider, kind]);
        duration.record(took.as_secs_f64());
    }
}

/// Tells how many calls an account's quota allows now.
#[derive(Clone)]
pub(crate) struct QuotaLeft(pub(crate) Arc<dyn Fn() -> u32 + Send + Sync>);

impl fmt::Debug for QuotaLeft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("QuotaLeft")
    }
}

impl Accounts {
    /// Writes down how each account stands, without asking any provider.
    pub fn measure(&self, sheet: &mut Sheet) {
        for account in self.iter() {
            account.measure(sheet);
        }
    }
}

impl Account {
    /// How it stands, without asking the provider and without counting as somebody who reads; `None` while nobody has
    /// asked for it.
    #[must_use]
    pub fn standing(self: &Arc<Self>) -> Option<AccountResult> {
        let snapshot = self.peek()?;
        Some(self.result(&snapshot, Freshness::CacheOnly))
    }

    fn measure(self: &Arc<Self>, sheet: &mut Sheet) {
        let values = [self.info().id.slug(), self.id.as_str()];
        sheet.show_account(self.id.as_str());
        if let Some(QuotaLeft(left)) = &self.quota_left {
            sheet.count(&QUOTA_LEFT, &values, left() as usize);
        }
        let snapshot = self.peek();
        let age = snapshot.as_ref().and_then(|snapshot| snapshot.age());
        let standing = snapshot.map(|snapshot| self.result(&snapshot, Freshness::CacheOnly));
        let state = standing.as_ref().map(|standing| standing.state);
        let state = state.unwrap_or(ResultState::Skipped);
        for other in ResultState::ALL {
            let [provider, account] = values;
            let is_so = usize::from(other == state);
            sheet.count(&SNAPSHOT_STATE, &[provider, account, other.word()], is_so);
        }
        if let Some(age) = age {
            sheet.seconds(&SNAPSHOT_AGE, &values, age);
        }
        let (held, unreadable) =
            standing.map_or((0, 0), |standing| (standing.done, standing.unreadable));
        sheet.count(&SNAPSHOT_INVOICES, &values, held);
        sheet.count(&SNAPSHOT_UNREADABLE, &values, unreadable);
    }
}
