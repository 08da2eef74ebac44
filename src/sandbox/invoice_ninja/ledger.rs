//! The books of one company.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::currencies::{self, Currency};
use crate::sandbox::invoice_ninja::fixed::COMPANY_CURRENCY;
use crate::sandbox::invoice_ninja::rows::{
    Activity, Client, Contact, Credit, Document, Group, Invoice, Payment, Text, Webhook,
};

/// All rows by their number, which counts up within each table.
#[derive(Debug, Clone, Default)]
pub(super) struct Ledger {
    pub(super) today: Date,
    pub(super) invoices: BTreeMap<u32, Arc<Invoice>>,
    pub(super) payments: BTreeMap<u32, Arc<Payment>>,
    /// Those that were written through the API; seeded payments name others that are long gone.
    pub(super) credits: BTreeMap<u32, Arc<Credit>>,
    pub(super) clients: BTreeMap<u32, Arc<Client>>,
    pub(super) groups: BTreeMap<u32, Arc<Group>>,
    pub(super) documents: BTreeMap<u32, Arc<Document>>,
    pub(super) webhooks: BTreeMap<u32, Arc<Webhook>>,
    /// In the order in which they were written down.
    pub(super) activities: Vec<Activity>,
    /// Per client what is owed and what was paid, see [`Ledger::settle`].
    pub(super) sums: BTreeMap<u32, (Decimal, Decimal)>,
    pub(super) counters: Counters,
    pub(super) defaults: Defaults,
}

/// Texts that new invoices get when they bring none.
#[derive(Debug, Clone, Default)]
pub(super) struct Defaults {
    pub(super) terms: Text,
    pub(super) footer: Text,
}

/// The last number that each table gave out.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters {
    pub(super) invoice: u32,
    /// Numbers of invoices, which drafts may lack.
    pub(super) invoice_number: u32,
    pub(super) payment: u32,
    pub(super) paymentable: u32,
    pub(super) invitation: u32,
    pub(super) client: u32,
    pub(super) contact: u32,
    pub(super) document: u32,
    pub(super) credit: u32,
    pub(super) webhook: u32,
}

/// Gives the next number of a table.
pub(super) fn next(counter: &mut u32) -> u32 {
    *counter += 1;
    *counter
}

impl Ledger {
    pub(super) fn client_of(&self, invoice: &Invoice) -> Option<&Client> {
        self.clients.get(&invoice.client).map(Arc::as_ref)
    }

    pub(super) fn group_of(&self, client: &Client) -> Option<&Group> {
        self.groups.get(&client.group).map(Arc::as_ref)
    }

    pub(super) fn contact(&self, client: u32, contact: u32) -> Option<&Contact> {
        let contacts = &self.clients.get(&client)?.contacts;
        contacts.iter().find(|one| one.id == contact)
    }

    /// The currency that a client's money is in: its own, its group's or the company's.
    pub(super) fn currency_of(&self, client: u32) -> Currency {
        let client = self.clients.get(&client);
        let own = client.and_then(|client| client.currency_id.as_deref());
        let own = own.filter(|id| !id.is_empty());
        let group = client.and_then(|client| self.group_of(client));
        let group = group.map(|group| group.currency_id);
        let group = group.filter(|id| !id.is_empty());
        currencies::with_id(own.or(group).unwrap_or(COMPANY_CURRENCY))
    }

    /// Sums up what every client owes and has paid, over the invoices that are not deleted.
    pub(super) fn settle(&mut self) {
        self.sums.clear();
        for invoice in self.invoices.values() {
            if !invoice.stamps.is_deleted {
                let (balance, paid) = self.sums.entry(invoice.client).or_default();
                *balance += invoice.money.balance;
                *paid += invoice.money.paid_to_date;
            }
        }
    }

    /// Sums up again, and moves the clients whose sums are others now.
    pub(super) fn settle_at(&mut self, now: i64) {
        let before = std::mem::take(&mut self.sums);
        self.settle();
        for (id, client) in &mut self.clients {
            let sums =
                |of: &BTreeMap<u32, (Decimal, Decimal)>| of.get(id).copied().unwrap_or_default();
            if sums(&before) != sums(&self.sums) {
                Arc::make_mut(client).stamps.updated_at = now;
            }
        }
    }

    /// Whether an invoice can no longer be edited.
    pub(super) fn is_locked(&self, invoice: &Invoice) -> bool {
        let client = self.client_of(invoice);
        match client.and_then(|client| client.lock_invoices.as_deref()) {
            Some("when_sent") => invoice.status >= 2,
            Some("when_paid") => matches!(invoice.status, 3 | 4),
            Some("end_of_month") => invoice.date.last_of_month() < self.today,
            _ => false,
        }
    }

    /// The activities of an invoice, in the order in which they were written down.
    pub(super) fn activities_of(&self, invoice: u32) -> impl Iterator<Item = &Activity> {
        let invoice = self.invoices.get(&invoice);
        let ids = invoice.map_or(&[][..], |invoice| &invoice.activities);
        ids.iter()
            .filter_map(|id| self.activities.get(*id as usize - 1))
    }

    /// Writes something down.
    pub(super) fn note(&mut self, activity: Activity) {
        let id = u32::try_from(self.activities.len() + 1).unwrap_or(u32::MAX);
        if let Some(invoice) = self.invoices.get_mut(&activity.invoice) {
            Arc::make_mut(invoice).activities.push(id);
        }
        self.activities.push(Activity { id, ..activity });
    }
}
