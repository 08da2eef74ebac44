//! Commands that add, edit and remove invoices.

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use crate::sandbox::clock;
use crate::sandbox::invoice_ninja::change_input::{Amount, Day, RowId, read};
use crate::sandbox::invoice_ninja::change_lines::{FileInput, LineInput, TaxInput, attach};
use crate::sandbox::invoice_ninja::change_payment::PartInput;
use crate::sandbox::invoice_ninja::events::due_after;
use crate::sandbox::invoice_ninja::events_payment::Incoming;
use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::render_activity::NOTE;
use crate::sandbox::invoice_ninja::render_payment::exchange_rate;
use crate::sandbox::invoice_ninja::rows::{Invoice, Stamps, Target, Text};

/// An invoice as a command writes it; what is left out stays or gets a default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Input {
    client_id: Option<RowId>,
    status_id: Option<Status>,
    number: Option<String>,
    po_number: Option<String>,
    date: Option<Day>,
    due_date: Option<Day>,
    partial: Option<Amount>,
    partial_due_date: Option<Day>,
    last_sent_date: Option<Day>,
    discount: Option<Amount>,
    is_amount_discount: Option<bool>,
    uses_inclusive_taxes: Option<bool>,
    tax_name1: Option<String>,
    tax_rate1: Option<Amount>,
    tax_name2: Option<String>,
    tax_rate2: Option<Amount>,
    tax_name3: Option<String>,
    tax_rate3: Option<Amount>,
    custom_surcharge1: Option<Amount>,
    custom_surcharge2: Option<Amount>,
    custom_surcharge3: Option<Amount>,
    custom_surcharge4: Option<Amount>,
    custom_value1: Option<String>,
    custom_value2: Option<String>,
    custom_value3: Option<String>,
    custom_value4: Option<String>,
    exchange_rate: Option<Amount>,
    terms: Option<String>,
    public_notes: Option<String>,
    private_notes: Option<String>,
    footer: Option<String>,
    line_items: Option<Vec<LineInput>>,
    amount: Option<Amount>,
    balance: Option<Amount>,
    paid_to_date: Option<Amount>,
    total_taxes: Option<Amount>,
    is_deleted: Option<bool>,
    archived_at: Option<i64>,
    created_at: Option<i64>,
    updated_at: Option<i64>,
    payments: Option<Vec<PartInput>>,
    documents: Option<Vec<FileInput>>,
    activity_notes: Option<Vec<String>>,
    viewed: Option<bool>,
}

/// A status by its number, which the vendor writes as a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Status {
    #[serde(rename = "1")]
    Draft = 1,
    #[serde(rename = "2")]
    Sent = 2,
    #[serde(rename = "3")]
    Partial = 3,
    #[serde(rename = "4")]
    Paid = 4,
    #[serde(rename = "5")]
    Cancelled = 5,
    #[serde(rename = "6")]
    Reversed = 6,
}

/// Adds an invoice: of today, sent, one line of 100 and 21 % for the first client.
pub(super) fn add(ledger: &mut Ledger, row: &Value) -> Result<u32, String> {
    let input: Input = read(row)?;
    let client = input.client_id.map_or(1, |id| id.0);
    if !ledger.clients.contains_key(&client) {
        return Err("client_id is no client of these books".to_owned());
    }
    let now = input.created_at.unwrap_or_else(clock::now_seconds);
    let id = next(&mut ledger.counters.invoice);
    let number = ledger.invoice_number();
    let currency = ledger.currency_of(client);
    let mut invoice = Invoice {
        id,
        client,
        stamps: Stamps {
            created_at: now,
            updated_at: now,
            ..Stamps::default()
        },
        status: 1,
        number,
        date: ledger.today,
        due_date: Some(due_after(ledger.today, 14)),
        exchange_rate: exchange_rate(currency.id),
        lines: vec![LineInput::plain()],
        ..Invoice::default()
    };
    input.write_words(&mut invoice);
    input.write_sums(&mut invoice);
    let (amount, taxes) = invoice.totals(currency.precision);
    invoice.money.amount = input.amount.map_or(amount, |amount| amount.0);
    invoice.money.total_taxes = taxes;
    ledger.create(invoice);
    if input.status_id != Some(Status::Draft) {
        ledger.send(id, now, true);
    }
    input.live(ledger, id, now);
    ledger.with_invoice(id, |row| {
        row.stamps.updated_at = input.updated_at.unwrap_or(now);
    });
    Ok(id)
}

/// Edits an invoice and moves its `updated_at` to now, or to what is given.
pub(super) fn edit(ledger: &mut Ledger, id: u32, set: &Value) -> Result<(), String> {
    let input: Input = read(set)?;
    let now = clock::now_seconds();
    if let Some(client) = input.client_id {
        if !ledger.clients.contains_key(&client.0) {
            return Err("client_id is no client of these books".to_owned());
        }
        ledger.with_invoice(id, |row| row.client = client.0);
    }
    let client = ledger.with_invoice(id, |row| row.client);
    let precision = ledger.currency_of(client).precision;
    let was_draft = ledger.with_invoice(id, |row| {
        let was_draft = row.status == 1;
        input.write_words(row);
        if input.write_sums(row) || input.amount.is_some() {
            let (amount, taxes) = row.totals(precision);
            let amount = input.amount.map_or(amount, |amount| amount.0);
            if !was_draft {
                row.money.balance += amount - row.money.amount;
            }
            row.money.amount = amount;
            row.money.total_taxes = taxes;
        }
        if let Some(created_at) = input.created_at {
            row.stamps.created_at = created_at;
        }
        was_draft
    });
    if was_draft
        && input
            .status_id
            .is_some_and(|status| status != Status::Draft)
    {
        ledger.send(id, now, true);
    }
    ledger.happened(id, 5, now);
    input.live(ledger, id, now);
    ledger.with_invoice(id, |row| {
        row.stamps.updated_at = input.updated_at.unwrap_or(now);
    });
    Ok(())
}

/// Removes an invoice and what is its own; parts of payments go too.
pub(super) fn remove(ledger: &mut Ledger, id: u32) {
    let Some(row) = ledger.invoices.remove(&id) else {
        return;
    };
    for document in &row.documents {
        ledger.documents.remove(document);
    }
    for payment in &row.payments {
        if let Some(payment) = ledger.payments.get_mut(payment) {
            let parts = &mut Arc::make_mut(payment).paymentables;
            parts.retain(|part| part.target != Target::Invoice(id));
        }
    }
    for activity in &mut ledger.activities {
        if activity.invoice == id {
            activity.invoice = 0;
        }
    }
}

fn put(place: &mut Text, given: &Option<String>) {
    if let Some(text) = given {
        *place = Cow::Owned(text.clone());
    }
}

fn put_amount(place: &mut Decimal, given: Option<Amount>) {
    if let Some(amount) = given {
        *place = amount.0;
    }
}

impl Input {
    fn write_words(&self, row: &mut Invoice) {
        put(&mut row.number, &self.number);
        put(&mut row.po_number, &self.po_number);
        put(&mut row.terms, &self.terms);
        put(&mut row.public_notes, &self.public_notes);
        put(&mut row.private_notes, &self.private_notes);
        put(&mut row.footer, &self.footer);
        let [first, second, third, fourth] = &mut row.custom_values;
        put(first, &self.custom_value1);
        put(second, &self.custom_value2);
        put(third, &self.custom_value3);
        put(fourth, &self.custom_value4);
        if let Some(Day(Some(date))) = self.date {
            row.date = date;
        }
        let days = [
            (&mut row.due_date, self.due_date),
            (&mut row.partial_due_date, self.partial_due_date),
            (&mut row.last_sent_date, self.last_sent_date),
        ];
        for (place, given) in days {
            if let Some(day) = given {
                *place = day.0;
            }
        }
        put_amount(&mut row.money.partial, self.partial);
        put_amount(&mut row.exchange_rate, self.exchange_rate);
    }

    /// Writes what the total depends on; tells whether there was any.
    fn write_sums(&self, row: &mut Invoice) -> bool {
        let before = format!("{:?}", (&row.taxes, &row.surcharges, row.discount));
        let flags = (row.is_amount_discount, row.uses_inclusive_taxes);
        put_amount(&mut row.discount, self.discount);
        row.is_amount_discount = self.is_amount_discount.unwrap_or(flags.0);
        row.uses_inclusive_taxes = self.uses_inclusive_taxes.unwrap_or(flags.1);
        let taxes = [
            TaxInput(&self.tax_name1, self.tax_rate1),
            TaxInput(&self.tax_name2, self.tax_rate2),
            TaxInput(&self.tax_name3, self.tax_rate3),
        ];
        for (place, given) in row.taxes.iter_mut().zip(taxes) {
            given.write(place);
        }
        let surcharges = [
            self.custom_surcharge1,
            self.custom_surcharge2,
            self.custom_surcharge3,
            self.custom_surcharge4,
        ];
        for (place, given) in row.surcharges.iter_mut().zip(surcharges) {
            put_amount(place, given);
        }
        if let Some(lines) = &self.line_items {
            row.lines = lines.iter().map(LineInput::line).collect();
        }
        let after = format!("{:?}", (&row.taxes, &row.surcharges, row.discount));
        self.line_items.is_some()
            || before != after
            || flags != (row.is_amount_discount, row.uses_inclusive_taxes)
    }

    /// Lets happen what the input says about payments, states and children; sums that are given as
    /// such win in the end.
    fn live(&self, ledger: &mut Ledger, id: u32, now: i64) {
        for part in self.payments.iter().flatten() {
            part.pay(ledger, id, now);
        }
        match self.status_id {
            Some(Status::Paid) => pay_rest(ledger, id, now),
            Some(Status::Cancelled) => ledger.cancel(id, now),
            Some(Status::Reversed) => ledger.reverse(id, now),
            _ => {}
        }
        if let Some(status) = self.status_id {
            ledger.with_invoice(id, |row| row.status = status as u8);
        }
        if self.viewed == Some(true) {
            ledger.view(id, now);
        }
        for file in self.documents.iter().flatten() {
            attach(ledger, id, file, now);
        }
        for text in self.activity_notes.iter().flatten() {
            ledger.written(id, NOTE, now, Cow::Owned(text.clone()));
        }
        let is_deleted = ledger.with_invoice(id, |row| row.stamps.is_deleted);
        match self.is_deleted {
            Some(true) if !is_deleted => ledger.delete(id, now),
            Some(false) if is_deleted => ledger.restore(id, now),
            _ => {}
        }
        ledger.with_invoice(id, |row| {
            row.stamps.archived_at = self.archived_at.unwrap_or(row.stamps.archived_at);
            put_amount(&mut row.money.balance, self.balance);
            put_amount(&mut row.money.paid_to_date, self.paid_to_date);
            put_amount(&mut row.money.total_taxes, self.total_taxes);
        });
    }
}

fn pay_rest(ledger: &mut Ledger, id: u32, now: i64) {
    let (client, balance) = ledger.with_invoice(id, |row| (row.client, row.money.balance));
    if !balance.is_zero() {
        ledger.pay(Incoming {
            client,
            at: now,
            date: Some(ledger.today),
            parts: vec![(id, balance)],
            type_id: 1,
            transaction_reference: Cow::Borrowed("Manual entry"),
            is_manual: true,
            ..Incoming::default()
        });
    }
}
