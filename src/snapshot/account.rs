//! One account: its provider, its snapshot and the rules of its age.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use moka::sync::Cache;
use tokio::sync::Semaphore;

use crate::{
    clock,
    domain::{AccountId, Activity, NativeId},
    error::Error,
    provider::{AccountSettings, Lookup, Provider, ProviderInfo},
    snapshot::{
        activity,
        books::Books,
        fetch::InFlight,
        makings::Makings,
        measure::{Measures, QuotaLeft},
        shelf::{Shelf, Spot},
        sync::{LONGEST_RUN, Sync},
    },
};

/// How old a snapshot may be for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// This young, it is simply served.
    pub refresh: Duration,
    /// Up to here it is served and refreshed behind; older, a read waits.
    pub max_age: Duration,
    /// How long a read waits for a refresh at most.
    pub max_wait: Duration,
    /// How long it still answers while its provider is down.
    pub stale_for: Duration,
    /// How long a read that has nothing else to show waits for a provider at most.
    pub deadline: Duration,
}

/// What is held of one account.
#[derive(Debug)]
pub(crate) struct Snapshot {
    books: RwLock<Books>,
    sync: Mutex<Sync>,
    pub(crate) in_flight: InFlight,
    /// Ids that the provider did not know a moment ago.
    pub(crate) missing: Cache<NativeId, ()>,
    /// Ids that were deleted from here, and when: what was read before that says nothing of them.
    pub(crate) buried: Cache<NativeId, Timestamp>,
    /// What lookups that had to ask the provider found a moment ago.
    pub(crate) lookups: moka::future::Cache<Lookup, Vec<NativeId>>,
    /// Notes and events that were asked for apart a moment ago.
    pub(crate) activities: moka::future::Cache<NativeId, Arc<Activity>>,
    pub(crate) activity_turns: Semaphore,
}

/// How many answers of each kind are remembered per account beside the invoices.
const REMEMBERED: u64 = 10_000;

impl Snapshot {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            books: RwLock::default(),
            sync: Mutex::default(),
            in_flight: InFlight::default(),
            missing: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(policy.refresh)
                .build(),
            buried: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(LONGEST_RUN)
                .build(),
            lookups: moka::future::Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(policy.refresh)
                .build(),
            activities: moka::future::Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(policy.refresh)
                .build(),
            activity_turns: Semaphore::new(activity::SIDE_BY_SIDE),
        }
    }

    // A panic while a lock is held leaves data that is at worst incomplete, and a refresh mends that: go on.

    pub(crate) fn books(&self) -> RwLockReadGuard<'_, Books> {
        self.books.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn books_mut(&self) -> RwLockWriteGuard<'_, Books> {
        self.books.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sync(&self) -> MutexGuard<'_, Sync> {
        self.sync.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long ago all that is held was known to be right.
    pub(crate) fn age(&self) -> Option<Duration> {
        let confirmed = self.sync().confirmed();
        confirmed.map(|confirmed| confirmed.at.elapsed())
    }
}

/// What an account takes over from the one that it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inherits {
    /// All that is held: it reads what the other one read.
    Everything,
    /// What was made from here: it is about the same books, and reads them anew.
    Makings,
}

/// One configured account.
#[derive(Debug)]
pub struct Account {
    /// Its id, as configured.
    pub id: AccountId,
    /// Its name for people.
    pub name: String,
    /// What "today" is for it.
    pub time_zone: TimeZone,
    pub(crate) provider: Arc<dyn Provider>,
    pub(crate) policy: Policy,
    /// What was made here from here.
    pub(crate) makings: Arc<Makings>,
    pub(crate) measures: Arc<Measures>,
    pub(crate) quota_left: Option<QuotaLeft>,
    spot: Arc<Spot>,
}

impl Account {
    /// Connects an account to its provider. `policy.refresh` is the effective one, with the quota counted in.
    #[must_use]
    pub fn new(
        settings: &AccountSettings,
        provider: Arc<dyn Provider>,
        policy: Policy,
        shelf: Shelf,
    ) -> Self {
        let (id, name, time_zone) = (
            settings.id.clone(),
            settings.name.clone(),
            settings.time_zone.clone(),
        );
        Self {
            id,
            name,
            time_zone,
            provider,
            policy,
            makings: Arc::new(Makings::new(clock::now())),
            measures: Arc::new(Measures::new(settings.provider, &settings.id)),
            quota_left: None,
            spot: Arc::new(Spot::on(shelf)),
        }
    }

    /// Says who knows how many calls its quota allows.
    #[must_use]
    pub fn with_quota_left(
        self,
        left: impl Fn() -> u32 + Send + std::marker::Sync + 'static,
    ) -> Self {
        Self {
            quota_left: Some(QuotaLeft(Arc::new(left))),
            ..self
        }
    }

    /// Follows the account that had its id before.
    #[must_use]
    pub fn following(self, before: &Self, inherits: Inherits) -> Self {
        let makings = Arc::clone(&before.makings);
        let spot = match inherits {
            Inherits::Everything => {
                // Its config may have mended what failed.
                before.snapshot().sync().end_pause();
                Arc::clone(&before.spot)
            }
            Inherits::Makings => self.spot,
        };
        Self {
            makings,
            spot,
            ..self
        }
    }

    /// The same account with other rules of age. What is held keeps the times that it was given.
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        Self {
            id: self.id.clone(),
            name: self.name.clone(),
            time_zone: self.time_zone.clone(),
            provider: Arc::clone(&self.provider),
            policy,
            makings: Arc::clone(&self.makings),
            measures: Arc::clone(&self.measures),
            quota_left: self.quota_left.clone(),
            spot: Arc::clone(&self.spot),
        }
    }

    /// The rules of its age.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// What its provider is and can do.
    #[must_use]
    pub fn info(&self) -> &'static ProviderInfo {
        self.provider.info()
    }

    /// Today's date there.
    #[must_use]
    pub fn today(&self) -> Date {
        clock::today(&self.time_zone)
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.spot.snapshot(|| Snapshot::new(self.policy))
    }

    /// The snapshot, where there is one. Whoever only looks keeps it no longer than it would be kept.
    pub(crate) fn peek(&self) -> Option<Arc<Snapshot>> {
        self.spot.peek()
    }

    /// Stamps whose failure a read is in which nothing was of the caller's own: what a vendor refuses then, it refuses us.
    pub(crate) fn stamp_read(&self, error: Error) -> Error {
        let message = || {
            format!(
                "{} refused to answer: see the gateway's log",
                self.info().name
            )
        };
        self.stamp(error.blame_provider(message))
    }

    /// Stamps whose failure it is.
    pub(crate) fn stamp(&self, error: Error) -> Error {
        error.at(&self.id, self.info().id)
    }
}
