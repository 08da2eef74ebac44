//! Reminders: one letter for all invoices of a contact that share workflow, style and identity.

use std::sync::Arc;

use axum::http::StatusCode;
use jiff::ToSpan;
use serde_json::json;

use crate::sandbox::clock;
use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::errors::{Refusal, title};
use crate::sandbox::moneybird::fixed::{DOCUMENT_STYLE_ID, IDENTITY_ID};
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{Contact, EventData, Invoice, State};
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::writes::attachments::bare_200;
use crate::sandbox::moneybird::writes::body::Fields;
use crate::sandbox::moneybird::writes::life::{
    Checked, Desk, event, is_unsettled, moment_after, move_to,
};
use crate::sandbox::moneybird::writes::validation::Validation;

const WRAPPER: &str = "sales_invoice_reminders";

/// Days until the next step of the workflow.
const NEXT_STEP_DAYS: i64 = 7;

/// One letter.
#[derive(Debug)]
struct Reminder {
    contact_id: u64,
    workflow_id: u64,
    document_style_id: u64,
    identity_id: u64,
    invoice_ids: Vec<u64>,
    by_email: bool,
    email_address: Option<String>,
    reminder_text: Option<String>,
}

/// `POST /sales_invoices/send_reminders`; the answer says nothing but `200`.
///
/// All letters are read before the first is sent. The page knows no transaction over several, so that a letter
/// that turns out to be impossible leaves the earlier ones sent.
pub(super) fn send(moneybird: &Moneybird, body: &[u8]) -> Answer {
    let fields = Fields::parse(body)?;
    let given = fields.objects(WRAPPER);
    if given.is_empty() {
        return Err(Box::new(Refusal::required(WRAPPER)));
    }
    let reminders: Vec<_> = given.iter().map(read).collect::<Checked<_>>()?;
    let mut ledger = moneybird.ledger_mut();
    let mut desk = Desk {
        ledger: &mut ledger,
        resource: Resource::Sales,
        now: clock::now_ms(),
    };
    for reminder in &reminders {
        remind(&mut desk, reminder)?;
    }
    Ok(bare_200())
}

fn read(fields: &Fields) -> Checked<Reminder> {
    let id = |key: &str| {
        let found = fields.id(key).flatten();
        found.ok_or_else(|| refused(key, "is required", "required"))
    };
    let by_email = match fields.filled("delivery_method").as_deref() {
        // Who prefers Peppol gets an e-mail, the only other way here.
        None | Some("Email") => true,
        Some("Manual") => false,
        Some(_) => {
            return Err(Box::new(Refusal::no_option(
                Some(WRAPPER),
                "delivery_method",
            )));
        }
    };
    let invoice_ids = fields.ids("sales_invoice_ids").unwrap_or_default();
    let reminder = Reminder {
        contact_id: id("contact_id")?,
        workflow_id: id("workflow_id")?,
        document_style_id: id("document_style_id")?,
        identity_id: id("identity_id")?,
        invoice_ids,
        by_email,
        email_address: fields.filled("email_address"),
        reminder_text: fields.filled("reminder_text"),
    };
    if reminder.invoice_ids.is_empty() {
        return Err(refused("sales_invoice_ids", "is required", "required"));
    }
    Ok(reminder)
}

/// The shape of the page's other refusals inside a wrapper.
fn refused(key: &str, what: &str, code: &str) -> Box<Refusal> {
    let body = json!({
        "error": format!("{} {what}", title(key)),
        "symbolic": {WRAPPER: {key: code}},
    });
    Box::new(Refusal::with_body(StatusCode::BAD_REQUEST, body))
}

fn remind(desk: &mut Desk<'_>, reminder: &Reminder) -> Checked<()> {
    let contact = desk.ledger.contact(reminder.contact_id);
    let contact = contact.ok_or_else(|| refused("contact_id", "is invalid", "contact_invalid"))?;
    let mut validation = Validation::default();
    let reachable = reminder.email_address.is_some() || !contact.email.is_empty();
    if reminder.by_email && !reachable {
        validation.blank("email_address");
    }
    let rows = reminder.invoice_ids.iter();
    let rows: Vec<Option<Arc<Invoice>>> = rows
        .map(|id| desk.ledger.get(Resource::Sales, *id))
        .collect();
    let fits = |row: &Option<Arc<Invoice>>| {
        row.as_ref()
            .is_some_and(|row| belongs(row, reminder) && is_unsettled(row))
    };
    if !rows.iter().all(fits) {
        validation.invalid("sales_invoice_ids");
    }
    validation.finish()?;
    for row in rows.into_iter().flatten() {
        let mut row = Invoice::clone(&row);
        let at = moment_after(&row);
        mark(desk, &mut row, reminder, &contact, at);
        row.updated_at = at;
        desk.ledger.put(Resource::Sales, Arc::new(row));
    }
    Ok(())
}

fn belongs(row: &Invoice, reminder: &Reminder) -> bool {
    let contact_id = row.contact.as_ref().map(|contact| contact.id);
    row.sales().is_some_and(|part| {
        contact_id == Some(reminder.contact_id)
            && part.workflow_id == reminder.workflow_id
            && part.document_style_id.unwrap_or(DOCUMENT_STYLE_ID) == reminder.document_style_id
            && reminder.identity_id == IDENTITY_ID
    })
}

fn mark(desk: &Desk<'_>, row: &mut Invoice, reminder: &Reminder, contact: &Contact, at: i64) {
    let next = desk.today().saturating_add(NEXT_STEP_DAYS.days());
    if let Some(part) = row.sales_mut() {
        part.reminder_count += 1;
        part.next_reminder = Some(next);
    }
    let (action, data) = if reminder.by_email {
        let data = json!({
            "email_address": reminder.email_address.as_deref().unwrap_or(&contact.email),
            "email_message": reminder.reminder_text,
        });
        let data = EventData::Free(Arc::new(data));
        ("sales_invoice_send_reminder_email", data)
    } else {
        ("sales_invoice_send_reminder_manually", EventData::Nothing)
    };
    event(row, action, data, at);
    move_to(row, Resource::Sales, State::Reminded, at);
}
