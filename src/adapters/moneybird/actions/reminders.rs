//! The body of reminders: one entry for all invoices that share customer, workflow, layout and sender.

use serde_json::{Map, Value, json};

use crate::{
    adapters::moneybird::{
        actions::{document::document, fields::Fields, native},
        resource::Resource,
    },
    domain::Invoice,
    error::ErrorKind,
    provider::action::{Action, Refusal, Reminder},
};

/// The fields that make the invoices of one entry, with what to call each where an invoice lacks it.
const SHARED: [(&str, &str); 4] = [
    ("contact_id", "customer"),
    ("workflow_id", "workflow"),
    ("document_style_id", "document style"),
    ("identity_id", "identity"),
];

/// Reminders of all invoices of an action.
pub(super) fn reminders(action: &Action, wanted: &Reminder) -> Result<Value, Vec<Refusal>> {
    let common = common(action, wanted)?;
    let mut refusals = Vec::new();
    let mut entries: Vec<(Map<String, Value>, Vec<&str>)> = Vec::new();
    for (place, target) in action.targets.iter().enumerate() {
        match shared(target, &common) {
            Ok(shared) => match entries.iter_mut().find(|(key, _)| *key == shared) {
                Some((_, ids)) => ids.push(target.id.as_str()),
                None => entries.push((shared, vec![target.id.as_str()])),
            },
            Err(refusal) => refusals.push(refusal.at(&format!("invoiceIds.{place}"))),
        }
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let entries = entries.into_iter().map(|(mut entry, ids)| {
        entry.extend(common.clone());
        entry.insert("sales_invoice_ids".to_owned(), json!(ids));
        entry
    });
    Ok(json!({ "sales_invoice_reminders": entries.collect::<Vec<_>>() }))
}

/// What is the same for all entries.
fn common(action: &Action, wanted: &Reminder) -> Result<Map<String, Value>, Vec<Refusal>> {
    let mut fields = Fields::default();
    fields.give("reminder_text", wanted.message.as_deref());
    fields.give("email_address", wanted.email_address.as_deref());
    fields.unsupported(
        "step",
        wanted.step.is_some(),
        "moneybird takes the next step of the workflow",
    );
    native::add(&mut fields, Resource::Sales, action);
    if wanted.email_address.is_some() {
        let method = fields.take("delivery_method");
        if method.is_some_and(|method| method != "Email") {
            let message = "is for e-mail, and the delivery method says otherwise";
            fields.refuse(Refusal::invalid("emailAddress", message));
        }
        // Without the method Moneybird passes over the address where the customer wants none.
        fields.set("delivery_method", "Email");
    }
    fields.finish()
}

/// What an invoice must share with others of its entry; what the input says of it counts more.
fn shared(invoice: &Invoice, common: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let told = document(invoice);
    let ids = [
        told.contact_id,
        told.workflow_id,
        told.document_style_id,
        told.identity_id,
    ];
    let mut shared = Map::new();
    for ((key, name), id) in SHARED.into_iter().zip(ids) {
        let own = id.map(|id| Value::String(id.0));
        let Some(id) = common.get(key).cloned().or(own) else {
            let message = format!("cannot be reminded of: it has no {name}");
            return Err(Refusal::new(ErrorKind::Conflict, message));
        };
        shared.insert(key.to_owned(), id);
    }
    Ok(shared)
}

/// How many reminders of an invoice were sent.
pub(super) fn count(invoice: &Invoice) -> Option<i64> {
    document(invoice).reminder_count
}
