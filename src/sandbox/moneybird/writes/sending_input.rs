//! `sales_invoice_sending`: what a client chooses, and what takes its place when it does not.

use jiff::civil::Date;

use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::invoice::{Contact, Delivery, Invoice, Sending};
use crate::sandbox::moneybird::writes::body::Fields;
use crate::sandbox::moneybird::writes::life::{Checked, Desk};
use crate::sandbox::moneybird::writes::validation::Validation;

const WRAPPER: &str = "sales_invoice_sending";

/// When an invoice is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Now,
    On(Date),
}

/// Reads a request; an empty one takes the contact's preference, or the last sending's settings.
pub(super) fn read(desk: &Desk<'_>, row: &Invoice, body: &[u8]) -> Checked<(When, Sending)> {
    let fields = Fields::parse(body)?.object(WRAPPER).unwrap_or_default();
    let chosen = delivery(&fields)?;
    let last = row.sales().and_then(|part| part.sending.clone());
    let contact = row.contact.as_deref();
    let mut sending = match (&last, chosen) {
        // Any choice begins anew.
        (_, Some(delivery)) => plain(delivery),
        (Some(last), None) => Sending::clone(last),
        (None, None) => plain(preference(contact)),
    };
    // A second delivery by Peppol becomes an e-mail.
    if sending.delivery == Delivery::Peppol && was_delivered_by_peppol(row) {
        sending.delivery = Delivery::Email;
    }
    sending.email_address = fields.filled("email_address").or(sending.email_address);
    sending.email_message = fields.filled("email_message").or(sending.email_message);

    let mut validation = Validation::default();
    let reachable = contact.is_some_and(|contact| !contact.email.is_empty());
    if sending.delivery == Delivery::Email && !reachable && sending.email_address.is_none() {
        validation.blank("email_address");
    }
    let in_network = contact.is_some_and(|contact| !contact.si_identifier.is_empty());
    if sending.delivery == Delivery::Peppol && !in_network {
        validation.invalid("delivery_method");
    }
    let when = when(desk, &fields, &mut validation);
    validation.finish()?;
    Ok((when, sending))
}

fn delivery(fields: &Fields) -> Checked<Option<Delivery>> {
    let Some(word) = fields.filled("delivery_method") else {
        return Ok(None);
    };
    let delivery = match &*word {
        "Email" => Delivery::Email,
        "Peppol" => Delivery::Peppol,
        "Manual" => Delivery::Manual,
        // Post and Simplerinvoicing were taken off the list.
        _ => {
            return Err(Box::new(Refusal::no_option(
                Some(WRAPPER),
                "delivery_method",
            )));
        }
    };
    Ok(Some(delivery))
}

fn plain(delivery: Delivery) -> Sending {
    Sending {
        delivery,
        email_address: None,
        email_message: None,
    }
}

fn preference(contact: Option<&Contact>) -> Delivery {
    match contact {
        Some(contact) if !contact.si_identifier.is_empty() => Delivery::Peppol,
        _ => Delivery::Email,
    }
}

fn was_delivered_by_peppol(row: &Invoice) -> bool {
    let mut events = row.events.iter();
    events.any(|event| event.action == "sales_invoice_send_si")
}

/// Scheduling needs a day that has not passed.
fn when(desk: &Desk<'_>, fields: &Fields, validation: &mut Validation) -> When {
    if fields.flag("sending_scheduled") != Some(true) {
        return When::Now;
    }
    match fields.date("invoice_date", "invoice_date", validation) {
        Some(Some(day)) if day >= desk.today() => return When::On(day),
        Some(Some(_)) => validation.invalid("invoice_date"),
        Some(None) | None if fields.filled("invoice_date").is_none() => {
            validation.blank("invoice_date");
        }
        _ => {}
    }
    When::Now
}
