//! Changes to the books behind the API's back.

use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use crate::sandbox::clock;
use crate::sandbox::dashdoc::change_input::Input;
use crate::sandbox::dashdoc::company::ISSUER;
use crate::sandbox::dashdoc::invoice::{File, Invoice, Line, Text, Uid};
use crate::sandbox::dashdoc::ledger::Ledger;

/// Adds invoices; what is not given gets a plain default.
pub(super) fn add(
    ledger: &mut Ledger,
    invoice: &Value,
    count: usize,
) -> Result<Vec<String>, String> {
    let input = Input::read(invoice)?;
    let mut ids = Vec::with_capacity(count);
    for _ in 0..count {
        let now = clock::now_ms() * 1_000;
        let mut row = blank(ledger, now);
        input.apply(ledger, &mut row, now)?;
        row.updated = input.updated.map_or(now, Timestamp::as_microsecond);
        ids.push(row.uid.to_string());
        ledger.put(row);
    }
    Ok(ids)
}

/// Edits invoices; nothing is changed when one of them is unknown or the input is wrong.
pub(super) fn edit(ledger: &mut Ledger, ids: &[String], set: &Value) -> Result<(), String> {
    let input = Input::read(set)?;
    let now = clock::now_ms() * 1_000;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        let row = Uid::parse(id).and_then(|uid| ledger.get(uid));
        rows.push(Invoice::clone(&*row.ok_or_else(|| unknown(id))?));
    }
    for row in &mut rows {
        input.apply(ledger, row, now)?;
        row.updated = input.updated.map_or(now, Timestamp::as_microsecond);
    }
    for row in rows {
        ledger.put(row);
    }
    Ok(())
}

/// Removes invoices; nothing is removed when one of them is unknown.
pub(super) fn remove(ledger: &mut Ledger, ids: &[String]) -> Result<(), String> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let uid = Uid::parse(id).filter(|uid| ledger.get(*uid).is_some());
        found.push(uid.ok_or_else(|| unknown(id))?);
    }
    for uid in found {
        ledger.remove(uid);
    }
    Ok(())
}

fn unknown(id: &str) -> String {
    format!("no invoice with uid {id:?} in dashdoc")
}

/// A final invoice of today with one standalone line, for the first customer.
fn blank(ledger: &mut Ledger, now: i64) -> Invoice {
    let uid = ledger.uid();
    let companies = ledger.companies();
    let mut customers = companies.keys().filter(|pk| **pk != ISSUER);
    let number = format!("F{}-{:06}", ledger.today.year(), 300_000 + ledger.made);
    let mut row = Invoice {
        uid,
        status: Text::Borrowed("final"),
        document_number: Some(Text::Owned(number)),
        due_date: Some(ledger.today.saturating_add(30.days())),
        invoicing_date: Some(ledger.today),
        created: now,
        updated: now,
        finalized_at: Some(now),
        total_price: 0,
        total_tax_amount: None,
        currency: Text::Borrowed("EUR"),
        file: File::Stored,
        remote_id: Text::Borrowed(""),
        debtor_reference: Text::Borrowed(""),
        debtor: customers.next().copied().unwrap_or(ISSUER),
        has_template: false,
        groups: Vec::new(),
        lines: vec![Line {
            description: Text::Borrowed("Transport"),
            quantity: 1_000,
            unit_price: 1_000_000,
            tax_rate: Some(2_000),
        }],
        credit_notes: Vec::new(),
        attachments: Vec::new(),
        paid_at: None,
        payment_method: None,
        payment_notes: Text::Borrowed(""),
        is_dashdoc: true,
        omit: Vec::new(),
    };
    row.total_up();
    row
}
