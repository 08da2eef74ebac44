//! The state behind the API.

use std::sync::{Arc, PoisonError, RwLock};

use crate::sandbox::clock;
use crate::sandbox::invoice_ninja::errors::Refusal;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::locks::Locks;
use crate::sandbox::invoice_ninja::rate_limit::RateLimit;
use crate::sandbox::invoice_ninja::resource::Resource;
use crate::sandbox::invoice_ninja::seed;
use crate::sandbox::options::Options;
use crate::sandbox::paging::Pager;

/// The simulated server.
#[derive(Debug)]
pub(crate) struct InvoiceNinja {
    ledger: RwLock<Arc<Ledger>>,
    pub(super) rate_limit: RateLimit,
    pub(super) locks: Locks,
    /// How the pages of each kind's lists follow each other.
    pagers: [Pager; 3],
}

impl InvoiceNinja {
    /// Starts with fresh books.
    pub(crate) fn open(options: &Options) -> Self {
        let ledger = seed::books(options.today, options.invoices);
        Self {
            ledger: RwLock::new(Arc::new(ledger)),
            rate_limit: RateLimit::new(options.rate_limit),
            locks: Locks::default(),
            pagers: Default::default(),
        }
    }

    /// How the pages of lists of a kind follow each other.
    pub(super) fn pager(&self, resource: Resource) -> &Pager {
        &self.pagers[resource as usize]
    }

    /// The books as they are now; later changes do not show.
    pub(super) fn ledger(&self) -> Arc<Ledger> {
        Arc::clone(&self.ledger.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the books in one go: all of it, or nothing when it is refused.
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut Ledger) -> Result<T, String>,
    ) -> Result<T, String> {
        let mut current = self.ledger.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = Ledger::clone(&current);
        let answer = change(&mut changed)?;
        changed.settle();
        *current = Arc::new(changed);
        Ok(answer)
    }

    /// Changes the books as a request asks, and gives them as they are right after it.
    ///
    /// The change must refuse before it changes anything: nothing is taken back.
    pub(super) fn write<T>(
        &self,
        change: impl FnOnce(&mut Ledger, i64) -> Result<T, Box<Refusal>>,
    ) -> Result<(T, Arc<Ledger>), Box<Refusal>> {
        let now = clock::now_seconds();
        let mut current = self.ledger.write().unwrap_or_else(PoisonError::into_inner);
        let ledger = Arc::make_mut(&mut current);
        let answer = change(ledger, now)?;
        ledger.settle_at(now);
        Ok((answer, Arc::clone(&current)))
    }
}
