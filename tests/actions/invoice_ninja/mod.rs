//! What Invoice Ninja's invoices can be asked to do, and what can go wrong.

mod bulk;
mod drafts;
mod dry_run;
mod files;
mod lost;
mod notes;
mod paid_once;
mod payments;
mod refusals;
mod sending;
mod states;
mod wrong_field;

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    Case,
    desk::{Desk, native_id},
};

pub(crate) fn cases() -> Vec<Case> {
    let rooms = [
        drafts::cases(),
        states::cases(),
        sending::cases(),
        payments::cases(),
        notes::cases(),
        files::cases(),
    ];
    rooms.into_iter().flatten().collect()
}

pub(crate) fn promises() -> Vec<Trial> {
    let rooms = [
        bulk::promises(),
        lost::promises(),
        drafts::promises(),
        dry_run::promises(),
        files::promises(),
        paid_once::promises(),
        sending::promises(),
        refusals::promises(),
        wrong_field::promises(),
    ];
    rooms.into_iter().flatten().collect()
}

/// The account.
const ACCOUNT: &str = "invoice-ninja";
/// What the gateway has told with every invoice.
const INCLUDE: &str = "include=client.group_settings,payments";
/// A moment long ago, so that whatever happens now makes another version.
const LONG_AGO: i64 = 1_578_214_800;

/// A line of 100.00 without tax, as the control of the simulators takes it.
fn line() -> Value {
    json!({"product_key": "DESK", "notes": "Desk", "cost": "100", "quantity": "1"})
}

/// Adds a client with one contact, who invoices in euros; gives its id.
pub(crate) async fn client(desk: &Desk) -> String {
    client_with(desk, json!({})).await
}

/// The same with other fields.
async fn client_with(desk: &Desk, fields: Value) -> String {
    let client = json!({
        "name": "Elm Street Ltd", "settings": {"currency_id": "3"},
        "contacts": [{"first_name": "Eva", "last_name": "Elm", "email": "eva@elm.example"}],
    });
    let client = merged(client, fields);
    desk.house.add("invoice-ninja-clients", client).await
}

/// An invoice of 100.00 that was sent long ago.
async fn open(desk: &Desk) -> String {
    added(desk, json!({"status_id": "2"})).await
}

/// The same with other fields; for a client of its own unless they name one.
pub(crate) async fn added(desk: &Desk, fields: Value) -> String {
    let client = match fields.get("client_id") {
        Some(client) => client.clone(),
        None => json!(client(desk).await),
    };
    let invoice = json!({
        "client_id": client, "line_items": [line()], "date": "2026-05-01", "due_date": "2026-05-15",
        "created_at": LONG_AGO, "updated_at": LONG_AGO,
    });
    desk.add(merged(invoice, fields)).await
}

/// An object with the fields of another.
fn merged(mut object: Value, fields: Value) -> Value {
    let all = object.as_object_mut().expect("an object");
    all.extend(fields.as_object().expect("an object").clone());
    object
}

/// The place of the requests for many invoices.
fn bulk(count: usize) -> String {
    format!("/api/v1/invoices/bulk?per_page={count}&{INCLUDE}")
}

/// What is sent to have something done with invoices.
fn to_do(action: &str, ids: &[&String]) -> Value {
    let ids: Vec<String> = ids.iter().map(|id| native_id(id)).collect();
    json!({"action": action, "ids": ids})
}
