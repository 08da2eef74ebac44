//! Changes to the books behind the API's back.

use std::sync::Arc;

use serde_json::Value;

use crate::sandbox::clock;
use crate::sandbox::i3d::change_input::Input;
use crate::sandbox::i3d::invoice::{Client, DateForm, Invoice, Item, PdfForm, Text};
use crate::sandbox::i3d::ledger::Ledger;
use crate::sandbox::i3d::seed::{DAY, midnight};

/// Adds invoices; what is not given gets a plain default.
pub(super) fn add(
    ledger: &mut Ledger,
    invoice: &Value,
    count: usize,
) -> Result<Vec<String>, String> {
    let input = Input::read(invoice)?;
    let mut ids = Vec::with_capacity(count);
    for _ in 0..count {
        let mut row = blank(ledger);
        input.apply(&mut row, clock::now_seconds())?;
        ids.push(row.id.to_string());
        ledger.put(row);
    }
    Ok(ids)
}

/// Edits invoices; nothing is changed when one of them is unknown or the input is wrong.
pub(super) fn edit(ledger: &mut Ledger, ids: &[String], set: &Value) -> Result<(), String> {
    let input = Input::read(set)?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        let mut row = Invoice::clone(&*known(ledger, id)?);
        input.apply(&mut row, clock::now_seconds())?;
        rows.push(row);
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
        found.push(known(ledger, id)?.id);
    }
    for id in found {
        ledger.remove(id);
    }
    Ok(())
}

fn known(ledger: &Ledger, id: &str) -> Result<Arc<Invoice>, String> {
    let row = id.parse().ok().and_then(|id| ledger.get(id));
    row.ok_or_else(|| format!("no invoice with id {id:?} in i3d"))
}

/// An unpaid invoice of today with one item, for the client of the newest invoice.
fn blank(ledger: &mut Ledger) -> Invoice {
    let id = ledger.next_id();
    let created = midnight(ledger.today);
    let newest = ledger.newest();
    let client = newest.map_or_else(
        || Arc::new(Client::default()),
        |newest| Arc::clone(&newest.client),
    );
    let mut row = Invoice {
        id,
        number: Text::Owned(format!("F{}-8{id:07}", ledger.today.strftime("%y"))),
        description: Text::Borrowed("Added"),
        currency: Text::Borrowed("EUR"),
        currency_sign: Text::Borrowed("€"),
        created,
        due: created + 30 * DAY,
        excl_vat: 0,
        vat: 0,
        vat_percentage: 21,
        remaining: 0,
        paid: 0,
        payment_status: 0,
        payment_date: 0,
        is_credit: false,
        payment_term: 30,
        date_form: DateForm::Digits,
        items: vec![Item {
            order_id: Text::Borrowed(""),
            description: Text::Borrowed("Added"),
            period_from: created,
            period_to: created + 30 * DAY - 1,
            remarks: Text::Borrowed(""),
            quantity: 1,
            setup_costs: 0,
            unit_price: 1_000_000,
            vat_percentage: 21,
            step: 100,
        }],
        client,
        pdf_form: PdfForm::Raw,
        pdf_size: None,
    };
    row.total_up();
    row
}
