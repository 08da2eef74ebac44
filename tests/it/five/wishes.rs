//! How the tests write into the vendors' books, behind the APIs: the same wish in each vendor's words.

use jiff::{civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use crate::house::{FIVE, House, Resident};

/// An issued invoice with a date on it.
pub(super) fn dated(resident: &Resident, day: Date, mark: &str) -> Value {
    let invoice = match resident.provider {
        "moneybird" => {
            json!({"invoice_date": day, "state": "open", "reference": mark, "invoice_id": mark})
        }
        "moneybird-external" => json!({"date": day, "state": "open", "reference": mark}),
        "invoice-ninja" => json!({"date": day, "status_id": "2", "number": mark}),
        "dashdoc" => json!({"invoicing_date": day, "status": "final", "document_number": mark}),
        _ => json!({"creationDate": seconds(day), "invoiceNumber": mark}),
    };
    json!({"add": {"resource": resident.provider, "invoice": invoice}})
}

/// A change that no order looks at but that of changes.
pub(super) fn reworded(resident: &Resident, id: &str, mark: &str) -> Value {
    let key = match resident.provider {
        "moneybird" | "moneybird-external" => "reference",
        "invoice-ninja" => "po_number",
        "dashdoc" => "remote_id",
        _ => "description",
    };
    json!({"edit": {"resource": resident.provider, "id": id, "set": {key: mark}}})
}

/// Another date on the document.
pub(super) fn redated(resident: &Resident, id: &str, day: Date) -> Value {
    let set = match resident.provider {
        "moneybird" => json!({"invoice_date": day}),
        "moneybird-external" | "invoice-ninja" => json!({"date": day}),
        "dashdoc" => json!({"invoicing_date": day}),
        _ => json!({"creationDate": seconds(day)}),
    };
    json!({"edit": {"resource": resident.provider, "id": id, "set": set}})
}

/// Takes an invoice away, as the vendor does: one of them keeps telling it as deleted.
pub(super) fn gone(resident: &Resident, id: &str) -> Value {
    match resident.provider {
        "invoice-ninja" => {
            json!({"edit": {"resource": resident.provider, "id": id, "set": {"is_deleted": true}}})
        }
        provider => json!({"remove": {"resource": provider, "id": id}}),
    }
}

/// The account of this id.
pub(super) fn resident(account: &str) -> &'static Resident {
    let found = FIVE.iter().find(|resident| resident.id == account);
    found.unwrap_or_else(|| panic!("nobody is called {account}"))
}

/// Adds one invoice and gives its name in the lists.
pub(super) async fn add(house: &House, resident: &Resident, day: Date, mark: &str) -> String {
    let answer = house.control(dated(resident, day, mark)).await;
    format!("{} {}", resident.id, answer["ids"][0].as_str().unwrap())
}

/// The first second of a day, as seconds since 1970.
pub(super) fn seconds(day: Date) -> i64 {
    let midnight = day.to_zoned(TimeZone::UTC).unwrap();
    midnight.timestamp().as_second()
}
