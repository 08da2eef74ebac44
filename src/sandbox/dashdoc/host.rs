//! The state behind the API.

use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::sandbox::dashdoc::ledger::Ledger;
use crate::sandbox::dashdoc::seed;
use crate::sandbox::options::Options;
use crate::sandbox::paging::Pager;

/// The simulated host.
#[derive(Debug)]
pub(crate) struct Dashdoc {
    ledger: RwLock<Ledger>,
    pub(super) pager: Pager,
}

impl Dashdoc {
    /// Starts with fresh books.
    pub(crate) fn open(options: &Options) -> Self {
        let mut ledger = Ledger::new(options.today);
        seed::fill(&mut ledger, options.invoices);
        Self {
            ledger: RwLock::new(ledger),
            pager: Pager::default(),
        }
    }

    /// Opens the books for reading.
    pub(super) fn ledger(&self) -> RwLockReadGuard<'_, Ledger> {
        self.ledger
            .read()
            .expect("no code panics while it changes the books")
    }

    /// Opens the books for writing.
    pub(super) fn ledger_mut(&self) -> RwLockWriteGuard<'_, Ledger> {
        self.ledger
            .write()
            .expect("no code panics while it changes the books")
    }
}
