//! Whether an invoice says what was to be written into it.

use jiff::SignedDuration;
use serde_json::Value;

use crate::{
    adapters::{
        invoice_ninja::{
            actions::{
                copies,
                invoices::{self, has_trigger},
                traces::Traces,
            },
            amounts,
        },
        step::{Step, StepBody},
    },
    domain::{Decimal, Invoice, decimal_from_text},
    provider::action::{Action, CLOCKS_APART, Evidence, InvoiceChanges, Made, NewInvoice, Refusal},
    scalar::DecimalText,
};

/// What of a line tells it from another.
const LINE: [&str; 6] = [
    "quantity",
    "cost",
    "product_key",
    "notes",
    "tax_name1",
    "tax_rate1",
];

/// Whether this is the invoice that was to be made. Only its number is its own; a reference may have been used before.
pub(super) fn created(
    action: &Action,
    wanted: &NewInvoice,
    traces: Traces<'_>,
    now: &Invoice,
) -> Evidence {
    let (Some(body), Some(told)) = (body(invoices::create(action, wanted)), told(now)) else {
        return Evidence::Unclear;
    };
    let is_named = |wire: &str| body.get(wire).is_some();
    let is_other = |wire: &str| !same(body.get(wire), told.get(wire));
    if is_other("client_id")
        || ["number", "po_number"]
            .iter()
            .any(|wire| is_named(wire) && is_other(wire))
    {
        return Evidence::NotDone;
    }
    let has_name = is_named("number") || is_named("po_number");
    // Nobody else can have the number, so the clock matters less.
    let trusted = match is_named("number") {
        true => CLOCKS_APART,
        false => SignedDuration::ZERO,
    };
    match has_same_lines(&body, &told) {
        false if !has_name => Evidence::NotDone,
        is_same => judge(traces, now, trusted, is_same && has_name),
    }
}

/// Whether this is the copy that was to be made.
pub(super) fn copied(action: &Action, traces: Traces<'_>, now: &Invoice) -> Evidence {
    let body = action.target().and_then(|target| copies::copy(target));
    let (Some(body), Some(told)) = (body, told(now)) else {
        return Evidence::Unclear;
    };
    let is_other = |wire: &str| !same(body.get(wire), told.get(wire));
    if action.ids().contains(&now.id)
        || ["client_id", "po_number", "discount"]
            .into_iter()
            .any(is_other)
        || !has_same_lines(&body, &told)
    {
        return Evidence::NotDone;
    }
    judge(traces, now, SignedDuration::ZERO, true)
}

/// Whether an invoice says all that it was to say.
pub(super) fn changed(
    action: &Action,
    wanted: &InvoiceChanges,
    traces: Traces<'_>,
    now: &Invoice,
) -> Evidence {
    let body = action
        .target()
        .map(|target| invoices::update(action, target, wanted));
    let (Some(Value::Object(body)), Some(told)) = (body.and_then(self::body), told(now)) else {
        return Evidence::Unclear;
    };
    let says_all = body
        .iter()
        .all(|(wire, sent)| same(Some(sent), told.get(wire)));
    if says_all && !has_trigger(action) {
        return Evidence::Done(None);
    }
    match traces.value("version") {
        Some(version) if now.version.as_deref() == Some(version) => Evidence::NotDone,
        _ => Evidence::Unclear,
    }
}

fn body(step: Result<Step, Vec<Refusal>>) -> Option<Value> {
    match step.ok()?.body {
        StepBody::Json(body) => Some(body),
        StepBody::Empty | StepBody::Form(_) => None,
    }
}

fn told(invoice: &Invoice) -> Option<Value> {
    serde_json::from_str(&invoice.raw.json()).ok()
}

/// What was there before the action is not its work.
fn judge(traces: Traces<'_>, now: &Invoice, trusted: SignedDuration, is_certain: bool) -> Evidence {
    let (Some(began), Some(made)) = (traces.moment("since"), now.created_at) else {
        return Evidence::Unclear;
    };
    match Made::at(made, began, trusted) {
        Made::Before => Evidence::NotDone,
        Made::Since if is_certain => Evidence::Done(Some(now.id.clone())),
        Made::Since | Made::Perhaps => Evidence::Unclear,
    }
}

fn has_same_lines(body: &Value, told: &Value) -> bool {
    let lines = |document: &Value| {
        document["line_items"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    };
    let (sent, told) = (lines(body), lines(told));
    let is_same = |(sent, told): (&Value, &Value)| {
        LINE.iter().all(|wire| {
            // Words after a colon may be filled in by the server.
            let is_filled = sent[*wire].as_str().is_some_and(|text| text.contains(':'));
            is_filled || same(sent.get(wire), told.get(wire))
        })
    };
    sent.len() == told.len() && sent.iter().zip(&told).all(is_same)
}

/// Whether what was sent is what is told, in whatever form: empty, null and zero are the same, and so is a number as text.
fn same(sent: Option<&Value>, told: Option<&Value>) -> bool {
    match (sent, told) {
        (Some(Value::Array(sent)), Some(Value::Array(told))) => {
            let is_same = |(sent, told)| same(Some(sent), Some(told));
            sent.len() == told.len() && sent.iter().zip(told).all(is_same)
        }
        (Some(Value::Object(sent)), Some(Value::Object(told))) => sent
            .iter()
            .all(|(wire, sent)| same(Some(sent), told.get(wire))),
        (Some(Value::String(sent)), Some(Value::String(told))) => sent.trim() == told.trim(),
        (sent, told) => match (plain(sent), plain(told)) {
            (Some(sent), Some(told)) => sent == told,
            _ => sent == told,
        },
    }
}

/// A number, or zero for what says nothing; `None` for all else.
fn plain(value: Option<&Value>) -> Option<Decimal> {
    let text = match value {
        None | Some(Value::Null) => return Some(Decimal::ZERO),
        Some(Value::Bool(flag)) => return Some(Decimal::from(u8::from(*flag))),
        Some(Value::String(text)) if text.trim().is_empty() => return Some(Decimal::ZERO),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Array(_) | Value::Object(_)) => return None,
    };
    amounts::number(Some(DecimalText(decimal_from_text(&text)?)))
}
