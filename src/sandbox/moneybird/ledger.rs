//! The books of one administration: both kinds of invoices and the contacts they share.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::sandbox::clock;
use crate::sandbox::moneybird::fixed::{FIRST_TIME_ENTRY_ID, TIME_ENTRIES};
use crate::sandbox::moneybird::invoice::{Contact, Invoice, State, Text, TimeEntry};
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::writes::{move_to, send_scheduled};

/// The moment that ids count from, in milliseconds since the Unix epoch (1 September 2011).
const ID_EPOCH_MS: i64 = 1_314_835_200_000;

/// Bits of an id below its milliseconds.
const ID_SEQUENCE_BITS: u32 = 20;

/// The smallest time that gives an id of 18 digits.
const ID_LEAST_MS: i64 = 96_000_000_000;

const HOUR_MS: i64 = 60 * 60 * 1000;

/// All rows, newest last.
#[derive(Debug)]
pub(super) struct Ledger {
    today: Date,
    sales: BTreeMap<u64, Arc<Invoice>>,
    external: BTreeMap<u64, Arc<Invoice>>,
    contacts: BTreeMap<u64, Arc<Contact>>,
    /// Hours that no invoice has yet.
    time_entries: BTreeMap<u64, TimeEntry>,
    pub(super) counters: Counters,
}

/// What the next row of each kind gets.
#[derive(Debug, Default)]
pub(super) struct Counters {
    sequence: u64,
    draft: u32,
    entry: u32,
    invoices_of_year: BTreeMap<i16, u32>,
}

impl Counters {
    /// Makes an id that orders by time, as the vendor's do.
    pub(super) fn id(&mut self, at_ms: i64) -> u64 {
        self.sequence = (self.sequence + 1) % (1 << ID_SEQUENCE_BITS);
        let elapsed = (at_ms - ID_EPOCH_MS).max(ID_LEAST_MS).unsigned_abs();
        (elapsed << ID_SEQUENCE_BITS) | self.sequence
    }

    /// Numbers a draft.
    pub(super) fn draft(&mut self) -> u32 {
        self.draft += 1;
        self.draft
    }

    /// Numbers an entry of the external books.
    pub(super) fn entry(&mut self) -> u32 {
        self.entry += 1;
        self.entry
    }

    /// Numbers a sent invoice, such as `2026-0012`.
    pub(super) fn invoice_id(&mut self, day: Date) -> Text {
        let number = self.invoices_of_year.entry(day.year()).or_default();
        *number += 1;
        Text::Owned(format!("{}-{number:04}", day.year()))
    }
}

impl Ledger {
    /// Opens empty books.
    pub(super) fn new(today: Date) -> Self {
        Self {
            today,
            sales: BTreeMap::new(),
            external: BTreeMap::new(),
            contacts: BTreeMap::new(),
            time_entries: open_time_entries(today),
            counters: Counters::default(),
        }
    }

    pub(super) fn today(&self) -> Date {
        self.today
    }

    /// Gives all invoices, newest first.
    pub(super) fn all(&self, resource: Resource) -> Vec<Arc<Invoice>> {
        self.rows(resource).values().rev().map(Arc::clone).collect()
    }

    /// Gives the invoices for which `wanted` holds, newest first.
    pub(super) fn matching(
        &self,
        resource: Resource,
        wanted: impl Fn(&Invoice) -> bool,
    ) -> Vec<Arc<Invoice>> {
        let rows = self.rows(resource).values().rev();
        rows.filter(|invoice| wanted(invoice))
            .map(Arc::clone)
            .collect()
    }

    /// Gives the newest invoice for which `wanted` holds.
    pub(super) fn find(
        &self,
        resource: Resource,
        wanted: impl Fn(&Invoice) -> bool,
    ) -> Option<Arc<Invoice>> {
        let mut rows = self.rows(resource).values().rev();
        rows.find(|invoice| wanted(invoice)).map(Arc::clone)
    }

    pub(super) fn get(&self, resource: Resource, id: u64) -> Option<Arc<Invoice>> {
        self.rows(resource).get(&id).map(Arc::clone)
    }

    pub(super) fn put(&mut self, resource: Resource, invoice: Arc<Invoice>) {
        self.rows_mut(resource).insert(invoice.id, invoice);
    }

    /// Removes an invoice; tells whether it was there.
    pub(super) fn remove(&mut self, resource: Resource, id: u64) -> bool {
        self.rows_mut(resource).remove(&id).is_some()
    }

    pub(super) fn knows_contact(&self, id: u64) -> bool {
        self.contacts.contains_key(&id)
    }

    pub(super) fn contact(&self, id: u64) -> Option<Arc<Contact>> {
        self.contacts.get(&id).map(Arc::clone)
    }

    /// Gives the contact that comes first, which has the most invoices.
    pub(super) fn first_contact(&self) -> Option<Arc<Contact>> {
        self.contacts.values().next().map(Arc::clone)
    }

    pub(super) fn put_contact(&mut self, contact: Arc<Contact>) {
        self.contacts.insert(contact.id, contact);
    }

    pub(super) fn time_entry(&self, id: u64) -> Option<&TimeEntry> {
        self.time_entries.get(&id)
    }

    /// Takes hours for an invoice.
    pub(super) fn take_time_entry(&mut self, id: u64) -> Option<TimeEntry> {
        self.time_entries.remove(&id)
    }

    /// Moves the day: what is scheduled for it is sent, what is open and due before it becomes
    /// late, as in the vendor's nightly run.
    pub(super) fn set_today(&mut self, today: Date) {
        self.today = today;
        let now = clock::now_ms();
        let scheduled = |invoice: &Invoice| invoice.state == State::Scheduled;
        for row in self.matching(Resource::Sales, scheduled) {
            let paused = row.sales().is_some_and(|part| part.paused);
            if !paused && row.date.is_none_or(|date| date <= today) {
                let mut row = Invoice::clone(&row);
                send_scheduled(self, &mut row);
                self.put(Resource::Sales, Arc::new(row));
            }
        }
        for resource in Resource::ALL {
            for invoice in self.rows_mut(resource).values_mut() {
                let overdue = invoice.due_date.is_some_and(|due| due < today);
                if invoice.state == State::Open && overdue {
                    let invoice = Arc::make_mut(invoice);
                    move_to(invoice, resource, State::Late, now);
                    invoice.updated_at = now;
                }
            }
        }
    }

    fn rows(&self, resource: Resource) -> &BTreeMap<u64, Arc<Invoice>> {
        match resource {
            Resource::Sales => &self.sales,
            Resource::External => &self.external,
        }
    }

    fn rows_mut(&mut self, resource: Resource) -> &mut BTreeMap<u64, Arc<Invoice>> {
        match resource {
            Resource::Sales => &mut self.sales,
            Resource::External => &mut self.external,
        }
    }
}

fn open_time_entries(today: Date) -> BTreeMap<u64, TimeEntry> {
    let morning = today.at(7, 30, 0, 0).to_zoned(TimeZone::UTC);
    let morning = morning.map_or(0, |zoned| zoned.timestamp().as_millisecond());
    let entry = |nth: u64| {
        let started_at = morning - (nth as i64 + 1) * 24 * HOUR_MS;
        let entry = TimeEntry {
            id: FIRST_TIME_ENTRY_ID + nth,
            started_at,
            ended_at: started_at + 2 * HOUR_MS,
            description: Text::Borrowed("Onderhoud ter plaatse"),
            paused_seconds: 0,
        };
        (entry.id, entry)
    };
    (0..TIME_ENTRIES).map(entry).collect()
}
