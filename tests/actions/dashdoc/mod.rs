//! What Dashdoc's invoices can be asked to do, and what can go wrong.

mod files;
mod invoices;
mod lost;
mod refusals;

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    Case,
    desk::{Desk, native_id},
};

pub(crate) fn cases() -> Vec<Case> {
    let rooms = [invoices::cases(), files::cases()];
    rooms.into_iter().flatten().collect()
}

pub(crate) fn promises() -> Vec<Trial> {
    let rooms = [refusals::promises(), files::promises(), lost::promises()];
    rooms.into_iter().flatten().collect()
}

const ACCOUNT: &str = "dashdoc";
/// A company that no other invoice of the books is for.
const COMPANY: u64 = 900_001;

/// An invoice of 100.00 and 20.00 tax, long enough ago to be of an earlier version than what happens now.
pub(crate) async fn added(desk: &Desk, fields: Value) -> String {
    let mut invoice = json!({
        "debtor": {"pk": COMPANY, "name": "Elm Street Ltd", "country": "FR"},
        "lines": [{"description": "Transport", "unit_price": "100", "tax_rate": "20"}],
        "created": "2020-01-05T09:00:00Z", "updated": "2020-01-05T09:00:00Z",
    });
    let all = invoice.as_object_mut().expect("an object");
    all.extend(fields.as_object().expect("an object").clone());
    desk.add(invoice).await
}

fn path(invoice: &str, rest: &str) -> String {
    format!("/dashdoc/api/v4/invoices/{}/{rest}", native_id(invoice))
}

async fn edit(desk: &Desk, invoice: &str, set: Value) {
    let command = json!({"edit": {"resource": ACCOUNT, "id": native_id(invoice), "set": set}});
    desk.house.control(command).await;
}
