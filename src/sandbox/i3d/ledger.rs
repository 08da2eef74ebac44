//! The books of one customer, in the order of lists.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::sandbox::i3d::invoice::Invoice;

/// The id before the first.
const FIRST_ID: u64 = 2_300_000;

/// All rows, lowest id first.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) today: Date,
    rows: Vec<Arc<Invoice>>,
    gone: BTreeSet<u64>,
    gone_numbers: BTreeSet<String>,
    last_id: u64,
}

impl Ledger {
    /// Opens empty books.
    pub(super) fn new(today: Date) -> Self {
        Self {
            today,
            rows: Vec::new(),
            gone: BTreeSet::new(),
            gone_numbers: BTreeSet::new(),
            last_id: FIRST_ID,
        }
    }

    /// Makes the next id; gaps are usual, since others are billed too.
    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1 + self.last_id % 3;
        self.last_id
    }

    /// Gives the rows that `wanted` holds for, highest id first: the page names no order.
    pub(super) fn matching(&self, wanted: impl Fn(&Invoice) -> bool) -> Vec<Arc<Invoice>> {
        let rows = self.rows.iter().rev();
        rows.filter(|row| wanted(row)).map(Arc::clone).collect()
    }

    pub(super) fn get(&self, id: u64) -> Option<Arc<Invoice>> {
        let index = self.index(id)?;
        Some(Arc::clone(&self.rows[index]))
    }

    pub(super) fn newest(&self) -> Option<&Invoice> {
        self.rows.last().map(AsRef::as_ref)
    }

    /// Gives the newest invoice with a number.
    pub(super) fn numbered(&self, number: &str) -> Option<Arc<Invoice>> {
        let mut rows = self.rows.iter().rev();
        rows.find(|row| row.number == number).map(Arc::clone)
    }

    /// Whether an invoice with this id was once there.
    pub(super) fn had(&self, id: u64) -> bool {
        self.gone.contains(&id)
    }

    /// Whether an invoice with this number was once there.
    pub(super) fn had_number(&self, number: &str) -> bool {
        self.gone_numbers.contains(number)
    }

    /// Adds a row, or replaces the one with its id.
    pub(super) fn put(&mut self, invoice: Invoice) {
        match self.index(invoice.id) {
            Some(index) => self.rows[index] = Arc::new(invoice),
            None => {
                let index = self.rows.partition_point(|row| row.id < invoice.id);
                self.rows.insert(index, Arc::new(invoice));
            }
        }
    }

    /// Removes a row, but remembers that it was there.
    pub(super) fn remove(&mut self, id: u64) {
        if let Some(index) = self.index(id) {
            let row = self.rows.remove(index);
            self.gone.insert(id);
            self.gone_numbers.insert(row.number.to_string());
        }
    }

    fn index(&self, id: u64) -> Option<usize> {
        self.rows.binary_search_by_key(&id, |row| row.id).ok()
    }
}
