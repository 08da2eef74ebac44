//! The bodies of the requests.

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    adapters::{
        dashdoc::actions::body::Body,
        step::{StepBody, form},
    },
    domain::{Invoice, NativeId},
    error::ErrorKind,
    native::{DashdocInvoice, decode},
    provider::action::{Action, Change, InvoiceChanges, NewInvoice, Refusal, Settlement, Upload},
};

/// Longest printed number, in characters.
const MAX_NUMBER: usize = 64;
/// What the vendor takes of a payment beside its day.
const OF_PAYMENT: &[&str] = &["payment_method_uid", "payment_notes"];
/// Whether a file that is there may be replaced. A word of ours: the vendor replaces it unasked.
const REPLACE_FILE: &str = "replace_file";

/// A new invoice: an empty draft for a company.
pub(super) fn new(action: &Action, wanted: &NewInvoice) -> Result<Value, Vec<Refusal>> {
    let mut body = Body::default();
    match wanted.customer_id.as_ref().map(NativeId::as_str) {
        None => body.refuse(Refusal::invalid(
            "customerId",
            "needed: dashdoc makes an invoice for a company",
        )),
        Some(id) => match id.parse::<u64>() {
            Ok(number) if number.to_string() == id => body.set("customer_to_invoice_id", number),
            _ => body.refuse(Refusal::invalid(
                "customerId",
                "not an id of a company: dashdoc's are whole numbers",
            )),
        },
    }
    if let Some(currency) = wanted.currency {
        body.set("currency", currency.code());
    }
    let empty = "a new invoice of dashdoc is an empty draft, which has none";
    let later = "a new invoice of dashdoc is an empty draft: set it by updateInvoice";
    let lines = "dashdoc makes an empty draft: its lines are added in dashdoc itself";
    for (path, is_given, message) in [
        ("number", wanted.number.is_some(), later),
        ("reference", wanted.reference.is_some(), empty),
        ("issueDate", wanted.issue_date.is_some(), later),
        ("dueDate", wanted.due_date.is_some(), empty),
        (
            "pricesIncludeTax",
            wanted.prices_include_tax.is_some(),
            "prices of dashdoc never include tax: leave it out",
        ),
        ("discount", wanted.discount.is_some(), empty),
        ("publicNote", wanted.public_note.is_some(), empty),
        ("privateNote", wanted.private_note.is_some(), empty),
        ("lineItems", !wanted.line_items.is_empty(), lines),
    ] {
        body.unsupported(path, is_given, message);
    }
    body.add_native(action, &[]);
    body.finish()
}

/// Changes of an invoice.
pub(super) fn changed(
    action: &Action,
    target: &Invoice,
    changes: &InvoiceChanges,
) -> Result<Value, Vec<Refusal>> {
    let mut body = Body::default();
    let is_long = |number: &String| number.trim().chars().count() > MAX_NUMBER;
    if changes.number.value().is_some_and(is_long) {
        let message = "longer than the 64 characters that dashdoc takes";
        body.refuse(Refusal::invalid("changes.number", message));
    }
    let number = "document_number";
    body.change(number, "changes.number", &changes.number, String::clone);
    let date = "invoicing_date";
    body.change(
        date,
        "changes.issueDate",
        &changes.issue_date,
        Date::to_string,
    );
    reference(&mut body, target, &changes.description);
    let none = "dashdoc does not let it be changed";
    for (name, is_asked, message) in [
        ("customerId", changes.customer_id.is_asked(), none),
        (
            "reference",
            changes.reference.is_asked(),
            "dashdoc does not let it be changed: the customer's reference is `description`",
        ),
        ("dueDate", changes.due_date.is_asked(), none),
        ("currency", changes.currency.is_asked(), none),
        (
            "pricesIncludeTax",
            changes.prices_include_tax.is_asked(),
            none,
        ),
        ("discount", changes.discount.is_asked(), none),
        ("publicNote", changes.public_note.is_asked(), none),
        ("privateNote", changes.private_note.is_asked(), none),
        (
            "lineItems",
            changes.line_items.is_some(),
            "lines are changed in dashdoc itself",
        ),
    ] {
        body.unsupported(&format!("changes.{name}"), is_asked, message);
    }
    body.add_native(action, &[]);
    if body.is_empty() {
        body.refuse(Refusal::invalid("changes", "nothing is to change"));
    }
    body.finish()
}

/// The customer's reference, which stands fast once the invoice is no draft any more.
fn reference(body: &mut Body, target: &Invoice, change: &Change<String>) {
    let path = "changes.description";
    if change.is_asked() && ["final", "paid"].contains(&&*target.native_status) {
        let message = "dashdoc takes it only while the invoice is a draft";
        body.refuse(Refusal::new(ErrorKind::Conflict, message).at(path));
        return;
    }
    body.change("debtor_reference", path, change, String::clone);
}

/// How an invoice was paid.
pub(super) fn paid(
    action: &Action,
    wanted: &Settlement,
    today: Date,
) -> Result<Value, Vec<Refusal>> {
    let mut body = Body::default();
    body.set("paid_at", wanted.date.unwrap_or(today).to_string());
    body.unsupported(
        "reference",
        wanted.reference.is_some(),
        "dashdoc keeps no reference of a payment: `native.dashdoc.paymentNotes` takes words",
    );
    body.add_native(action, OF_PAYMENT);
    body.finish()
}

/// The document of an invoice.
pub(super) fn document(
    action: &Action,
    target: &Invoice,
    file: &Upload,
) -> Result<StepBody, Vec<Refusal>> {
    let mut body = Body::default();
    body.add_native(action, &[REPLACE_FILE]);
    body.take(REPLACE_FILE);
    if !may_replace(action) && file_of(target).is_some() {
        body.refuse(occupied());
    }
    body.finish()?;
    Ok(form("file", file, Vec::new()))
}

/// Whether the action may replace a file that is there.
pub(super) fn may_replace(action: &Action) -> bool {
    let native = action.native.as_ref().map(|native| &native.fields);
    let asked = native.and_then(|fields| fields.get(REPLACE_FILE));
    asked.and_then(Value::as_bool) == Some(true)
}

/// Says that the invoice has a file which may not be replaced.
pub(super) fn occupied() -> Refusal {
    let message =
        "the invoice has a file, which this one would replace: that needs `replaceFile: true`";
    Refusal::new(ErrorKind::Conflict, message).at("native.dashdoc.replaceFile")
}

/// Where the document of an invoice is, if it has one.
pub(super) fn file_of(invoice: &Invoice) -> Option<String> {
    let told: DashdocInvoice = decode(&invoice.raw.json()).ok()?;
    told.file.filter(|file| !file.trim().is_empty())
}
