//! Creating and changing sales invoices.

use std::sync::Arc;

use axum::http::StatusCode;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::sandbox::clock;
use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::errors::{Refusal, json_response};
use crate::sandbox::moneybird::fixed::{
    DOCUMENT_STYLE_ID, ESTIMATE_ID, INVOICE_FIELD_ID, OTHER_DOCUMENT_STYLE_ID, SEQUENCE_ID,
    WORKFLOW_EN_ID, WORKFLOW_ID,
};
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{
    CustomField, EventData, Invoice, Part, SalesPart, State, Text,
};
use crate::sandbox::moneybird::render;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::seed_children::INVOICE_FIELD;
use crate::sandbox::moneybird::writes::body::Fields;
use crate::sandbox::moneybird::writes::common;
use crate::sandbox::moneybird::writes::life::{Checked, Desk, change, due_date, event, follow};
use crate::sandbox::moneybird::writes::validation::Validation;

/// `POST /sales_invoices`: always a draft.
pub(super) fn create(moneybird: &Moneybird, body: &[u8]) -> Answer {
    let fields = Fields::wrapped(body, "sales_invoice")?;
    let requested = Fields::parse(body)?.flag("from_payment_request") == Some(true);
    let mut ledger = moneybird.ledger_mut();
    let mut desk = Desk {
        ledger: &mut ledger,
        resource: Resource::Sales,
        now: clock::now_ms(),
    };
    let part = SalesPart {
        workflow_id: WORKFLOW_ID,
        ..SalesPart::default()
    };
    let mut row = common::blank(&mut desk, State::Draft, Part::Sales(Box::new(part)));
    write(&mut desk, &mut row, &fields)?;
    let today = desk.today();
    row.due_date = Some(due_date(&row, row.date.unwrap_or(today)));
    if let Some(part) = row.sales_mut() {
        part.draft_id = Some(desk.ledger.counters.draft());
    }
    let action = if requested {
        "sales_invoice_created_from_payment_request"
    } else {
        "sales_invoice_created"
    };
    event(&mut row, action, EventData::Nothing, desk.now);
    let answer = json_response(StatusCode::CREATED, render::invoice(&row));
    ledger.put(Resource::Sales, Arc::new(row));
    Ok(answer)
}

/// `PATCH /sales_invoices/{id}`; a sent invoice may be changed too.
pub(super) fn update(moneybird: &Moneybird, id: &str, body: &[u8]) -> Answer {
    let missing = || Refusal::not_found("id");
    let (row, ()) = change(moneybird, Resource::Sales, id, missing, |desk, row| {
        let fields = Fields::wrapped(body, "sales_invoice")?;
        let before = plain_values(row);
        write(desk, row, &fields)?;
        if fields.has("invoice_date") || fields.has("first_due_interval") {
            row.due_date = Some(due_date(row, row.date.unwrap_or(desk.today())));
        }
        follow(desk, row);
        let changes = differences(&before, &plain_values(row));
        let data = EventData::Free(Arc::new(json!({ "changes": changes })));
        event(row, "sales_invoice_updated", data, desk.now);
        Ok(())
    })?;
    Ok(json_response(StatusCode::OK, render::invoice(&row)))
}

fn write(desk: &mut Desk<'_>, row: &mut Invoice, fields: &Fields) -> Checked<()> {
    let mut validation = Validation::default();
    write_contact(desk, row, fields, &mut validation)?;
    common::apply(desk, row, fields, &mut validation)?;
    write_settings(row, fields, &mut validation);
    write_custom_fields(row, fields, &mut validation)?;
    let hours = time_entries(desk, row, fields, &mut validation);
    validation.finish()?;
    // Only now, because nothing gives them back.
    if let Some(part) = row.sales_mut() {
        let taken = hours.into_iter().map(|id| desk.ledger.take_time_entry(id));
        part.time_entries.extend(taken.flatten());
    }
    Ok(())
}

fn write_contact(
    desk: &Desk<'_>,
    row: &mut Invoice,
    fields: &Fields,
    validation: &mut Validation,
) -> Checked<()> {
    match common::contact(desk, fields) {
        // The page lists 404 for this endpoint and shows no body.
        Some(None) => return Err(Box::new(Refusal::not_found("contact_id"))),
        Some(found) => {
            let same = row.contact.as_ref().map(|contact| contact.id);
            if found.as_ref().map(|contact| contact.id) != same {
                row.contact = found;
                if let Some(part) = row.sales_mut() {
                    part.contact_person = None;
                }
            }
        }
        None => {}
    }
    if row.contact.is_none() {
        validation.blank("contact_id");
    }
    if fields.flag("update_contact") == Some(true) {
        let id = row.contact.as_ref().map(|contact| contact.id);
        row.contact = id
            .and_then(|id| desk.ledger.contact(id))
            .or(row.contact.take());
    }
    if let Some(person_id) = fields.id("contact_person_id") {
        let people = row
            .contact
            .as_ref()
            .map_or(&[][..], |contact| &contact.people);
        let place = people
            .iter()
            .position(|person| Some(person.id) == person_id);
        if person_id.is_some() && place.is_none() {
            validation.not_found("contact_person_id");
        }
        if let Some(part) = row.sales_mut() {
            part.contact_person = place;
        }
    }
    Ok(())
}

fn write_settings(row: &mut Invoice, fields: &Fields, validation: &mut Validation) {
    row.date = fields
        .date("invoice_date", "invoice_date", validation)
        .unwrap_or(row.date);
    let Some(part) = row.sales_mut() else { return };
    let mut setting = |key: &str, known: &[u64]| {
        let id = fields.id(key)?;
        if id.is_some_and(|id| !known.contains(&id)) {
            validation.not_found(key);
        }
        Some(id)
    };
    if let Some(workflow_id) = setting("workflow_id", &[WORKFLOW_ID, WORKFLOW_EN_ID]) {
        part.workflow_id = workflow_id.unwrap_or(WORKFLOW_ID);
    }
    let styles = [DOCUMENT_STYLE_ID, OTHER_DOCUMENT_STYLE_ID];
    if let Some(style_id) = setting("document_style_id", &styles) {
        part.document_style_id = style_id;
    }
    if let Some(estimate_id) = setting("original_estimate_id", &[ESTIMATE_ID]) {
        part.original_estimate_id = estimate_id;
    }
    // No answer shows the sequence, nor its removal.
    setting("invoice_sequence_id", &[SEQUENCE_ID]);
    if let Some(conditions) = fields.text("payment_conditions") {
        part.payment_conditions = conditions.map(Text::Owned);
    }
    let days = fields.number("first_due_interval", "first_due_interval", validation);
    part.first_due_interval = days.or(part.first_due_interval);
    if let Some(discount) = fields.money("discount", "discount", validation) {
        if discount.is_sign_negative() || discount > Decimal::ONE_HUNDRED {
            validation.not_a_percentage("discount");
        } else {
            part.discount = discount.round_dp(4);
        }
    } else if fields.text("discount") == Some(None) {
        part.discount = Decimal::ZERO;
    }
}

/// The hours that the invoice gets; what it has already stays.
fn time_entries(
    desk: &Desk<'_>,
    row: &Invoice,
    fields: &Fields,
    validation: &mut Validation,
) -> Vec<u64> {
    let wanted = fields.ids("time_entry_ids").unwrap_or_default();
    let part = row.sales();
    let has = |id: u64| part.is_some_and(|part| part.time_entries.iter().any(|one| one.id == id));
    let known = |id: &u64| has(*id) || desk.ledger.time_entry(*id).is_some();
    if !wanted.iter().all(known) {
        validation.not_found("time_entry_ids");
    }
    wanted
}

fn write_custom_fields(
    row: &mut Invoice,
    fields: &Fields,
    validation: &mut Validation,
) -> Checked<()> {
    let Some(part) = row.sales_mut() else {
        return Ok(());
    };
    for given in fields.objects("custom_fields_attributes") {
        let Some(id) = given.id("id").flatten() else {
            validation.blank("custom_fields.id");
            continue;
        };
        if id != INVOICE_FIELD_ID {
            let error = format!("Custom field with id {id} not found for administration");
            let (field, status) = ("custom_fields_attributes", StatusCode::NOT_FOUND);
            let refusal = Refusal::symbolic(status, &error, field, "not_found");
            return Err(Box::new(refusal));
        }
        let Some(value) = given.text("value") else {
            validation.blank("custom_fields.value");
            continue;
        };
        part.custom_fields.retain(|field| field.id != id);
        part.custom_fields.push(CustomField {
            id,
            name: Text::Borrowed(INVOICE_FIELD),
            value: Text::Owned(value.unwrap_or_default()),
        });
    }
    Ok(())
}

/// What an invoice's event can tell a change of: all values that are neither objects nor lists.
fn plain_values(row: &Invoice) -> Map<String, Value> {
    let rendered = serde_json::from_slice(&render::invoice(row));
    let mut values: Map<String, Value> = rendered.unwrap_or_default();
    values.retain(|key, value| {
        let is_plain = !value.is_object() && !value.is_array();
        is_plain && !matches!(&**key, "version" | "updated_at")
    });
    values
}

fn differences(before: &Map<String, Value>, after: &Map<String, Value>) -> Map<String, Value> {
    let changed = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(*value));
    changed
        .map(|(key, value)| (key.clone(), json!([before.get(key), value])))
        .collect()
}
