//! The books of one company: its invoices in the order of lists, and its customers.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use crate::sandbox::dashdoc::company::Company;
use crate::sandbox::dashdoc::invoice::{Invoice, Uid};
use crate::sandbox::dashdoc::items::{self, Item};

/// What orders the rows: the creation, then the id.
type Place = (i64, Uid);

/// The companies by their key.
pub(super) type Companies = BTreeMap<u32, Company>;

/// All rows, oldest first.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) today: Date,
    rows: Vec<Arc<Invoice>>,
    created: HashMap<Uid, i64>,
    companies: Arc<Companies>,
    /// What lines can be of.
    pub(super) items: Vec<Item>,
    /// How many invoices and children were ever made; what new ids follow from.
    pub(super) made: u64,
}

impl Ledger {
    /// Opens empty books.
    pub(super) fn new(today: Date) -> Self {
        Self {
            today,
            rows: Vec::new(),
            created: HashMap::new(),
            companies: Arc::default(),
            items: items::seeded(),
            made: 0,
        }
    }

    /// Makes an id that was never given.
    pub(super) fn uid(&mut self) -> Uid {
        self.made += 1;
        Uid::of(self.made)
    }

    /// Gives the rows that `wanted` holds for, newest first: the page names no order.
    pub(super) fn matching(&self, wanted: impl Fn(&Invoice) -> bool) -> Vec<Arc<Invoice>> {
        let rows = self.rows.iter().rev();
        rows.filter(|row| wanted(row)).map(Arc::clone).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Gives the row at this place of the list, where 0 is the newest.
    pub(super) fn at(&self, place: usize) -> Option<Arc<Invoice>> {
        let index = self.rows.len().checked_sub(place + 1)?;
        self.rows.get(index).map(Arc::clone)
    }

    pub(super) fn get(&self, uid: Uid) -> Option<Arc<Invoice>> {
        let index = self.index(uid)?;
        Some(Arc::clone(&self.rows[index]))
    }

    /// Adds a row, or replaces the one with its id.
    pub(super) fn put(&mut self, invoice: Invoice) {
        let (uid, created) = (invoice.uid, invoice.created);
        self.remove(uid);
        let index = self.rows.partition_point(|row| place(row) < (created, uid));
        self.rows.insert(index, Arc::new(invoice));
        self.created.insert(uid, created);
    }

    /// Removes a row; tells whether it was there.
    pub(super) fn remove(&mut self, uid: Uid) -> bool {
        let Some(index) = self.index(uid) else {
            return false;
        };
        self.rows.remove(index);
        self.created.remove(&uid);
        true
    }

    /// Gives the companies as they are now.
    pub(super) fn companies(&self) -> Arc<Companies> {
        Arc::clone(&self.companies)
    }

    /// Adds a company, or replaces the one with its key.
    pub(super) fn put_company(&mut self, company: Company) {
        Arc::make_mut(&mut self.companies).insert(company.pk, company);
    }

    fn index(&self, uid: Uid) -> Option<usize> {
        let created = *self.created.get(&uid)?;
        self.rows
            .binary_search_by_key(&(created, uid), |row| place(row))
            .ok()
    }
}

fn place(row: &Invoice) -> Place {
    (row.created, row.uid)
}
