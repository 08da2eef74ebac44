//! Activities: the plain object, and the other one that labels everybody involved.

use crate::sandbox::invoice_ninja::fixed::{COMPANY, USER, USER_NAME};
use crate::sandbox::invoice_ninja::includes::Includes;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::render::{id, none};
use crate::sandbox::invoice_ninja::render_client;
use crate::sandbox::invoice_ninja::rows::Activity;

/// The kind of a note that a user wrote.
pub(super) const NOTE: u16 = 141;

/// The kind of an invoice that its contact looked at.
const VIEWED: u16 = 7;

/// The most activities that come along with a record.
const MOST_INCLUDED: usize = 50;

/// The address that all activities came from.
const ADDRESS: &str = "192.0.2.17";

/// Puts activities in order, newest first.
pub(super) fn newest<'a>(activities: impl Iterator<Item = &'a Activity>) -> Vec<&'a Activity> {
    let mut found: Vec<&Activity> = activities.collect();
    found.sort_by_key(|activity| std::cmp::Reverse((activity.at, activity.id)));
    found
}

/// The latest activities of a record.
pub(super) fn latest<'a>(
    ledger: &'a Ledger,
    includes: &Includes,
    activities: impl Iterator<Item = &'a Activity>,
) -> Json<'a> {
    let found = newest(activities).into_iter().take(MOST_INCLUDED);
    Json::List(found.map(|row| activity(ledger, row, includes)).collect())
}

/// Writes the plain object.
pub(super) fn activity<'a>(ledger: &'a Ledger, row: &'a Activity, includes: &Includes) -> Json<'a> {
    let mut object = Json::object([
        ("id", id(row.id)),
        ("activity_type_id", row.type_id.to_string().into()),
        ("client_id", id(row.client)),
        ("recurring_invoice_id", none()),
        ("recurring_expense_id", none()),
        ("purchase_order_id", none()),
        ("vendor_id", none()),
        ("vendor_contact_id", none()),
        ("company_id", id(COMPANY)),
        ("user_id", id(USER)),
        ("invoice_id", id(row.invoice)),
        ("quote_id", none()),
        ("payment_id", id(row.payment)),
        ("credit_id", none()),
        ("updated_at", row.at.into()),
        ("created_at", row.at.into()),
        ("expense_id", none()),
        ("is_system", is_system(row).into()),
        ("contact_id", id(row.contact)),
        ("task_id", none()),
        ("token_id", none()),
        ("notes", row.notes.as_ref().into()),
        ("ip", ADDRESS.into()),
    ]);
    if let (Some(below), Some(client)) = (includes.get("client"), ledger.clients.get(&row.client)) {
        object.push("client", render_client::client(ledger, client, below));
    }
    object
}

/// Reminders go out by themselves.
fn is_system(row: &Activity) -> bool {
    (63..=66).contains(&row.type_id)
}

/// Writes the object that labels everybody involved; a note has its subject last.
pub(super) fn labelled<'a>(ledger: &'a Ledger, row: &'a Activity) -> Json<'a> {
    let mut fields = vec![("user", label(&USER_NAME.join(" "), USER))];
    let invoice = ledger.invoices.get(&row.invoice);
    let invoice = invoice.map(|invoice| ("invoice", label(&invoice.number, invoice.id)));
    let (early, late) = if row.type_id == NOTE {
        (None, invoice)
    } else {
        (invoice, None)
    };
    fields.extend(early);
    let client = ledger.clients.get(&row.client);
    fields.extend(client.map(|client| ("client", label(&client.name, client.id))));
    if row.type_id == VIEWED
        && let Some(contact) = ledger.contact(row.client, row.contact)
    {
        let name = format!("{} {}", contact.first_name, contact.last_name);
        fields.push(("contact", label(&name, contact.id)));
    }
    let payment = ledger.payments.get(&row.payment);
    fields.extend(payment.map(|payment| ("payment", label(&payment.number, payment.id))));
    fields.extend([
        ("activity_type_id", i64::from(row.type_id).into()),
        ("id", row.id.to_string().into()),
        ("hashed_id", id(row.id)),
        ("notes", row.notes.as_ref().into()),
        ("created_at", row.at.into()),
        ("ip", ADDRESS.into()),
    ]);
    fields.extend(late);
    Json::Object(fields)
}

fn label(text: &str, number: u32) -> Json<'static> {
    Json::object([("label", text.to_owned().into()), ("hashed_id", id(number))])
}
