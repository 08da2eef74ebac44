//! A sink that remembers all it is told.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use invoice_gateway::{
    domain::{Invoice, NativeId},
    error::{ErrorKind, Result},
    provider::{Known, Sink},
};
use jiff::Timestamp;

/// What was told, and what is held after it, as a snapshot would hold it.
#[derive(Debug, Default)]
pub(crate) struct Record(Mutex<Told>);

#[derive(Debug, Default)]
struct Told {
    held: BTreeMap<NativeId, Arc<Invoice>>,
    puts: Vec<(NativeId, Result<Arc<Invoice>>)>,
    totals: Vec<usize>,
    told_before_total: bool,
}

impl Record {
    /// Forgets what was told, not what is held.
    pub(crate) fn turn_page(&self) {
        let mut told = self.told();
        told.puts.clear();
        told.totals.clear();
        told.told_before_total = false;
    }

    /// What was told since the page was turned, in order, however often.
    pub(crate) fn puts(&self) -> Vec<(NativeId, Result<Arc<Invoice>>)> {
        self.told().puts.clone()
    }

    /// The ids of what was told.
    pub(crate) fn ids(&self) -> Vec<NativeId> {
        self.told().puts.iter().map(|(id, _)| id.clone()).collect()
    }

    /// The latest total, when one was told before the first invoice.
    pub(crate) fn total(&self) -> Option<usize> {
        let told = self.told();
        let last = told.totals.last().copied();
        last.filter(|_| !told.told_before_total)
    }

    /// The latest total, whenever it was told.
    pub(crate) fn last_total(&self) -> Option<usize> {
        self.told().totals.last().copied()
    }

    /// All invoices that are held.
    pub(crate) fn held(&self) -> Vec<Arc<Invoice>> {
        self.told().held.values().cloned().collect()
    }

    /// One invoice that is held.
    pub(crate) fn get(&self, id: &NativeId) -> Option<Arc<Invoice>> {
        self.told().held.get(id).cloned()
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().expect("no trial panics in the record")
    }
}

impl Sink for Record {
    fn known(&self, id: &NativeId) -> Option<Known> {
        self.get(id).map(|invoice| Known {
            version: invoice.version.clone(),
            fetched_at: invoice.fetched_at,
        })
    }

    fn held(&self) -> Vec<NativeId> {
        self.told().held.keys().cloned().collect()
    }

    fn expect(&self, total: usize) {
        self.told().totals.push(total);
    }

    fn put(&self, invoices: Vec<(NativeId, Result<Arc<Invoice>>)>) {
        let mut told = self.told();
        told.told_before_total |= told.totals.is_empty();
        for (id, result) in invoices {
            match &result {
                Ok(invoice) => {
                    told.held.insert(id.clone(), Arc::clone(invoice));
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    told.held.remove(&id);
                }
                Err(_) => {}
            }
            told.puts.push((id, result));
        }
    }

    fn keep_only(&self, ids: &HashSet<NativeId>, as_of: Timestamp) {
        let keep = |id: &NativeId, invoice: &mut Arc<Invoice>| {
            ids.contains(id) || invoice.fetched_at > as_of
        };
        self.told().held.retain(keep);
    }
}
