//! E-mails: an invoice on its way to the client, reminders, and the schedule of all reminders.

use reqwest::Method;
use serde_json::json;

use crate::{
    adapters::{
        invoice_ninja::actions::{bulk, draft::Draft, native},
        step::{Step, StepBody},
    },
    domain::Invoice,
    provider::action::{Action, Delivery, Refusal, Reminder, Sending},
};

/// Texts of at most this many characters the vendor passes over.
const TOO_SHORT: usize = 3;
/// Most addresses that get a copy.
const MAX_COPIES: usize = 4;
/// Who gets the letters of an invoice, whichever.
const TO_CONTACTS: &str =
    "invoice ninja writes to the contacts of the invoice: native.invoiceNinja takes more addresses";

/// POST an e-mail with an invoice.
pub(super) fn send(
    action: &Action,
    target: &Invoice,
    wanted: &Sending,
) -> Result<Step, Vec<Refusal>> {
    let mut draft = Draft::default();
    let is_peppol = wanted.delivery == Some(Delivery::Peppol);
    draft.unsupported(
        is_peppol,
        "delivery",
        "invoice ninja sends by e-mail alone here",
    );
    draft.unsupported(wanted.email_address.is_some(), "emailAddress", TO_CONTACTS);
    draft.set("entity", "invoice");
    draft.set("entity_id", target.id.as_str());
    for (wire, path, text) in [
        ("subject", "subject", &wanted.subject),
        ("body", "message", &wanted.message),
    ] {
        let Some(text) = text else { continue };
        if text.trim().chars().count() <= TOO_SHORT {
            let message = "invoice ninja passes over so short a text: write more, or leave it out";
            draft.refuse(Refusal::invalid(path, message));
        }
        draft.set(wire, text.as_str());
    }
    native::add(&mut draft, action);
    if draft.get("template").is_none() {
        draft.set("template", "email_template_invoice");
    }
    let copies = draft.get("cc_email").and_then(|copies| copies.as_str());
    if copies.is_some_and(|copies| copies.split(',').count() > MAX_COPIES) {
        let message = format!("invoice ninja sends at most {MAX_COPIES} copies");
        draft.refuse(Refusal::invalid(&native::path("cc_email"), message));
    }
    Ok(Step {
        operation: "sendEmail",
        method: Method::POST,
        path: "/emails".to_owned(),
        body: StepBody::Json(draft.finish()?),
    })
}

/// POST reminders of all invoices at once: a second request within a second would be refused. Without a step the vendor
/// takes the text that is due.
pub(super) fn remind(action: &Action, wanted: &Reminder) -> Result<Step, Vec<Refusal>> {
    let mut draft = Draft::default();
    draft.unsupported(wanted.email_address.is_some(), "emailAddress", TO_CONTACTS);
    draft.unsupported(
        wanted.message.is_some(),
        "message",
        "invoice ninja reminds in the words of the company's templates",
    );
    match wanted.step {
        None => {}
        Some(step @ 1..=3) => draft.set("email_type", format!("reminder{step}")),
        Some(_) => {
            let message = "invoice ninja has reminders 1 to 3, and native.invoiceNinja.template for later ones";
            draft.refuse(Refusal::invalid("step", message));
        }
    }
    bulk::step(action, "email", draft)
}

/// POST that all reminders of the company are to be planned anew, which the server does in its own time.
pub(super) fn refresh_schedule(action: &Action) -> Result<Step, Vec<Refusal>> {
    native::refuse_all(action)?;
    Ok(Step {
        operation: "updateReminders",
        method: Method::POST,
        path: "/invoices/update_reminders".to_owned(),
        body: StepBody::Json(json!({})),
    })
}
