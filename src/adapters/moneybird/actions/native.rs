//! What an action takes in Moneybird's own words, and what those words are called in the schema.

use serde_json::Value;

use crate::{
    adapters::moneybird::{actions::fields::Fields, resource::Resource},
    provider::action::{Action, ActionKind, NativeInput, Refusal},
};

const NEW_INVOICE: &[&str] = &[
    "contact_person_id",
    "original_estimate_id",
    "document_style_id",
    "workflow_id",
    "invoice_sequence_id",
    "first_due_interval",
    "payment_conditions",
    "time_entry_ids",
    "custom_fields_attributes",
    "from_payment_request",
];
const CHANGED_INVOICE: &[&str] = &[
    "contact_person_id",
    "original_estimate_id",
    "document_style_id",
    "workflow_id",
    "invoice_sequence_id",
    "remove_invoice_sequence_id",
    "first_due_interval",
    "payment_conditions",
    "time_entry_ids",
    "custom_fields_attributes",
    "update_contact",
];
const EXTERNAL_INVOICE: &[&str] = &["source", "source_url"];
const LINE: &[&str] = &[
    "amount",
    "period",
    "ledger_account_id",
    "project_id",
    "row_order",
    "automated_tax_enabled",
    "is_optional",
    "is_selected",
];
const SENDING: &[&str] = &["deliver_ubl"];
const SCHEDULING: &[&str] = &["deliver_ubl", "mergeable"];
const REMINDER: &[&str] = &[
    "delivery_method",
    "workflow_id",
    "document_style_id",
    "identity_id",
];
const PAYMENT: &[&str] = &[
    "price_base",
    "financial_account_id",
    "financial_mutation_id",
    "manual_payment_action",
    "ledger_account_id",
    "invoice_id",
];

/// The native fields that an action takes.
pub(super) fn taken(resource: Resource, kind: ActionKind) -> &'static [&'static str] {
    match (kind, resource) {
        (ActionKind::CreateInvoice, Resource::Sales) => NEW_INVOICE,
        (ActionKind::UpdateInvoice, Resource::Sales) => CHANGED_INVOICE,
        (ActionKind::CreateInvoice | ActionKind::UpdateInvoice, Resource::External) => {
            EXTERNAL_INVOICE
        }
        (ActionKind::SendInvoice, Resource::Sales) => SENDING,
        (ActionKind::ScheduleInvoice, Resource::Sales) => SCHEDULING,
        (ActionKind::SendReminders, Resource::Sales) => REMINDER,
        (ActionKind::CreatePayment | ActionKind::MarkPaid, _) => PAYMENT,
        _ => &[],
    }
}

/// Whether a line has such a native field.
pub(super) fn is_of_line(wire: &str) -> bool {
    LINE.contains(&wire)
}

/// Where a native field is in the input.
pub(super) fn path(resource: Resource, wire: &str) -> String {
    let provider = match resource {
        Resource::Sales => "moneybird",
        Resource::External => "moneybirdExternal",
    };
    let name = match wire {
        "custom_fields_attributes" => "customFields".to_owned(),
        _ => camel(wire),
    };
    format!("native.{provider}.{name}")
}

/// Adds the native fields of an action.
pub(super) fn add(fields: &mut Fields, resource: Resource, action: &Action) {
    let keeps_null = action.kind() == ActionKind::UpdateInvoice;
    let taken = taken(resource, action.kind());
    merge(
        fields,
        resource,
        action.native.as_ref(),
        taken,
        "",
        keeps_null,
    );
}

/// Adds the native fields of a line that is at `place` in the input.
pub(super) fn add_to_line(
    fields: &mut Fields,
    resource: Resource,
    native: Option<&NativeInput>,
    place: &str,
    keeps_null: bool,
) {
    merge(fields, resource, native, LINE, place, keeps_null);
}

fn merge(
    fields: &mut Fields,
    resource: Resource,
    native: Option<&NativeInput>,
    taken: &[&str],
    place: &str,
    keeps_null: bool,
) {
    let given = native.map(|native| &native.fields).into_iter().flatten();
    for (wire, value) in given {
        let path = format!("{place}{}", path(resource, wire));
        // There is nothing to empty in what is only being made.
        if value.is_null() && !keeps_null {
            continue;
        }
        if !taken.contains(&wire.as_str()) {
            fields.unsupported(&path, true, "moneybird does not take this here");
        } else if fields.has(wire) {
            fields.refuse(Refusal::invalid(
                &path,
                "says in other words what is said elsewhere: leave one of them out",
            ));
        } else {
            fields.set(wire, Value::clone(value));
        }
    }
}

/// Writes a name of Moneybird as the schema does.
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
