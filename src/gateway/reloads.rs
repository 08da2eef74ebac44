//! Counts what came of reading the config again.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::{
    gateway::changes::Changes,
    meter::{CONFIG_REFUSED, CONFIG_RELOADS, Counter, Sheet},
};

/// How often the config was read again, and whether the last one is in force.
#[derive(Debug)]
pub(super) struct Reloads {
    changed: Counter,
    unchanged: Counter,
    refused: Counter,
    is_refused: AtomicBool,
}

impl Reloads {
    /// Begins to count; what has not happened yet is told as well, so that the first time is noticed.
    pub(super) fn new() -> Self {
        let counter = |outcome| CONFIG_RELOADS.counter(&[outcome]);
        Self {
            changed: counter("changed"),
            unchanged: counter("unchanged"),
            refused: counter("refused"),
            is_refused: AtomicBool::new(false),
        }
    }

    /// Takes in what came of it; nothing is known of changes where the config was refused.
    pub(super) fn count(&self, changes: Option<&Changes>) {
        let counter = match changes {
            None => &self.refused,
            Some(changes) if changes.is_nothing() => &self.unchanged,
            Some(_) => &self.changed,
        };
        counter.increment(1);
        self.is_refused.store(changes.is_none(), Ordering::Relaxed);
    }

    /// Writes down whether the last one was refused.
    pub(super) fn measure(&self, sheet: &mut Sheet) {
        let is_refused = self.is_refused.load(Ordering::Relaxed);
        sheet.count(&CONFIG_REFUSED, &[], usize::from(is_refused));
    }
}
