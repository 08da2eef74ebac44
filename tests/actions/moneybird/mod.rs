//! What Moneybird's sales invoices can be asked to do, and what can go wrong with them and with external ones alike.

mod credits;
mod drafts;
mod dry_run;
mod files;
mod lines;
mod lost;
mod native;
mod notes;
mod payments;
mod refusals;
mod reminders;
mod sending;
mod states;
mod wrong_field;

pub(crate) use dry_run::is_then_sent;
pub(crate) use refusals::action;
pub(crate) use wrong_field::is_blamed;

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    Case,
    desk::{Desk, native_id},
};

pub(crate) fn cases() -> Vec<Case> {
    let rooms = [
        drafts::cases(),
        lines::cases(),
        sending::cases(),
        reminders::cases(),
        states::cases(),
        credits::cases(),
        payments::cases(),
        notes::cases(),
        files::cases(),
        native::cases(),
    ];
    rooms.into_iter().flatten().collect()
}

pub(crate) fn promises() -> Vec<Trial> {
    let rooms = [
        payments::promises(),
        reminders::promises(),
        refusals::promises("moneybird"),
        wrong_field::promises(),
        dry_run::promises("moneybird"),
        lost::promises("moneybird"),
    ];
    rooms.into_iter().flatten().collect()
}

/// What can go wrong with external invoices as with these.
pub(crate) fn promises_of_external() -> Vec<Trial> {
    let account = "moneybird-external";
    let rooms = [
        refusals::promises(account),
        dry_run::promises(account),
        lost::promises(account),
    ];
    rooms.into_iter().flatten().collect()
}

/// Where the vendor has an invoice, and what hangs below it.
fn path(invoice: &str, rest: &str) -> String {
    format!("/123/sales_invoices/{}{rest}.json", native_id(invoice))
}

/// A line of 100.00 without tax, as the control of the simulators takes it.
pub(crate) fn line() -> Value {
    json!({"description": "Desk", "price": "100", "amount": "1", "tax_rate": "0"})
}

/// An invoice of 100.00 that was sent long enough ago to be of an earlier version than anything that happens now.
pub(crate) async fn open(desk: &Desk) -> String {
    added(desk, json!({"state": "open"})).await
}

/// The same with other fields.
pub(crate) async fn added(desk: &Desk, fields: Value) -> String {
    let mut invoice = json!({
        "currency": "EUR", "details": [line()],
        "created_at": "2020-01-05T09:00:00Z", "updated_at": "2020-01-05T09:00:00Z",
    });
    let all = invoice.as_object_mut().expect("an object");
    all.extend(fields.as_object().expect("an object").clone());
    desk.add(invoice).await
}
