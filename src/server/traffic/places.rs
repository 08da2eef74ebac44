//! How much is under way at a time.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

use super::Who;

/// How long somebody waits for a place. Most requests are over in less, so a burst passes.
const WAIT: Duration = Duration::from_secs(1);
/// One client has at most this part of all places, rounded up.
const PART: usize = 4;

/// Why there was no place in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) enum Crowded {
    /// This one has all that one may have.
    Share,
    /// All are taken.
    All,
}

/// A number of places, of which one client may have a part.
pub(in crate::server) struct Places {
    all: Arc<Semaphore>,
    most: usize,
    share: usize,
    taken: Taken,
}

/// The places of each who has or wants one. There are no more of them than requests.
type Taken = Arc<Mutex<HashMap<Who, Share>>>;

#[derive(Clone)]
struct Share {
    places: Arc<Semaphore>,
    /// How many have or want a place.
    users: usize,
}

/// A place, given back when it is dropped.
pub(in crate::server) struct Place {
    _of_all: OwnedSemaphorePermit,
    _of_share: Option<(OwnedSemaphorePermit, Guest)>,
}

impl Places {
    pub(in crate::server) fn new(most: usize) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            all: Arc::new(Semaphore::new(most)),
            most,
            share: most.div_ceil(PART),
            taken: Taken::default(),
        }
    }

    /// How many there are, for one and for all.
    pub(in crate::server) fn most(&self, crowded: Crowded) -> usize {
        match crowded {
            Crowded::Share => self.share,
            Crowded::All => self.most,
        }
    }

    /// How many are taken.
    pub(in crate::server) fn taken(&self) -> usize {
        self.most - self.all.available_permits()
    }

    /// Takes a place, or waits a moment for one. Without a name only all together are counted.
    pub(in crate::server) async fn enter(&self, who: Option<&Who>) -> Result<Place, Crowded> {
        let until = Instant::now() + WAIT;
        let of_share = match who {
            None => None,
            Some(who) => {
                let (places, guest) = self.arrive(who);
                let permit = acquire(places, until).await.ok_or(Crowded::Share)?;
                Some((permit, guest))
            }
        };
        let of_all = acquire(Arc::clone(&self.all), until).await;
        Ok(Place {
            _of_all: of_all.ok_or(Crowded::All)?,
            _of_share: of_share,
        })
    }

    fn arrive(&self, who: &Who) -> (Arc<Semaphore>, Guest) {
        let mut taken = lock(&self.taken);
        let share = taken.entry(who.clone()).or_insert_with(|| Share {
            places: Arc::new(Semaphore::new(self.share)),
            users: 0,
        });
        share.users += 1;
        let guest = Guest {
            taken: Arc::clone(&self.taken),
            who: who.clone(),
        };
        (Arc::clone(&share.places), guest)
    }
}

impl fmt::Debug for Places {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Places")
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}

/// One who has or wants a place; the last one takes the count along.
struct Guest {
    taken: Taken,
    who: Who,
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        if let Some(share) = taken.get_mut(&self.who) {
            share.users -= 1;
            if share.users == 0 {
                taken.remove(&self.who);
            }
        }
    }
}

async fn acquire(places: Arc<Semaphore>, until: Instant) -> Option<OwnedSemaphorePermit> {
    timeout_at(until, places.acquire_owned()).await.ok()?.ok()
}

fn lock(taken: &Mutex<HashMap<Who, Share>>) -> MutexGuard<'_, HashMap<Who, Share>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(name: &str) -> Who {
        Who::Client(name.into())
    }

    #[tokio::test(start_paused = true)]
    async fn one_client_leaves_places_for_the_others() {
        let places = Places::new(8);
        let (greedy, other) = (client("greedy"), client("other"));
        let mut held = vec![];
        for _ in 0..2 {
            held.push(
                places
                    .enter(Some(&greedy))
                    .await
                    .unwrap_or_else(|_| panic!()),
            );
        }
        assert_eq!(
            places.enter(Some(&greedy)).await.err(),
            Some(Crowded::Share)
        );
        held.push(
            places
                .enter(Some(&other))
                .await
                .unwrap_or_else(|_| panic!()),
        );
        for _ in 0..5 {
            held.push(places.enter(None).await.unwrap_or_else(|_| panic!()));
        }
        assert_eq!(places.enter(None).await.err(), Some(Crowded::All));
        assert_eq!(places.enter(Some(&other)).await.err(), Some(Crowded::All));
        drop(held);
        assert!(places.enter(Some(&greedy)).await.is_ok());
        assert!(lock(&places.taken).is_empty(), "somebody is still counted");
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_that_is_given_back_in_time_is_taken_at_once() {
        let places = Places::new(1);
        let held = places.enter(None).await.ok();
        let later = async {
            tokio::time::sleep(WAIT / 2).await;
            drop(held);
        };
        let (entered, ()) = tokio::join!(places.enter(None), later);
        assert!(entered.is_ok());
    }
}
