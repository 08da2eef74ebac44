//! The clients as the held invoices name them: each kept once, and compared with what the vendor now says.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::domain::{Currency, NativeId, Party};

/// The clients of one account.
#[derive(Debug, Default)]
pub(super) struct Clients(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// Whether every held invoice was read through here, so that a client that was never met has none.
    knows_all: bool,
    by_id: HashMap<NativeId, Known>,
}

#[derive(Debug)]
struct Known {
    party: Arc<Party>,
    currency: Option<Currency>,
    /// Whether some of its invoices name it in other words.
    mixed: bool,
    /// Whether all of its invoices were read at once.
    sure: bool,
}

impl Clients {
    /// Keeps a client once, for all invoices that name it in the same words.
    pub(super) fn share(&self, party: Party, currency: Option<Currency>) -> Arc<Party> {
        let Some(id) = party.id.clone() else {
            return Arc::new(party);
        };
        let mut inner = self.inner();
        let known = inner.by_id.get_mut(&id);
        if let Some(known) = known {
            if *known.party != party || known.currency != currency {
                known.mixed = true;
                known.party = Arc::new(party);
                known.currency = currency;
            }
            return Arc::clone(&known.party);
        }
        let party = Arc::new(party);
        let known = Known {
            party: Arc::clone(&party),
            currency,
            mixed: false,
            sure: false,
        };
        inner.by_id.insert(id, known);
        party
    }

    /// Tells whether all held invoices of a client name it in these words.
    pub(super) fn is_settled(&self, party: &Party, currency: Option<Currency>) -> bool {
        let inner = self.inner();
        let known = party.id.as_ref().and_then(|id| inner.by_id.get(id));
        let Some(known) = known else {
            return inner.knows_all;
        };
        let same = *known.party == *party && known.currency == currency;
        same && !known.mixed && (known.sure || inner.knows_all)
    }

    /// Says that all invoices of a client are about to be read, and that it is expected in these words.
    pub(super) fn expect(&self, party: Party, currency: Option<Currency>) {
        let Some(id) = party.id.clone() else {
            return;
        };
        let known = Known {
            party: Arc::new(party),
            currency,
            mixed: false,
            sure: true,
        };
        self.inner().by_id.insert(id, known);
    }

    /// Says that reading them failed.
    pub(super) fn unsettle(&self, id: &NativeId) {
        if let Some(known) = self.inner().by_id.get_mut(id) {
            known.mixed = true;
        }
    }

    /// Says that all invoices are about to be read; what is known of clients is forgotten when none is held any more.
    pub(super) fn start_over(&self, forget: bool) {
        let mut inner = self.inner();
        if forget {
            inner.by_id.clear();
        }
        inner.knows_all = true;
    }

    /// Tells whether every held invoice was read through here.
    pub(super) fn knows_all(&self) -> bool {
        self.inner().knows_all
    }

    // A panic while the lock is held leaves at worst a client to be compared again: go on.
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
