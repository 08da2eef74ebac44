//! Invoices that are put away and come back.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::rows::{Invoice, Paymentable, Shelved, Target, Text};

/// What the number of a deleted invoice ends with; the company's language would choose the word.
const SUFFIX: &str = "_Deleted";

/// A line that a payment gateway has not been paid for.
const UNPAID_FEE: u8 = 3;

impl Ledger {
    /// Puts an invoice away.
    pub(super) fn archive(&mut self, id: u32, at: i64) {
        self.with_invoice(id, |row| {
            row.stamps.archived_at = at;
            row.stamps.updated_at = row.stamps.updated_at.max(at);
        });
        self.happened(id, 8, at);
    }

    /// Deletes an invoice as the vendor does: it stays, its number gets a suffix, and its part of
    /// payments goes; payments that paid nothing else are deleted with it.
    pub(super) fn delete(&mut self, id: u32, at: i64) {
        let client = self.with_invoice(id, |row| row.client);
        let precision = self.currency_of(client).precision;
        let payments = self.with_invoice(id, |row| {
            row.stamps.is_deleted = true;
            row.stamps.archived_at = at;
            row.stamps.updated_at = row.stamps.updated_at.max(at);
            row.number = Cow::Owned(format!("{}{SUFFIX}", row.number));
            row.next_send_at = 0;
            row.drop_unpaid_fees(precision);
            std::mem::take(&mut row.payments)
        });
        let shelf = payments
            .iter()
            .filter_map(|payment| self.shelve(*payment, id, at))
            .collect();
        self.with_invoice(id, |row| row.shelf = shelf);
        self.happened(id, 9, at);
    }

    /// Counts on when another deleted invoice has the same number already. It looks at all
    /// invoices, so the seeds, whose numbers are unique, do without.
    pub(super) fn tell_deleted_apart(&mut self, id: u32) {
        let others = self.invoices.values().filter(|row| row.id != id);
        let taken: BTreeSet<&str> = others.map(|row| row.number.as_ref()).collect();
        let Some(row) = self.invoices.get(&id) else {
            return;
        };
        let mut name = row.number.to_string();
        let mut count = 0;
        while taken.contains(name.as_str()) {
            count += 1;
            name = format!("{}_{count}", row.number);
        }
        self.with_invoice(id, |row| row.number = Cow::Owned(name));
    }

    /// The numbers of all invoices, which are unique.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &str> {
        let numbers = self.invoices.values().map(|row| row.number.as_ref());
        numbers.filter(|number| !number.is_empty())
    }

    /// Takes the part of an invoice out of a payment.
    fn shelve(&mut self, payment: u32, invoice: u32, at: i64) -> Option<Shelved> {
        let row = Arc::make_mut(self.payments.get_mut(&payment)?);
        row.stamps.updated_at = row.stamps.updated_at.max(at);
        let of_invoice = |part: &Paymentable| part.target == Target::Invoice(invoice);
        let (parts, kept) = row.paymentables.drain(..).partition(of_invoice);
        row.paymentables = kept;
        let deleted_from = row.paymentables.is_empty().then_some(row.status);
        if deleted_from.is_some() {
            row.stamps.is_deleted = true;
            row.stamps.archived_at = at;
            row.status = 2;
        } else {
            let sum = sum(&parts);
            row.amount -= sum;
            row.applied -= sum;
        }
        Some(Shelved {
            payment,
            parts,
            deleted_from,
        })
    }

    /// Brings an invoice back, and what its payments lost with it.
    ///
    /// Nothing happens to one whose payments are gone and which was paid nothing.
    pub(super) fn restore(&mut self, id: u32, at: i64) {
        let Some(row) = self.invoices.get(&id) else {
            return;
        };
        let is_gone = |id: &u32| {
            let payment = self.payments.get(id);
            payment.is_none_or(|payment| payment.stamps.is_deleted)
        };
        let mut of_shelf = row.shelf.iter().map(|shelved| &shelved.payment);
        if row.money.paid_to_date.is_zero() && of_shelf.any(is_gone) {
            return;
        }
        let number = self.number_of_restored(row);
        let shelf = self.with_invoice(id, |row| {
            row.stamps.is_deleted = false;
            row.stamps.archived_at = 0;
            row.stamps.updated_at = at;
            std::mem::take(&mut row.shelf)
        });
        let number = number.unwrap_or_else(|| self.invoice_number());
        self.with_invoice(id, |row| row.number = number);
        for shelved in shelf {
            self.unshelve(id, shelved, at);
        }
        self.happened(id, 25, at);
    }

    /// The number without its suffix; none when another invoice has it by now.
    fn number_of_restored(&self, row: &Invoice) -> Option<Text> {
        let Some((number, _)) = row.number.rsplit_once(SUFFIX) else {
            return Some(row.number.clone());
        };
        let is_taken = self.numbers().any(|taken| taken == number);
        (!is_taken).then(|| Cow::Owned(number.to_owned()))
    }

    fn unshelve(&mut self, invoice: u32, shelved: Shelved, at: i64) {
        let id = shelved.payment;
        let Some(row) = self.payments.get_mut(&id) else {
            return;
        };
        let row = Arc::make_mut(row);
        row.stamps.updated_at = at;
        match shelved.deleted_from {
            Some(status) => {
                row.stamps.is_deleted = false;
                row.stamps.archived_at = 0;
                row.status = status;
            }
            None => {
                let sum = sum(&shelved.parts);
                row.amount += sum;
                row.applied += sum;
            }
        }
        row.paymentables.extend(shelved.parts);
        self.with_invoice(invoice, |row| row.payments.push(id));
    }
}

fn sum(parts: &[Paymentable]) -> Decimal {
    parts.iter().map(|part| part.amount).sum()
}

impl Invoice {
    /// Takes out the lines for fees that nobody paid.
    fn drop_unpaid_fees(&mut self, precision: u32) {
        let lines = self.lines.len();
        self.lines.retain(|line| line.type_id != UNPAID_FEE);
        if self.lines.len() == lines {
            return;
        }
        let (amount, taxes) = self.totals(precision);
        if self.status != 1 {
            self.money.balance += amount - self.money.amount;
        }
        self.money.amount = amount;
        self.money.total_taxes = taxes;
    }
}
