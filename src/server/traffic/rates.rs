//! How often somebody may do something.

use std::{fmt, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{InMemoryState, NotKeyed},
};
use moka::{policy::EvictionPolicy, sync::Cache};
use tokio::time::Instant;

use super::Who;

/// How many are remembered; whoever was not seen for longest is forgotten first, which is to start anew.
const REMEMBERED: u64 = 10_000;
/// After this time without a request everything is allowed again, so there is nothing to remember.
const IDLE: Duration = Duration::from_secs(2 * 60);

type Bucket = RateLimiter<NotKeyed, InMemoryState, RuntimeClock, NoOpMiddleware<Nanos>>;

/// Why something may not be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) enum Wait {
    /// It may after this time.
    Until(Duration),
    /// It is more at once than ever may.
    Forever,
}

/// Counts for each who they are. At once they may do as much as in a minute, then it comes back evenly.
pub(in crate::server) struct Rates {
    buckets: Cache<(Who, NonZeroU32), Arc<Bucket>>,
    clock: RuntimeClock,
}

impl Rates {
    pub(in crate::server) fn new() -> Self {
        let buckets = Cache::builder()
            .max_capacity(REMEMBERED)
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(IDLE)
            .build();
        Self {
            buckets,
            clock: RuntimeClock(Instant::now()),
        }
    }

    /// Takes so many of those that somebody may do in a minute: all or none.
    pub(in crate::server) fn take(
        &self,
        who: Who,
        a_minute: usize,
        count: usize,
    ) -> Result<(), Wait> {
        let Some(count) = many(count) else {
            return Ok(());
        };
        // A rate that changes is another bucket.
        let rate = many(a_minute).unwrap_or(NonZeroU32::MIN);
        let bucket = self.buckets.get_with((who, rate), || {
            let quota = Quota::per_minute(rate);
            Arc::new(RateLimiter::direct_with_clock(quota, self.clock))
        });
        match bucket.check_n(count) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_until)) => Err(Wait::Until(not_until.wait_time_from(self.clock.now()))),
            Err(_) => Err(Wait::Forever),
        }
    }
}

fn many(count: usize) -> Option<NonZeroU32> {
    NonZeroU32::new(u32::try_from(count).unwrap_or(u32::MAX))
}

impl fmt::Debug for Rates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Rates").finish_non_exhaustive()
    }
}

/// The time of the runtime, which tests can stop.
#[derive(Clone, Copy, Debug)]
struct RuntimeClock(Instant);

impl Clock for RuntimeClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.0.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn client(name: &str) -> Who {
        Who::Client(name.into())
    }

    #[tokio::test(start_paused = true)]
    async fn as_many_at_once_as_in_a_minute_then_evenly() {
        let rates = Rates::new();
        for _ in 0..60 {
            assert_eq!(rates.take(client("a"), 60, 1), Ok(()));
        }
        let Err(Wait::Until(wait)) = rates.take(client("a"), 60, 1) else {
            panic!("the sixty-first passed");
        };
        assert!(
            wait <= Duration::from_secs(1) && !wait.is_zero(),
            "{wait:?}"
        );
        advance(wait).await;
        assert_eq!(rates.take(client("a"), 60, 1), Ok(()));
        assert!(rates.take(client("a"), 60, 1).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_spends_what_is_anothers() {
        let rates = Rates::new();
        assert_eq!(rates.take(client("a"), 2, 2), Ok(()));
        assert!(rates.take(client("a"), 2, 1).is_err());
        assert_eq!(rates.take(client("b"), 2, 2), Ok(()));
        assert_eq!(rates.take(client("b"), 2, 3), Err(Wait::Forever));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_refused_takes_nothing() {
        let rates = Rates::new();
        assert_eq!(rates.take(client("a"), 5, 3), Ok(()));
        assert!(rates.take(client("a"), 5, 3).is_err());
        assert_eq!(rates.take(client("a"), 5, 2), Ok(()));
    }

    #[tokio::test]
    async fn a_flood_of_names_is_forgotten() {
        let rates = Rates::new();
        for number in 0..3 * REMEMBERED {
            let _ = rates.take(client(&number.to_string()), 60, 1);
        }
        rates.buckets.run_pending_tasks();
        assert!(rates.buckets.entry_count() <= REMEMBERED);
    }
}
