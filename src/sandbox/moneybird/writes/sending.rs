//! Sending: a draft gets its number and its dates, and the customer gets the invoice.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::errors::{Refusal, json_response};
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{Delivery, EventData, Invoice, Sending, State};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::render;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::writes::life::{
    Checked, Desk, change, due_date, event, moment_after, move_to,
};
use crate::sandbox::moneybird::writes::sending_input::{self, When};

/// `PATCH /sales_invoices/{id}/send_invoice`.
///
/// What was sent, even paid, is sent again: the page knows no rule against it.
pub(super) fn send(moneybird: &Moneybird, id: &str, body: &[u8]) -> Answer {
    let missing = || Refusal::not_found("id");
    let (row, ()) = change(moneybird, Resource::Sales, id, missing, |desk, row| {
        if row.lines.is_empty() {
            let (error, code) = ("details cannot be empty", "details_cannot_be_empty");
            return Err(refused(error, "sales_invoice", code));
        }
        let (when, sending) = sending_input::read(desk, row, body)?;
        match when {
            When::Now => deliver(desk, row, &sending),
            When::On(day) => {
                refuse_sent(row)?;
                row.date = Some(day);
                row.due_date = Some(due_date(row, day));
                move_to(row, Resource::Sales, State::Scheduled, desk.now);
            }
        }
        if let Some(part) = row.sales_mut() {
            part.sending = Some(Arc::new(sending));
        }
        Ok(())
    })?;
    Ok(json_response(StatusCode::OK, render::invoice(&row)))
}

/// Sends what was scheduled for a day that has come.
pub(in crate::sandbox::moneybird) fn send_scheduled(ledger: &mut Ledger, row: &mut Invoice) {
    let now = moment_after(row);
    let sending = row.sales().and_then(|part| part.sending.clone());
    let seeded = || {
        Arc::new(Sending {
            delivery: Delivery::Email,
            email_address: None,
            email_message: None,
        })
    };
    let mut desk = Desk {
        ledger,
        resource: Resource::Sales,
        now,
    };
    deliver(&mut desk, row, &sending.unwrap_or_else(seeded));
    row.updated_at = now;
}

/// Only a draft can be scheduled; the page does not say so, but the number is given by then.
fn refuse_sent(row: &Invoice) -> Checked<()> {
    if row.state.is_unsent() {
        return Ok(());
    }
    let error = "Sales invoice should be a draft to schedule sending";
    Err(refused(error, "invoice", "not_draft"))
}

fn refused(error: &str, field: &str, code: &str) -> Box<Refusal> {
    let status = StatusCode::BAD_REQUEST;
    Box::new(Refusal::symbolic(status, error, field, code))
}

fn deliver(desk: &mut Desk<'_>, row: &mut Invoice, sending: &Sending) {
    if row.state.is_unsent() {
        number(desk, row);
    }
    let today = desk.today();
    if let Some(part) = row.sales_mut() {
        part.sent_at = Some(today);
    }
    let (action, data) = match sending.delivery {
        Delivery::Manual => ("sales_invoice_send_manually", EventData::Nothing),
        Delivery::Peppol => ("sales_invoice_send_si", peppol(row)),
        Delivery::Email => ("sales_invoice_send_email", email(row, sending)),
    };
    event(row, action, data, desk.now);
}

/// Gives a draft its number and dates and opens it.
fn number(desk: &mut Desk<'_>, row: &mut Invoice) {
    let day = row.date.unwrap_or(desk.today());
    row.date = Some(day);
    row.due_date = Some(due_date(row, day));
    let number = desk.ledger.counters.invoice_id(day);
    if let Some(part) = row.sales_mut() {
        part.invoice_id = Some(number);
        part.draft_id = None;
    }
    move_to(row, Resource::Sales, State::Open, desk.now);
}

fn peppol(row: &Invoice) -> EventData {
    let identifier = row
        .contact
        .as_deref()
        .map(|contact| &*contact.si_identifier);
    EventData::Free(Arc::new(json!({ "si_identifier": identifier })))
}

fn email(row: &Invoice, sending: &Sending) -> EventData {
    if sending.email_address.is_none() && sending.email_message.is_none() {
        return EventData::Email;
    }
    let part = row.sales();
    let number = part.and_then(|part| part.invoice_id.as_deref());
    let number = number.unwrap_or_default();
    let contact = row.contact.as_deref().map(|contact| &*contact.email);
    let address = sending.email_address.as_deref().or(contact);
    // Placeholders stand for the invoice's own fields.
    let message = sending.email_message.as_deref();
    let message = message.unwrap_or("Hierbij ontvangt u factuur {invoice_id}.");
    let data: Value = json!({
        "email_address": address,
        "email_message": message.replace("{invoice_id}", number),
    });
    EventData::Free(Arc::new(data))
}
