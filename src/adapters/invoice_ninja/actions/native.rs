//! What an action takes in Invoice Ninja's own words, and what those words are called in the schema.

use serde_json::Value;

use crate::{
    adapters::invoice_ninja::actions::draft::Draft,
    provider::action::{Action, ActionKind, NativeInput, Refusal},
};

const INVOICE: &[&str] = &[
    "user_id",
    "assigned_user_id",
    "vendor_id",
    "project_id",
    "location_id",
    "design_id",
    "terms",
    "footer",
    "tax_name1",
    "tax_rate1",
    "tax_name2",
    "tax_rate2",
    "tax_name3",
    "tax_rate3",
    "partial",
    "partial_due_date",
    "exchange_rate",
    "custom_value1",
    "custom_value2",
    "custom_value3",
    "custom_value4",
    "custom_surcharge1",
    "custom_surcharge2",
    "custom_surcharge3",
    "custom_surcharge4",
    "invitations",
    "auto_bill_enabled",
    "e_invoice",
    "mark_sent",
    "send_email",
    "paid",
    "amount_paid",
    "reference",
    "auto_bill",
    "cancel",
    "save_default_footer",
    "save_default_terms",
    "retry_e_send",
];
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
        ActionKind::CreateInvoice | ActionKind::UpdateInvoice => INVOICE,
        ActionKind::SendInvoice => EMAIL,
        ActionKind::SendReminders => REMINDER,
        ActionKind::CreatePayment => PAYMENT,
        ActionKind::RefundPayment => REFUND,
        ActionKind::AddAttachment => &["is_public"],
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

/// Refuses the native fields of an action that takes none.
pub(super) fn refuse_all(action: &Action) -> Result<(), Vec<Refusal>> {
    match refused(action) {
        refusals if refusals.is_empty() => Ok(()),
        refusals => Err(refusals),
    }
}

/// What stands against the native fields of an action.
pub(super) fn refused(action: &Action) -> Vec<Refusal> {
    let mut draft = Draft::default();
    add(&mut draft, action);
    draft.finish().err().unwrap_or_default()
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
