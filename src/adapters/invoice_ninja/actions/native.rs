//! What an action takes in Invoice Ninja's own words, and what those words are called in the schema.

use serde_json::Value;

use crate::{
    adapters::invoice_ninja::actions::draft::Draft,
    provider::action::{Action, ActionKind, NativeInput, Refusal},
};

const PAYMENT: &[&str] = &[
    "amount",
    "invoices",
    "credits",
    "type_id",
    "number",
    "private_notes",
    "client_contact_id",
    "user_id",
    "assigned_user_id",
    "project_id",
    "vendor_id",
    "currency_id",
    "exchange_rate",
    "exchange_currency_id",
    "custom_value1",
    "custom_value2",
    "custom_value3",
    "custom_value4",
    "email_receipt",
];
const EMAIL: &[&str] = &["template", "cc_email"];
const REMINDER: &[&str] = &["email_type"];
const REFUND: &[&str] = &["gateway_refund", "email_receipt"];

/// The native fields that an action takes.
pub(super) fn taken(kind: ActionKind) -> &'static [&'static str] {
    match kind {
        ActionKind::SendInvoice => EMAIL,
        ActionKind::SendReminders => REMINDER,
        ActionKind::CreatePayment => PAYMENT,
        ActionKind::RefundPayment => REFUND,
        _ => &[],
    }
}

/// Where a native field is in the input.
pub(super) fn path(wire: &str) -> String {
    let name = match wire {
        "reference" => "paymentReference".to_owned(),
        "email_type" => "template".to_owned(),
        _ => camel(wire),
    };
    format!("native.invoiceNinja.{name}")
}

/// Adds the native fields of an action.
pub(super) fn add(draft: &mut Draft, action: &Action) {
    let keeps_null = action.kind() == ActionKind::UpdateInvoice;
    let native = action.native.as_ref();
    merge(draft, native, taken(action.kind()), "", keeps_null);
}

/// Adds native fields to what lies at `place` in the input. Null empties only what there is already.
pub(super) fn merge(
    draft: &mut Draft,
    native: Option<&NativeInput>,
    taken: &[&str],
    place: &str,
    keeps_null: bool,
) {
    for (wire, value) in native.map(|native| &native.fields).into_iter().flatten() {
        if value.is_null() && !keeps_null {
            continue;
        }
        let path = format!("{place}{}", path(wire));
        if !taken.contains(&wire.as_str()) {
            draft.unsupported(true, &path, "invoice ninja does not take this here");
        } else if draft.get(wire).is_some() {
            let message = "says in other words what is said elsewhere: leave one of them out";
            draft.refuse(Refusal::invalid(&path, message));
        } else {
            draft.set(wire, Value::clone(value));
        }
    }
}

/// A native field of an action.
pub(super) fn given<'a>(action: &'a Action, wire: &str) -> Option<&'a Value> {
    let value = action.native.as_ref()?.fields.get(wire)?;
    (!value.is_null()).then_some(value)
}

/// Writes a name of the vendor as the schema does.
fn camel(wire: &str) -> String {
    let mut words = wire.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}
