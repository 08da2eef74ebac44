//! Where snapshots are kept, for as long as they could still answer.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use moka::{Expiry, sync::Cache};

use crate::snapshot::account::Snapshot;

/// Nobody waits longer than this for a provider that is down.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Holds the snapshots of all accounts; one that nobody asks for as long as it could still answer is dropped.
#[derive(Clone, Debug)]
pub struct Shelf {
    snapshots: Cache<u64, Arc<Snapshot>>,
    stale_for: StaleFor,
    spots: Arc<AtomicU64>,
}

impl Shelf {
    /// Makes an empty shelf.
    #[must_use]
    pub fn new(stale_for: Duration) -> Self {
        let shelf = StaleFor(Arc::default());
        shelf.set(stale_for);
        Self {
            snapshots: Cache::builder().expire_after(shelf.clone()).build(),
            stale_for: shelf,
            spots: Arc::default(),
        }
    }

    /// Keeps each snapshot for so long after it is asked for the next time.
    pub fn keep_for(&self, stale_for: Duration) {
        self.stale_for.set(stale_for);
    }
}

/// How long a snapshot may stay without being asked for, in milliseconds.
#[derive(Clone, Debug)]
struct StaleFor(Arc<AtomicU64>);

impl StaleFor {
    fn set(&self, stale_for: Duration) {
        let ms = u64::try_from(stale_for.min(LONGEST).as_millis()).unwrap_or(u64::MAX);
        self.0.store(ms, Ordering::Relaxed);
    }

    fn get(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

impl Expiry<u64, Arc<Snapshot>> for StaleFor {
    fn expire_after_create(&self, _: &u64, _: &Arc<Snapshot>, _: Instant) -> Option<Duration> {
        Some(self.get())
    }

    fn expire_after_read(
        &self,
        _: &u64,
        _: &Arc<Snapshot>,
        _: Instant,
        _: Option<Duration>,
        _: Instant,
    ) -> Option<Duration> {
        Some(self.get())
    }
}

/// An account's place on the shelf, cleared when no account has it any more.
pub(super) struct Spot {
    number: u64,
    shelf: Shelf,
}

impl Spot {
    pub(super) fn on(shelf: Shelf) -> Self {
        Self {
            number: shelf.spots.fetch_add(1, Ordering::Relaxed),
            shelf,
        }
    }

    /// The snapshot that is there, or a new one.
    pub(super) fn snapshot(&self, new: impl FnOnce() -> Snapshot) -> Arc<Snapshot> {
        let snapshots = &self.shelf.snapshots;
        snapshots.get_with(self.number, || Arc::new(new()))
    }

    /// The snapshot, where there is one.
    pub(super) fn peek(&self) -> Option<Arc<Snapshot>> {
        // To get it would count as a use; to go through all does not.
        let mut all = self.shelf.snapshots.iter();
        all.find_map(|(number, snapshot)| (*number == self.number).then_some(snapshot))
    }
}

impl Drop for Spot {
    fn drop(&mut self) {
        self.shelf.snapshots.invalidate(&self.number);
    }
}

impl fmt::Debug for Spot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Spot({})", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Policy;

    const LONG: Duration = Duration::from_secs(60);

    fn snapshot() -> Snapshot {
        Snapshot::new(Policy {
            refresh: LONG,
            max_age: LONG,
            max_wait: LONG,
            stale_for: LONG,
            deadline: LONG,
        })
    }

    fn held(shelf: &Shelf) -> u64 {
        shelf.snapshots.run_pending_tasks();
        shelf.snapshots.entry_count()
    }

    #[test]
    fn a_spot_is_cleared_when_the_last_account_leaves_it() {
        let shelf = Shelf::new(LONG);
        let (one, other) = (Arc::new(Spot::on(shelf.clone())), Spot::on(shelf.clone()));
        let first = one.snapshot(snapshot);
        assert!(!Arc::ptr_eq(&first, &other.snapshot(snapshot)));
        let follower = Arc::clone(&one);
        drop(one);
        assert!(Arc::ptr_eq(&first, &follower.snapshot(snapshot)));
        assert_eq!(held(&shelf), 2);
        drop(follower);
        assert_eq!(held(&shelf), 1);
        drop(other);
        assert_eq!(held(&shelf), 0);
    }

    #[test]
    fn what_could_not_answer_any_more_is_dropped() {
        let shelf = Shelf::new(LONG);
        let spot = Spot::on(shelf.clone());
        let first = spot.snapshot(snapshot);
        shelf.keep_for(Duration::ZERO);
        // Asked once more, it gets the new time.
        assert!(Arc::ptr_eq(&first, &spot.snapshot(snapshot)));
        shelf.keep_for(LONG);
        assert!(!Arc::ptr_eq(&first, &spot.snapshot(snapshot)));
    }
}
