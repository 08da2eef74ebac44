//! A draft with the content of another invoice. The vendor's own action for that answers with a copy and stores none.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, value::RawValue};

use crate::{
    adapters::{
        invoice_ninja::{
            actions::{
                draft::{Draft, number},
                native,
            },
            amounts,
            api::INVOICE_INCLUDES,
        },
        step::{Step, StepBody},
    },
    domain::{Invoice, decimal_from_text},
    error::ErrorKind,
    provider::action::{Action, Refusal},
    scalar::DecimalText,
};

type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// What of an invoice is its content. All else is the server's, or is of this one invoice: its number, its days, its
/// state, whom it was sent to, and its files.
const CONTENT: &[&str] = &[
    "client_id",
    "assigned_user_id",
    "vendor_id",
    "project_id",
    "location_id",
    "design_id",
    "po_number",
    "terms",
    "footer",
    "public_notes",
    "private_notes",
    "uses_inclusive_taxes",
    "discount",
    "is_amount_discount",
    "partial",
    "tax_name1",
    "tax_rate1",
    "tax_name2",
    "tax_rate2",
    "tax_name3",
    "tax_rate3",
    "custom_value1",
    "custom_value2",
    "custom_value3",
    "custom_value4",
    "custom_surcharge1",
    "custom_surcharge2",
    "custom_surcharge3",
    "custom_surcharge4",
    "auto_bill_enabled",
];
/// What of a line the server computes, and what it bills: tasks and expenses are billed once.
const NOT_OF_A_LINE: &[&str] = &[
    "id",
    "net_cost",
    "line_total",
    "gross_line_total",
    "tax_amount",
    "task_id",
    "expense_id",
];
/// Fees of a payment gateway, which the server takes out of a new invoice.
const GATEWAY_FEES: [&str; 2] = ["3", "4"];

/// POST a copy of an invoice.
pub(super) fn create(action: &Action, target: &Invoice) -> Result<Step, Vec<Refusal>> {
    native::refuse_all(action)?;
    Ok(Step {
        operation: "storeInvoice",
        method: Method::POST,
        path: format!("/invoices?include={INVOICE_INCLUDES}"),
        body: StepBody::Json(copy(target).ok_or_else(|| vec![unreadable()])?),
    })
}

/// The content of an invoice, as it is sent to make another.
pub(super) fn copy(target: &Invoice) -> Option<Value> {
    let document = target.raw.json();
    let fields: Fields<'_> = serde_json::from_str(&document).ok()?;
    let mut draft = Draft::default();
    for wire in CONTENT {
        let value = fields.get(*wire).and_then(|value| told(value));
        draft.set_some(wire, value);
    }
    let lines = fields.get("line_items")?.get();
    let lines: Vec<Fields<'_>> = serde_json::from_str(lines).ok()?;
    draft.set(
        "line_items",
        lines.iter().filter_map(line).collect::<Vec<_>>(),
    );
    draft.finish().ok()
}

fn line(fields: &Fields<'_>) -> Option<Value> {
    let is_fee = |kind: &&RawValue| GATEWAY_FEES.contains(&kind.get().trim_matches('"'));
    if fields.get("type_id").is_some_and(is_fee) {
        return None;
    }
    let kept = fields
        .iter()
        .filter(|(wire, _)| !NOT_OF_A_LINE.contains(&wire.as_str()))
        .filter_map(|(wire, value)| Some((wire.clone(), told(value)?)));
    Some(Value::Object(kept.collect()))
}

/// A value as it is sent; `None` for one that says nothing. Numbers keep the digits that were written, without a float's
/// noise.
fn told(value: &RawValue) -> Option<Value> {
    let text = value.get();
    if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        let exact = decimal_from_text(text)?;
        return amounts::number(Some(DecimalText(exact))).map(number);
    }
    let value: Value = serde_json::from_str(text).ok()?;
    let is_empty = value.is_null() || value.as_str().is_some_and(str::is_empty);
    (!is_empty).then_some(value)
}

fn unreadable() -> Refusal {
    let message = "the invoice's own document cannot be copied";
    Refusal::new(ErrorKind::BadAnswer, message).at("invoiceId")
}
