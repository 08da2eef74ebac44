//! What a refresh or a read brings, put into the snapshot.

use std::{collections::HashSet, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::{
    domain::{Invoice, NativeId},
    error::{ErrorKind, Result},
    provider::{Known, Sink},
    snapshot::{
        account::{Account, Snapshot},
        row::Row,
    },
};

/// The details of an invoice are kept this long while the rest says that nothing changed; then they are asked for again.
const WHOLE_FOR: SignedDuration = SignedDuration::from_hours(12);

/// Writes what an adapter tells into the snapshot.
pub(super) struct SnapshotSink<'a> {
    pub(super) account: &'a Account,
    pub(super) snapshot: &'a Snapshot,
}

impl Sink for SnapshotSink<'_> {
    fn known(&self, id: &NativeId) -> Option<Known> {
        let books = self.snapshot.books();
        // What could not be read is not known, so that it is asked for again.
        if books.broken().contains_key(id) || books.is_doubted(id) {
            return None;
        }
        let invoice = &books.row(id)?.invoice;
        Some(Known {
            version: invoice.version.clone(),
            fetched_at: invoice.fetched_at,
        })
    }

    fn held(&self) -> Vec<NativeId> {
        self.snapshot.books().ids().cloned().collect()
    }

    fn expect(&self, total: usize) {
        self.snapshot.sync().expected = Some(total);
    }

    fn put(&self, invoices: Vec<(NativeId, Result<Arc<Invoice>>)>) {
        self.snapshot.take_in(self.account, invoices);
    }

    fn keep_only(&self, ids: &HashSet<NativeId>, as_of: Timestamp) {
        self.snapshot.books_mut().retain(|id, row| {
            ids.contains(id) || row.is_some_and(|row| row.invoice.fetched_at > as_of)
        });
    }
}

/// Tells whether what is held stays: it was read later, or it is whole and what came in is a part of the same version.
fn outweighs(held: &Invoice, taken: &Invoice) -> bool {
    let is_later = held.fetched_at > taken.fetched_at;
    let is_fuller = !held.partial && taken.partial && held.version == taken.version;
    let is_young = taken.fetched_at.duration_since(held.fetched_at) < WHOLE_FOR;
    is_later || (is_fuller && is_young)
}

impl Snapshot {
    /// Takes invoices as they were read, or why they could not be. What was read later is never replaced by what was
    /// read earlier.
    pub(crate) fn take_in(
        &self,
        account: &Account,
        invoices: Vec<(NativeId, Result<Arc<Invoice>>)>,
    ) {
        let now = Instant::now();
        let mut rows = Vec::with_capacity(invoices.len());
        for (id, result) in invoices {
            // Built before the lock is taken: the searched text takes a moment.
            rows.push((
                id,
                result
                    .map(|invoice| Row::new(invoice, now))
                    .map_err(|error| account.stamp(error)),
            ));
        }
        let mut books = self.books_mut();
        for (id, result) in rows {
            match result {
                Ok(row) => {
                    self.missing.invalidate(&id);
                    let is_held = books
                        .row(&id)
                        .is_some_and(|held| outweighs(&held.invoice, &row.invoice));
                    let deleted = self.buried.get(&id);
                    let is_gone = deleted.is_some_and(|at| at >= row.invoice.fetched_at);
                    if !is_held && !is_gone {
                        books.put(row);
                    }
                }
                Err(error) if error.kind() == ErrorKind::NotFound => books.remove(&id),
                Err(error) if error.kind() == ErrorKind::BadAnswer => {
                    books.put_broken(id, error, now);
                }
                // A failed call says nothing of the invoice.
                Err(_) => {}
            }
        }
    }
}
