//! Places whose number can change while some of them are taken.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

/// A number of permits.
#[derive(Clone, Debug)]
pub(super) struct Permits {
    free: Arc<Semaphore>,
    /// How many of those that are held are one too many: they are not given back.
    surplus: Arc<Mutex<usize>>,
}

/// One of them, given back when it is dropped.
pub(super) struct Permit {
    inner: Option<OwnedSemaphorePermit>,
    surplus: Arc<Mutex<usize>>,
}

impl Permits {
    pub(super) fn new(count: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(count)),
            surplus: Arc::default(),
        }
    }

    /// Takes one as soon as there is one, until then at most.
    pub(super) async fn acquire(self, until: Instant) -> Option<Permit> {
        let acquired = timeout_at(until, self.free.acquire_owned()).await;
        Some(Permit {
            inner: Some(acquired.ok()?.ok()?),
            surplus: self.surplus,
        })
    }

    /// How many are held, where there are this many.
    pub(super) fn held(&self, count: usize) -> usize {
        let surplus = lock(&self.surplus);
        (count + *surplus).saturating_sub(self.free.available_permits())
    }

    /// Has as many more, or as many fewer as soon as enough were given back: whoever holds one keeps it.
    pub(super) fn resize(&self, from: usize, to: usize) {
        let mut surplus = lock(&self.surplus);
        if let Some(more) = to.checked_sub(from) {
            let kept = more.min(*surplus);
            *surplus -= kept;
            self.free.add_permits(more - kept);
        } else {
            let fewer = from - to;
            *surplus += fewer - self.free.forget_permits(fewer);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut surplus = lock(&self.surplus);
        if let Some(inner) = self.inner.take()
            && *surplus > 0
        {
            *surplus -= 1;
            inner.forget();
        }
    }
}

// A number is changed in one step, so a panic elsewhere leaves nothing half done.
fn lock(surplus: &Mutex<usize>) -> MutexGuard<'_, usize> {
    surplus.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn take(permits: &Permits) -> Option<Permit> {
        permits.clone().acquire(Instant::now()).await
    }

    #[tokio::test(start_paused = true)]
    async fn fewer_are_in_force_when_enough_were_given_back_and_more_at_once() {
        let permits = Permits::new(3);
        let mut held = vec![];
        for _ in 0..3 {
            held.extend(take(&permits).await);
        }
        permits.resize(3, 1);
        held.pop();
        assert!(take(&permits).await.is_none(), "two are held of one");
        assert_eq!(permits.held(1), 2);
        held.pop();
        assert!(take(&permits).await.is_none(), "one is held of one");
        held.pop();
        held.extend(take(&permits).await);
        assert_eq!(held.len(), 1);
        assert!(take(&permits).await.is_none());
        permits.resize(1, 2);
        held.extend(take(&permits).await);
        assert!(take(&permits).await.is_none());
        assert_eq!(held.len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_not_yet_taken_away_is_left_when_there_are_more_again() {
        let permits = Permits::new(2);
        let held = [take(&permits).await, take(&permits).await];
        assert!(held.iter().all(Option::is_some));
        permits.resize(2, 1);
        permits.resize(1, 3);
        let third = take(&permits).await;
        assert!(third.is_some() && take(&permits).await.is_none());
        drop(held);
        let again = [take(&permits).await, take(&permits).await];
        assert!(again.iter().all(Option::is_some) && take(&permits).await.is_none());
    }
}
