//! The bodies of sending, planning and reminding.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    adapters::moneybird::{
        actions::{fields::Fields, native},
        resource::Resource,
    },
    provider::action::{Action, Delivery, Refusal, Sending},
};

/// An invoice on its way to the customer, now or on a later day.
///
/// Without any field the customer's and the workflow's settings count, and the body is empty: an e-mail that is asked for
/// without need would overrule a customer who wants Peppol.
pub(super) fn sending(
    action: &Action,
    wanted: &Sending,
    day: Option<Date>,
) -> Result<Value, Vec<Refusal>> {
    let mut fields = Fields::default();
    // An address is for e-mail alone; without the method Moneybird passes over it where the customer wants another.
    let method = wanted
        .delivery
        .or_else(|| wanted.email_address.as_ref().map(|_| Delivery::Email));
    fields.give("delivery_method", method.map(word));
    fields.give("email_address", wanted.email_address.as_deref());
    fields.give("email_message", wanted.message.as_deref());
    if let Some(day) = day {
        fields.set("sending_scheduled", true);
        fields.set("invoice_date", day.to_string());
    }
    fields.unsupported(
        "subject",
        wanted.subject.is_some(),
        "moneybird takes no subject: its workflow has one",
    );
    native::add(&mut fields, Resource::Sales, action);
    if method == Some(Delivery::Peppol) {
        for (key, path) in [
            ("email_address", "emailAddress".to_owned()),
            ("email_message", "message".to_owned()),
            ("deliver_ubl", native::path(Resource::Sales, "deliver_ubl")),
        ] {
            if fields.has(key) {
                fields.refuse(Refusal::invalid(&path, "is for e-mail, not for Peppol"));
            }
        }
    }
    let fields = fields.finish()?;
    Ok(if fields.is_empty() {
        json!({})
    } else {
        json!({ "sales_invoice_sending": fields })
    })
}

/// An invoice that was sent in some other way: Moneybird does nothing but note it.
pub(super) fn sent_by_hand() -> Value {
    json!({"sales_invoice_sending": {"delivery_method": "Manual"}})
}

fn word(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Email => "Email",
        Delivery::Peppol => "Peppol",
    }
}
