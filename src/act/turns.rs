//! Lets writers of one thing go one after another.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

/// The things that somebody writes right now, by name.
#[derive(Debug, Default)]
pub(super) struct Turns {
    taken: Mutex<HashMap<String, Weak<Turn<()>>>>,
    waiting: AtomicUsize,
}

/// The right to write some things; dropping it passes it on.
#[derive(Debug)]
#[must_use = "the turn is over when this is dropped"]
pub(super) struct Held(#[expect(dead_code, reason = "held, not read")] Vec<OwnedMutexGuard<()>>);

impl Turns {
    /// Waits until nobody writes any of these. Always in the same order, so that two who want the same never wait for
    /// each other.
    pub(super) async fn take(&self, names: impl IntoIterator<Item = String>) -> Held {
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        let mut held = Vec::with_capacity(names.len());
        let _waits = Waits::begin(&self.waiting);
        for name in names {
            held.push(self.turn(name).lock_owned().await);
        }
        Held(held)
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    fn turn(&self, name: String) -> Arc<Turn<()>> {
        let mut turns = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(&name).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::new(Turn::new(()));
        turns.insert(name, Arc::downgrade(&turn));
        turn
    }
}

/// One who waits, until it is dropped.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn begin(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
