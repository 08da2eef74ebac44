//! The bodies of a new invoice, of a changed one and of a copy.

use async_graphql::ID;
use jiff::{ToSpan, civil::Date};
use serde_json::{Map, Value, json};

use crate::{
    adapters::moneybird::{
        actions::{
            document::document,
            fields::Fields,
            head::{Head, days},
            lines, native,
        },
        resource::Resource,
    },
    domain::Invoice,
    provider::action::{Action, Change, InvoiceChanges, NewInvoice, Refusal},
};

/// A new invoice.
pub(super) fn new(
    resource: Resource,
    action: &Action,
    wanted: &NewInvoice,
) -> Result<Value, Vec<Refusal>> {
    let mut fields = Fields::default();
    let head = Head::of_new(resource);
    head.add(&mut fields, &all(wanted));
    if !wanted.line_items.is_empty() {
        let lines = lines::new(&mut fields, resource, &wanted.line_items, "lineItems");
        fields.set("details_attributes", lines);
    }
    native::add(&mut fields, resource, action);
    let is_named = fields.has("reference");
    if resource == Resource::External && !is_named {
        let message = "needed: moneybird knows an external invoice by the other system's number";
        fields.refuse(Refusal::invalid("reference", message));
    } else if action.keyed && !is_named {
        fields.refuse(Refusal::invalid(
            "reference",
            "needed beside idempotencyKey: moneybird has nothing else to find the invoice by",
        ));
    }
    if fields.has("contact_person_id") && !fields.has("contact_id") {
        let message = "needed beside a contact person";
        fields.refuse(Refusal::invalid("customerId", message));
    }
    let outside = fields.take("from_payment_request");
    let mut body = wrapped(resource, fields)?;
    if let (Some(outside), Some(body)) = (outside, body.as_object_mut()) {
        body.insert("from_payment_request".to_owned(), outside);
    }
    Ok(body)
}

/// Changes of an invoice.
pub(super) fn changed(
    resource: Resource,
    action: &Action,
    target: &Invoice,
    changes: &InvoiceChanges,
) -> Result<Value, Vec<Refusal>> {
    let mut fields = Fields::default();
    Head::of_changes(resource, target).add(&mut fields, changes);
    if let Some(changes) = &changes.line_items {
        let lines = lines::changed(&mut fields, resource, target, changes);
        fields.set("details_attributes", lines);
    }
    native::add(&mut fields, resource, action);
    if fields.has("contact_person_id") && !fields.has("contact_id") {
        let customer = target.customer.as_ref();
        fields.id("contact_id", customer.and_then(|party| party.id.as_ref()));
    }
    if fields.is_empty() {
        fields.refuse(Refusal::invalid("changes", "nothing is to change"));
    }
    wrapped(resource, fields)
}

/// An invoice with the content of another: what that one says to the customer, and not what became of it. Its number, its
/// date and the hours that it billed stay its own.
pub(super) fn copied(
    resource: Resource,
    action: &Action,
    target: &Invoice,
    today: Date,
) -> Result<Value, Vec<Refusal>> {
    let told = document(target);
    let mut fields = Fields::default();
    if action.keyed && told.reference.is_none() {
        let message = "moneybird has nothing to find the copy by: the invoice has no reference";
        fields.refuse(Refusal::invalid("idempotencyKey", message));
    }
    let id = |id: Option<ID>| id.map(|id| id.0);
    let has_contact = told.contact_id.is_some();
    fields.give("contact_id", id(told.contact_id));
    if has_contact {
        fields.give("contact_person_id", id(told.contact_person_id));
    }
    fields.give("document_style_id", id(told.document_style_id));
    fields.give("workflow_id", id(told.workflow_id));
    fields.give("reference", told.reference);
    fields.give("currency", told.currency);
    fields.give("prices_are_incl_tax", told.prices_are_incl_tax);
    fields.give("payment_conditions", told.payment_conditions);
    let discount = told.discount.filter(|discount| !discount.0.is_zero());
    fields.give("discount", discount.map(|discount| discount.0.to_string()));
    let lines = lines::copied(told.details.unwrap_or_default());
    fields.set("details_attributes", lines);
    let own: Vec<Value> = told
        .custom_fields
        .unwrap_or_default()
        .into_iter()
        .filter_map(|field| Some(json!({"id": field.id?.0, "value": field.value?})))
        .collect();
    if !own.is_empty() {
        fields.set("custom_fields_attributes", own);
    }
    copy_term(&mut fields, resource, target, today);
    wrapped(resource, fields)
}

/// The copy has as long to be paid as the other had. An external one is no draft, so it is of today.
fn copy_term(fields: &mut Fields, resource: Resource, target: &Invoice, today: Date) {
    let dates = target.issue_date.zip(target.due_date);
    let term = dates.and_then(|(issued, due)| days(issued, due).filter(|days| *days >= 0));
    if resource == Resource::Sales {
        fields.give("first_due_interval", term);
        return;
    }
    fields.set("date", today.to_string());
    let due = term.and_then(|days| today.checked_add(days.days()).ok());
    fields.give("due_date", due.map(|due| due.to_string()));
}

fn wrapped(resource: Resource, fields: Fields) -> Result<Value, Vec<Refusal>> {
    let fields: Map<String, Value> = fields.finish()?;
    Ok(match resource {
        Resource::Sales => json!({ "sales_invoice": fields }),
        Resource::External => json!({ "external_sales_invoice": fields }),
    })
}

/// What is to be of a new invoice, as changes of nothing.
fn all(wanted: &NewInvoice) -> InvoiceChanges {
    fn set<T: Clone>(value: &Option<T>) -> Change<T> {
        value.clone().map_or(Change::Keep, Change::Set)
    }
    InvoiceChanges {
        customer_id: set(&wanted.customer_id),
        number: set(&wanted.number),
        reference: set(&wanted.reference),
        description: Change::Keep,
        issue_date: set(&wanted.issue_date),
        due_date: set(&wanted.due_date),
        currency: set(&wanted.currency),
        prices_include_tax: set(&wanted.prices_include_tax),
        discount: set(&wanted.discount),
        public_note: set(&wanted.public_note),
        private_note: set(&wanted.private_note),
        line_items: None,
    }
}
