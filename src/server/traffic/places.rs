//! How much is under way at a time.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::Semaphore, time::Instant};

use super::{
    Who,
    permits::{Permit, Permits},
};

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
    all: Permits,
    taken: Taken,
}

type Taken = Arc<Mutex<Table>>;

/// Who has places, and how many there are.
struct Table {
    most: usize,
    /// The places of each who has or wants one. There are no more of them than requests.
    shares: HashMap<Who, Share>,
}

struct Share {
    places: Permits,
    /// How many have or want a place.
    users: usize,
}

/// A place, given back when it is dropped.
pub(in crate::server) struct Place {
    _of_all: Permit,
    _of_share: Option<(Permit, Guest)>,
}

impl Places {
    pub(in crate::server) fn new(most: usize) -> Self {
        let most = bounded(most);
        let table = Table {
            most,
            shares: HashMap::new(),
        };
        Self {
            all: Permits::new(most),
            taken: Arc::new(Mutex::new(table)),
        }
    }

    /// Has as many from now on. What is under way stays and counts.
    pub(in crate::server) fn resize(&self, most: usize) {
        let most = bounded(most);
        let mut table = lock(&self.taken);
        let (from, to) = (share(table.most), share(most));
        for share in table.shares.values() {
            share.places.resize(from, to);
        }
        self.all.resize(table.most, most);
        table.most = most;
    }

    /// How many there are, for one and for all.
    pub(in crate::server) fn most(&self, crowded: Crowded) -> usize {
        let most = lock(&self.taken).most;
        match crowded {
            Crowded::Share => share(most),
            Crowded::All => most,
        }
    }

    /// How many are taken.
    pub(in crate::server) fn taken(&self) -> usize {
        self.all.held(lock(&self.taken).most)
    }

    /// Takes a place, or waits a moment for one. Without a name only all together are counted.
    pub(in crate::server) async fn enter(&self, who: Option<&Who>) -> Result<Place, Crowded> {
        let until = Instant::now() + WAIT;
        let of_share = match who {
            None => None,
            Some(who) => {
                let (places, guest) = self.arrive(who);
                let permit = places.acquire(until).await.ok_or(Crowded::Share)?;
                Some((permit, guest))
            }
        };
        let of_all = self.all.clone().acquire(until).await;
        Ok(Place {
            _of_all: of_all.ok_or(Crowded::All)?,
            _of_share: of_share,
        })
    }

    fn arrive(&self, who: &Who) -> (Permits, Guest) {
        let mut table = lock(&self.taken);
        let most = table.most;
        let share = table.shares.entry(who.clone()).or_insert_with(|| Share {
            places: Permits::new(share(most)),
            users: 0,
        });
        share.users += 1;
        let guest = Guest {
            taken: Arc::clone(&self.taken),
            who: who.clone(),
        };
        (share.places.clone(), guest)
    }
}

fn bounded(most: usize) -> usize {
    most.clamp(1, Semaphore::MAX_PERMITS)
}

fn share(most: usize) -> usize {
    most.div_ceil(PART)
}

impl fmt::Debug for Places {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Places")
            .field("most", &self.most(Crowded::All))
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
        let mut table = lock(&self.taken);
        if let Some(share) = table.shares.get_mut(&self.who) {
            share.users -= 1;
            if share.users == 0 {
                table.shares.remove(&self.who);
            }
        }
    }
}

fn lock(taken: &Mutex<Table>) -> MutexGuard<'_, Table> {
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
        assert!(
            lock(&places.taken).shares.is_empty(),
            "somebody is still counted"
        );
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

    #[tokio::test(start_paused = true)]
    async fn whoever_has_places_keeps_them_when_there_are_fewer_and_they_count() {
        let places = Places::new(16);
        let (greedy, other) = (client("greedy"), client("other"));
        let mut held = vec![];
        for _ in 0..4 {
            held.extend(places.enter(Some(&greedy)).await.ok());
        }
        places.resize(8);
        assert_eq!((held.len(), places.most(Crowded::Share)), (4, 2));
        held.truncate(2);
        let refused = places.enter(Some(&greedy)).await.err();
        assert_eq!(refused, Some(Crowded::Share), "two are held of two");
        held.extend(places.enter(Some(&other)).await.ok());
        places.resize(16);
        held.extend(places.enter(Some(&greedy)).await.ok());
        held.extend(places.enter(Some(&greedy)).await.ok());
        assert_eq!(held.len(), 5);
        let refused = places.enter(Some(&greedy)).await.err();
        assert_eq!(refused, Some(Crowded::Share));
    }
}
