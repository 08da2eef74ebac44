//! What the list told last: an invoice that is asked by id is put together of its row and its details.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use crate::{
    adapters::{i3d::map::row_of, sweep::REREAD_AGE},
    domain::{Invoice, InvoiceKind, NativeId, Text},
    error::Result,
};

/// The invoices as they were last read. They are those that the snapshot holds, so they take no memory of their own.
#[derive(Debug, Default)]
pub(super) struct Rows(Mutex<HashMap<NativeId, Kept>>);

#[derive(Debug)]
struct Kept {
    invoice: Arc<Invoice>,
    /// What the list said, in short.
    row: Option<Text>,
    /// Whether it was asked by id because the list of unpaid ones left it out.
    is_checked: bool,
}

impl Rows {
    /// Takes a row of the list. What was read of the same row before is kept, with its details and the same version, as
    /// long as it is not too old.
    pub(super) fn listed(
        &self,
        id: &NativeId,
        row: Text,
        asked_at: Timestamp,
        decode: impl FnOnce() -> Result<Invoice>,
    ) -> Result<Arc<Invoice>> {
        let mut rows = self.lock();
        if let Some(kept) = rows.get(id)
            && kept.row.as_ref() == Some(&row)
            && asked_at.duration_since(kept.invoice.fetched_at) <= REREAD_AGE
        {
            return Ok(Arc::clone(&kept.invoice));
        }
        let invoice = Arc::new(decode()?);
        let kept = Kept {
            invoice: Arc::clone(&invoice),
            row: Some(row),
            is_checked: false,
        };
        rows.insert(id.clone(), kept);
        Ok(invoice)
    }

    /// Takes an invoice that was put together of its row, if it has one, and its details.
    pub(super) fn whole(&self, invoice: &Arc<Invoice>) {
        let mut rows = self.lock();
        let before = rows.remove(&invoice.id);
        let kept = Kept {
            invoice: Arc::clone(invoice),
            is_checked: before.as_ref().is_some_and(|kept| kept.is_checked),
            row: before.and_then(|kept| kept.row),
        };
        rows.insert(invoice.id.clone(), kept);
    }

    /// The text of the row that the list told last.
    pub(super) fn row(&self, id: &NativeId) -> Option<String> {
        let kept = Arc::clone(&self.lock().get(id)?.invoice);
        row_of(&kept.raw)
    }

    /// Forgets an invoice that is gone.
    pub(super) fn forget(&self, id: &NativeId) {
        self.lock().remove(id);
    }

    /// Forgets all invoices but these.
    pub(super) fn keep_only(&self, ids: &HashSet<NativeId>) {
        self.lock().retain(|id, _| ids.contains(id));
    }

    /// The invoices that should be in the list of unpaid ones, were not seen, and were not asked for because of that yet.
    pub(super) fn departed(&self, seen: &HashSet<NativeId>) -> Vec<NativeId> {
        let rows = self.lock();
        let is_unpaid = |kept: &Kept| {
            kept.invoice.status.is_outstanding() && kept.invoice.kind == InvoiceKind::Invoice
        };
        let departed = rows
            .iter()
            .filter(|(id, kept)| is_unpaid(kept) && !kept.is_checked && !seen.contains(*id));
        let mut departed: Vec<NativeId> = departed.map(|(id, _)| id.clone()).collect();
        departed.sort_unstable();
        departed
    }

    /// Notes that these were asked by id: as long as the list says the same of them, they are not asked again.
    pub(super) fn checked(&self, ids: &[NativeId]) {
        let mut rows = self.lock();
        for id in ids {
            if let Some(kept) = rows.get_mut(id) {
                kept.is_checked = true;
            }
        }
    }

    // A panic while the lock is held leaves data that is at worst incomplete: go on.
    fn lock(&self) -> MutexGuard<'_, HashMap<NativeId, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
