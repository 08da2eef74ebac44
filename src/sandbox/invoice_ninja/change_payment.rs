//! Commands that add, edit and remove payments.

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use crate::sandbox::clock;
use crate::sandbox::invoice_ninja::change_input::{Amount, Day, RowId, read};
use crate::sandbox::invoice_ninja::events_payment::Incoming;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::rows::{Payment, Target};

/// A payment that comes with an invoice.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PartInput {
    amount: Option<Amount>,
    refunded: Option<Amount>,
    date: Option<Day>,
    transaction_reference: String,
    private_notes: String,
    type_id: Option<String>,
}

impl PartInput {
    /// Pays an invoice; without an amount, all that is still due.
    pub(super) fn pay(&self, ledger: &mut Ledger, invoice: u32, now: i64) {
        let (client, balance) = ledger.with_invoice(invoice, |row| (row.client, row.money.balance));
        let part = self.amount.map_or(balance, |amount| amount.0);
        let payment = ledger.pay(Incoming {
            client,
            at: now,
            date: self.date.and_then(|day| day.0).or(Some(ledger.today)),
            parts: vec![(invoice, part)],
            type_id: type_id(self.type_id.as_deref()),
            transaction_reference: Cow::Owned(self.transaction_reference.clone()),
            private_notes: Cow::Owned(self.private_notes.clone()),
            is_manual: true,
            ..Incoming::default()
        });
        if let Some(back) = self.refunded.filter(|back| !back.0.is_zero()) {
            ledger.refund(payment, invoice, back.0, now);
        }
    }
}

fn type_id(given: Option<&str>) -> u8 {
    given.map_or(1, |id| id.parse().unwrap_or_default())
}

/// A payment as a command writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Input {
    client_id: Option<RowId>,
    amount: Option<Amount>,
    date: Option<Day>,
    transaction_reference: Option<String>,
    private_notes: Option<String>,
    type_id: Option<String>,
    status_id: Option<String>,
    invoices: Option<Vec<Part>>,
    refund: Option<Vec<Part>>,
    is_deleted: Option<bool>,
    archived_at: Option<i64>,
    updated_at: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    invoice_id: RowId,
    amount: Amount,
}

/// Adds a payment; the invoices it is used for change with it.
pub(super) fn add(ledger: &mut Ledger, row: &Value) -> Result<u32, String> {
    let input: Input = read(row)?;
    let parts = parts(ledger, input.invoices.as_deref())?;
    let of_first = parts.first().and_then(|(id, _)| ledger.invoices.get(id));
    let of_first = of_first.map_or(1, |invoice| invoice.client);
    let id = ledger.pay(Incoming {
        client: input.client_id.map_or(of_first, |id| id.0),
        at: clock::now_seconds(),
        date: input.date.and_then(|day| day.0).or(Some(ledger.today)),
        amount: input.amount.map(|amount| amount.0),
        parts,
        type_id: type_id(input.type_id.as_deref()),
        is_manual: true,
        ..Incoming::default()
    });
    write(ledger, id, &input)?;
    Ok(id)
}

/// Edits a payment; only a refund or a deletion touches its invoices.
pub(super) fn edit(ledger: &mut Ledger, id: u32, set: &Value) -> Result<(), String> {
    let input: Input = read(set)?;
    if input.invoices.is_some() || input.client_id.is_some() {
        return Err("invoices and client_id of a payment cannot be edited, add another".to_owned());
    }
    let now = clock::now_seconds();
    with(ledger, id, |row| {
        row.stamps.updated_at = now;
        row.amount = input.amount.map_or(row.amount, |amount| amount.0);
        if let Some(Day(Some(date))) = input.date {
            row.date = date;
        }
        if let Some(text) = &input.type_id {
            row.type_id = type_id(Some(text));
        }
    });
    write(ledger, id, &input)
}

fn write(ledger: &mut Ledger, id: u32, input: &Input) -> Result<(), String> {
    let now = clock::now_seconds();
    for (invoice, amount) in parts(ledger, input.refund.as_deref())? {
        ledger.refund(id, invoice, amount, now);
    }
    if input.is_deleted == Some(true) {
        ledger.delete_payment(id, now);
    }
    with(ledger, id, |row| {
        if let Some(text) = &input.transaction_reference {
            row.transaction_reference = Cow::Owned(text.clone());
        }
        if let Some(text) = &input.private_notes {
            row.private_notes = Cow::Owned(text.clone());
        }
        if let Some(status) = input.status_id.as_deref().and_then(|id| id.parse().ok()) {
            row.status = status;
        }
        row.stamps.archived_at = input.archived_at.unwrap_or(row.stamps.archived_at);
        row.stamps.updated_at = input.updated_at.unwrap_or(row.stamps.updated_at);
    });
    Ok(())
}

fn with(ledger: &mut Ledger, id: u32, change: impl FnOnce(&mut Payment)) {
    if let Some(row) = ledger.payments.get_mut(&id) {
        change(Arc::make_mut(row));
    }
}

fn parts(ledger: &Ledger, given: Option<&[Part]>) -> Result<Vec<(u32, Decimal)>, String> {
    let part = |part: &Part| {
        let id = part.invoice_id.0;
        let is_known = ledger.invoices.contains_key(&id);
        let part = is_known.then_some((id, part.amount.0));
        part.ok_or_else(|| "an invoice_id is no invoice of these books".to_owned())
    };
    given.unwrap_or_default().iter().map(part).collect()
}

/// Removes a payment without a trace, from its invoices too.
pub(super) fn remove(ledger: &mut Ledger, id: u32) {
    let Some(row) = ledger.payments.remove(&id) else {
        return;
    };
    for part in &row.paymentables {
        if let Target::Invoice(invoice) = part.target {
            ledger.with_invoice(invoice, |row| row.payments.retain(|one| *one != id));
        }
    }
}
