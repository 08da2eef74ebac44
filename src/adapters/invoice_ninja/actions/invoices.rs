//! Invoices that are made and changed.

use reqwest::Method;
use serde_json::Value;

use crate::{
    adapters::{
        invoice_ninja::{
            actions::{
                document,
                draft::{Draft, number},
                lines, native,
                payments::client_id,
            },
            adapter::is_possible,
            api::INVOICE_INCLUDES,
        },
        step::{Step, StepBody},
    },
    domain::Invoice,
    provider::action::{Action, Change, InvoiceChanges, NewDiscount, NewInvoice, Refusal},
};

const CLIENT_CURRENCY: &str =
    "invoice ninja invoices in the currency of the client, its group or the company";
const CLIENT_STAYS: &str = "an invoice of invoice ninja stays with its client";

/// The native fields that make the server do something beside writing the invoice. They count only when they are true.
const TRIGGERS: &[&str] = &[
    "mark_sent",
    "send_email",
    "paid",
    "amount_paid",
    "auto_bill",
    "cancel",
    "save_default_footer",
    "save_default_terms",
    "retry_e_send",
];

/// POST an invoice.
pub(super) fn create(action: &Action, wanted: &NewInvoice) -> Result<Step, Vec<Refusal>> {
    let mut draft = Draft::default();
    match &wanted.customer_id {
        Some(client) => draft.set("client_id", client.as_str()),
        None => {
            let message = "invoice ninja makes no invoice without a client: give its id";
            draft.refuse(Refusal::invalid("customerId", message));
        }
    }
    let has_name = wanted.number.is_some() || wanted.reference.is_some();
    if action.keyed && !has_name {
        let message = "with an idempotencyKey, give a reference or a number: invoice ninja has nothing else to find the invoice by";
        draft.refuse(Refusal::invalid("reference", message));
    }
    draft.unsupported(wanted.currency.is_some(), "currency", CLIENT_CURRENCY);
    for (wire, text) in [
        ("number", &wanted.number),
        ("po_number", &wanted.reference),
        ("public_notes", &wanted.public_note),
        ("private_notes", &wanted.private_note),
    ] {
        draft.set_some(wire, text.as_deref());
    }
    draft.set_some("date", wanted.issue_date.map(|day| day.to_string()));
    draft.set_some("due_date", wanted.due_date.map(|day| day.to_string()));
    draft.set_some("uses_inclusive_taxes", wanted.prices_include_tax);
    if let Some(wanted) = wanted.discount {
        discount(&mut draft, wanted);
    }
    let written = lines::written(&mut draft, &wanted.line_items, "lineItems");
    draft.set("line_items", written);
    native::add(&mut draft, action);
    only_true_triggers(&mut draft);
    Ok(Step {
        operation: "storeInvoice",
        method: Method::POST,
        path: format!("/invoices?include={INVOICE_INCLUDES}"),
        body: StepBody::Json(draft.finish()?),
    })
}

/// PUT what changes of an invoice. What is not there stays, but the lines are one field.
pub(super) fn update(
    action: &Action,
    target: &Invoice,
    wanted: &InvoiceChanges,
) -> Result<Step, Vec<Refusal>> {
    let mut draft = Draft::default();
    stays(&mut draft, target, wanted);
    for (wire, text) in [
        // Emptied, the server takes the next one.
        ("number", &wanted.number),
        ("po_number", &wanted.reference),
        ("public_notes", &wanted.public_note),
        ("private_notes", &wanted.private_note),
    ] {
        if text.is_asked() {
            draft.set(wire, text.value().cloned());
        }
    }
    if wanted.due_date.is_asked() {
        let day = wanted.due_date.value().map(ToString::to_string);
        draft.set("due_date", day);
    }
    match &wanted.issue_date {
        Change::Set(day) => draft.set("date", day.to_string()),
        Change::Clear => refuse_empty(&mut draft, "changes.issueDate"),
        Change::Keep => {}
    }
    match wanted.prices_include_tax {
        Change::Set(include) => draft.set("uses_inclusive_taxes", include),
        Change::Clear => refuse_empty(&mut draft, "changes.pricesIncludeTax"),
        Change::Keep => {}
    }
    match wanted.discount {
        Change::Set(wanted) => discount(&mut draft, wanted),
        // The server takes nothing for nothing here.
        Change::Clear => draft.set("discount", "0"),
        Change::Keep => {}
    }
    if let Some(changes) = &wanted.line_items {
        lines::change(&mut draft, changes);
    }
    native::add(&mut draft, action);
    only_true_triggers(&mut draft);
    with_what_a_deposit_needs(&mut draft, target);
    if draft.is_empty() {
        draft.refuse(Refusal::invalid("changes", "there is nothing to change"));
    }
    if !is_possible(&target.id) {
        let message = "invoice ninja gives no such ids";
        draft.refuse(Refusal::invalid("invoiceId", message));
    }
    Ok(Step {
        operation: "updateInvoice",
        method: Method::PUT,
        path: format!("/invoices/{}?include={INVOICE_INCLUDES}", target.id),
        body: StepBody::Json(draft.finish()?),
    })
}

/// Refuses what no invoice of the vendor can change.
fn stays(draft: &mut Draft, target: &Invoice, wanted: &InvoiceChanges) {
    match &wanted.customer_id {
        Change::Keep => {}
        Change::Set(client) if Some(client.as_str()) == client_id(target) => {}
        Change::Set(_) | Change::Clear => {
            draft.unsupported(true, "changes.customerId", CLIENT_STAYS);
        }
    }
    draft.unsupported(
        wanted.description.is_asked(),
        "changes.description",
        "an invoice of invoice ninja has a publicNote and no other description",
    );
    draft.unsupported(
        wanted.currency.is_asked(),
        "changes.currency",
        CLIENT_CURRENCY,
    );
}

fn refuse_empty(draft: &mut Draft, path: &str) {
    let message = "an invoice of invoice ninja always has one: give another";
    draft.refuse(Refusal::invalid(path, message));
}

fn discount(draft: &mut Draft, wanted: NewDiscount) {
    let (amount, is_amount) = match wanted {
        NewDiscount::Percentage(percentage) => (percentage, false),
        NewDiscount::Amount(amount) => (amount, true),
    };
    draft.set("discount", number(amount));
    draft.set("is_amount_discount", is_amount);
}

/// Whether an action makes the server do something beside writing the invoice, which the answer may not show yet.
pub(super) fn has_trigger(action: &Action) -> bool {
    let given = TRIGGERS
        .iter()
        .filter_map(|wire| native::given(action, wire));
    given.into_iter().any(|value| *value != Value::Bool(false))
}

/// The server looks whether a trigger is there as the word true; any other value is no trigger.
fn only_true_triggers(draft: &mut Draft) {
    for wire in TRIGGERS {
        if matches!(draft.get(wire), Some(Value::Null | Value::Bool(false))) {
            draft.remove(wire);
        }
    }
}

/// The server compares a deposit's last day with the date and reads the client beside it, both of the request alone.
fn with_what_a_deposit_needs(draft: &mut Draft, target: &Invoice) {
    if draft.get("partial_due_date").is_none() {
        return;
    }
    draft.set_some("client_id", client_id(target));
    if draft.get("date").is_none() {
        let date = document::of(target).and_then(|document| document.date);
        draft.set_some("date", date.map(|date| date.0.to_string()));
    }
}
