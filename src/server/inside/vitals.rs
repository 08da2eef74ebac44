//! What the loop of connections tells the routes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// How the server itself stands: shared by the router and the loop that accepts connections.
#[derive(Debug, Default)]
pub struct Vitals {
    connections: AtomicUsize,
    stopping: AtomicBool,
}

/// A connection that is counted until this is dropped.
#[derive(Debug)]
pub(in crate::server) struct Counted(Arc<Vitals>);

impl Vitals {
    /// Counts a connection.
    pub(in crate::server) fn connected(self: &Arc<Self>) -> Counted {
        self.connections.fetch_add(1, Ordering::Relaxed);
        Counted(Arc::clone(self))
    }

    /// How many connections there are.
    pub(in crate::server) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Says that nobody new is let in any more.
    pub(in crate::server) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether that was said.
    pub(in crate::server) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}
