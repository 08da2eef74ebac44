//! What only Invoice Ninja takes when an invoice is sent, paid, refunded, or gets a file.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use serde::{Serialize, Serializer};

use crate::{
    native::invoice_ninja::wire::{exact, number, word},
    scalar::DecimalText,
};

/// One of the texts that the company has written for its e-mails.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceNinjaTemplate {
    /// That of an invoice.
    Invoice,
    /// That of the first reminder.
    Reminder1,
    /// That of the second reminder.
    Reminder2,
    /// That of the third reminder.
    Reminder3,
    /// That of all later reminders.
    ReminderEndless,
    /// The first of the company's own.
    Custom1,
    /// The second of the company's own.
    Custom2,
    /// The third of the company's own.
    Custom3,
}

/// What only Invoice Ninja knows of sending an invoice.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct InvoiceNinjaEmailInput {
    /// The text to take; that of an invoice when left out.
    #[serde(
        serialize_with = "of_emails",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub template: MaybeUndefined<InvoiceNinjaTemplate>,
    /// Who gets a copy, at most four addresses.
    #[serde(
        serialize_with = "joined",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub cc_email: MaybeUndefined<Vec<String>>,
}

/// What only Invoice Ninja knows of reminding.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct InvoiceNinjaReminderInput {
    /// The text to take, in place of `step`.
    #[serde(
        rename = "email_type",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub template: MaybeUndefined<InvoiceNinjaTemplate>,
}

/// What only Invoice Ninja knows of a payment.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct InvoiceNinjaPaymentInput {
    /// The whole payment where it is more than what goes to invoices: the rest stays with the client.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub amount: MaybeUndefined<DecimalText>,
    /// Other invoices of the client that it pays too.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub invoices: MaybeUndefined<Vec<InvoiceNinjaAllocationInput>>,
    /// Credit notes of the client that pay in place of money.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub credits: MaybeUndefined<Vec<InvoiceNinjaCreditInput>>,
    /// How it was paid, as a number of the server's table of payment types.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub type_id: MaybeUndefined<String>,
    /// The payment's number; the next when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub number: MaybeUndefined<String>,
    /// The text for the company's own people.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub private_notes: MaybeUndefined<String>,
    /// The contact who paid.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub client_contact_id: MaybeUndefined<ID>,
    /// Who is to count as its maker.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub user_id: MaybeUndefined<ID>,
    /// To whom it is assigned.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub assigned_user_id: MaybeUndefined<ID>,
    /// The project that it belongs to.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub project_id: MaybeUndefined<ID>,
    /// The vendor that it is linked to.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub vendor_id: MaybeUndefined<ID>,
    /// Its currency, as a number of the server's table of currencies; the client's when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub currency_id: MaybeUndefined<String>,
    /// The rate to the company's currency; the server's own when left out.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub exchange_rate: MaybeUndefined<DecimalText>,
    /// The company's currency, where it is another one.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub exchange_currency_id: MaybeUndefined<String>,
    /// The first field of the company's own.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub custom_value1: MaybeUndefined<String>,
    /// The second field of the company's own.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub custom_value2: MaybeUndefined<String>,
    /// The third field of the company's own.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub custom_value3: MaybeUndefined<String>,
    /// The fourth field of the company's own.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub custom_value4: MaybeUndefined<String>,
    /// Whether the client gets a receipt by e-mail; no when left out, whatever the company's setting.
    #[serde(
        serialize_with = "word",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub email_receipt: MaybeUndefined<bool>,
}

/// The share of a payment that goes to one invoice.
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct InvoiceNinjaAllocationInput {
    /// Invoice Ninja's id of the invoice.
    pub invoice_id: ID,
    /// The share.
    #[serde(serialize_with = "exact")]
    pub amount: DecimalText,
}

/// What of a credit note is used up.
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct InvoiceNinjaCreditInput {
    /// Invoice Ninja's id of the credit note.
    pub credit_id: ID,
    /// How much of it.
    #[serde(serialize_with = "exact")]
    pub amount: DecimalText,
}

/// What only Invoice Ninja knows of a refund.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct InvoiceNinjaRefundInput {
    /// Whether the payment gateway gives the money back; when left out it is only booked.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub gateway_refund: MaybeUndefined<bool>,
    /// Whether the client is told by e-mail; no when left out.
    #[serde(
        serialize_with = "word",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub email_receipt: MaybeUndefined<bool>,
}

/// What only Invoice Ninja knows of a file.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct InvoiceNinjaAttachmentInput {
    /// Whether the client may see it; yes when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub is_public: MaybeUndefined<bool>,
}

/// Writes a template as the endpoint for e-mails calls it.
fn of_emails<S: Serializer>(
    template: &MaybeUndefined<InvoiceNinjaTemplate>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let Some(template) = template.value() else {
        return serializer.serialize_none();
    };
    let word = serde_json::to_value(template).map_err(serde::ser::Error::custom)?;
    let word = word.as_str().unwrap_or_default();
    serializer.collect_str(&format_args!("email_template_{word}"))
}

/// Writes addresses with commas between.
fn joined<S: Serializer>(
    addresses: &MaybeUndefined<Vec<String>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let addresses = addresses.value().map(|addresses| addresses.join(","));
    addresses.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{domain::Decimal, native::fields};

    fn written(input: &impl Serialize) -> serde_json::Value {
        serde_json::Value::Object(fields(input))
    }

    #[test]
    fn what_is_left_out_is_not_there_and_null_empties() {
        let input = InvoiceNinjaPaymentInput {
            number: MaybeUndefined::Null,
            email_receipt: MaybeUndefined::Value(true),
            amount: MaybeUndefined::Value(DecimalText(Decimal::new(1200, 2))),
            ..Default::default()
        };
        assert_eq!(
            written(&input),
            json!({"number": null, "email_receipt": "true", "amount": "12"})
        );
    }

    #[test]
    fn a_template_is_named_as_each_endpoint_names_it() {
        let email = InvoiceNinjaEmailInput {
            template: MaybeUndefined::Value(InvoiceNinjaTemplate::ReminderEndless),
            cc_email: MaybeUndefined::Value(vec![
                "a@b.example".to_owned(),
                "c@d.example".to_owned(),
            ]),
        };
        assert_eq!(
            written(&email),
            json!({"template": "email_template_reminder_endless", "cc_email": "a@b.example,c@d.example"})
        );
        let reminder = InvoiceNinjaReminderInput {
            template: MaybeUndefined::Value(InvoiceNinjaTemplate::Custom2),
        };
        assert_eq!(written(&reminder), json!({"email_type": "custom2"}));
    }
}
