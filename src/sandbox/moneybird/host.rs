//! The state behind the API.

use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::rate_limit::RateLimit;
use crate::sandbox::moneybird::seed;
use crate::sandbox::options::Options;

/// The simulated host.
#[derive(Debug)]
pub(crate) struct Moneybird {
    ledger: RwLock<Ledger>,
    pub(super) rate_limit: RateLimit,
}

impl Moneybird {
    /// Starts with fresh books.
    pub(crate) fn open(options: &Options) -> Self {
        let mut ledger = Ledger::new(options.today);
        seed::fill(&mut ledger, options.invoices);
        Self {
            ledger: RwLock::new(ledger),
            rate_limit: RateLimit::new(options.rate_limit),
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
