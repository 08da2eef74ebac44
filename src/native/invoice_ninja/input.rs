//! What only Invoice Ninja takes of an invoice that is written: everything that it documents and the shared input has no
//! word for.
//!
//! A field that is left out leaves it to Invoice Ninja, or leaves it as it is; null empties it. What its server ignores or
//! overwrites is not here: amounts, states, moments, and whether surcharges are taxed.

use async_graphql::{ID, InputObject, MaybeUndefined};
use serde::Serialize;

use crate::{
    native::invoice_ninja::wire::{day, number},
    scalar::{Date, DecimalText, Json},
};

/// What only Invoice Ninja knows of an invoice. The last ten do something at once, beside writing the invoice.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct InvoiceNinjaInvoiceInput {
    /// Who is to count as its maker.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub user_id: MaybeUndefined<ID>,
    /// To whom it is assigned.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub assigned_user_id: MaybeUndefined<ID>,
    /// The vendor that it is linked to.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub vendor_id: MaybeUndefined<ID>,
    /// The project that it belongs to, which must be the client's.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub project_id: MaybeUndefined<ID>,
    /// The location of the client that it is for.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub location_id: MaybeUndefined<ID>,
    /// The design of its PDF.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub design_id: MaybeUndefined<ID>,
    /// The terms, perhaps with HTML or Markdown; the company's or the client's when left out of a new one.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub terms: MaybeUndefined<String>,
    /// The text at its foot, perhaps with HTML or Markdown; the company's or the client's when left out of a new one.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub footer: MaybeUndefined<String>,
    /// The first tax over the whole invoice.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub tax_name1: MaybeUndefined<String>,
    /// The rate of the first tax over the whole invoice, in percent.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub tax_rate1: MaybeUndefined<DecimalText>,
    /// The second tax over the whole invoice.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub tax_name2: MaybeUndefined<String>,
    /// The rate of the second tax over the whole invoice, in percent.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub tax_rate2: MaybeUndefined<DecimalText>,
    /// The third tax over the whole invoice.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub tax_name3: MaybeUndefined<String>,
    /// The rate of the third tax over the whole invoice, in percent.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub tax_rate3: MaybeUndefined<DecimalText>,
    /// The deposit to ask for; no more than the total.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub partial: MaybeUndefined<DecimalText>,
    /// The last day to pay the deposit, before `dueDate`.
    #[serde(
        serialize_with = "day",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub partial_due_date: MaybeUndefined<Date>,
    /// The rate of the client's currency to the company's, for information. Invoice Ninja overwrites it in a new invoice.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub exchange_rate: MaybeUndefined<DecimalText>,
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
    /// The first surcharge of the company's own.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub custom_surcharge1: MaybeUndefined<DecimalText>,
    /// The second surcharge of the company's own.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub custom_surcharge2: MaybeUndefined<DecimalText>,
    /// The third surcharge of the company's own.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub custom_surcharge3: MaybeUndefined<DecimalText>,
    /// The fourth surcharge of the company's own.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub custom_surcharge4: MaybeUndefined<DecimalText>,
    /// The contacts that it goes to: these and no others. Every contact that wants e-mail when left out of a new one.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub invitations: MaybeUndefined<Vec<InvoiceNinjaInvitationInput>>,
    /// Whether it is to be charged by itself.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub auto_bill_enabled: MaybeUndefined<bool>,
    /// What it is to say as an electronic invoice, in free form.
    #[serde(
        serialize_with = "free",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub e_invoice: MaybeUndefined<Json>,
    /// Marks it as sent.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub mark_sent: MaybeUndefined<bool>,
    /// Marks it as sent and sends it by e-mail.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub send_email: MaybeUndefined<bool>,
    /// Registers a payment of all that is to be paid.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub paid: MaybeUndefined<bool>,
    /// Registers a payment of this much, even of more than is to be paid.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub amount_paid: MaybeUndefined<DecimalText>,
    /// The transaction's reference of the payment that `paid` or `amountPaid` registers.
    #[serde(
        rename = "reference",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub payment_reference: MaybeUndefined<String>,
    /// Charges it by the client's stored means of payment.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub auto_bill: MaybeUndefined<bool>,
    /// Cancels it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub cancel: MaybeUndefined<bool>,
    /// Keeps its footer as the company's default.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub save_default_footer: MaybeUndefined<bool>,
    /// Keeps its terms as the company's default.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub save_default_terms: MaybeUndefined<bool>,
    /// Tries again to send it as an electronic invoice.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub retry_e_send: MaybeUndefined<bool>,
}

/// A contact that an invoice goes to.
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct InvoiceNinjaInvitationInput {
    /// The contact, which must be the client's.
    pub client_contact_id: ID,
    /// In a change, the key of the invitation that is to stay; without it a new one is made, or an old one brought back.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub key: MaybeUndefined<String>,
}

/// What only Invoice Ninja knows of a line.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct InvoiceNinjaLineInput {
    /// What the product costs the company.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub product_cost: MaybeUndefined<DecimalText>,
    /// The discount, as an amount or in percent.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub discount: MaybeUndefined<DecimalText>,
    /// Whether the discount is an amount instead of a percentage.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub is_amount_discount: MaybeUndefined<bool>,
    /// The second tax.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub tax_name2: MaybeUndefined<String>,
    /// The rate of the second tax, in percent.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub tax_rate2: MaybeUndefined<DecimalText>,
    /// The third tax.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub tax_name3: MaybeUndefined<String>,
    /// The rate of the third tax, in percent.
    #[serde(
        serialize_with = "number",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub tax_rate3: MaybeUndefined<DecimalText>,
    /// Its place, which Invoice Ninja keeps and does not use.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub sort_id: MaybeUndefined<String>,
    /// The day that it is about.
    #[serde(
        serialize_with = "day",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub date: MaybeUndefined<Date>,
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
    /// What it is: 1 product, 2 service, 5 late fee or 6 expense.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub type_id: MaybeUndefined<String>,
    /// The tax category of the product.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub tax_id: MaybeUndefined<String>,
    /// The task that it bills.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub task_id: MaybeUndefined<ID>,
    /// The expense that it bills.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub expense_id: MaybeUndefined<ID>,
    /// The unit of its quantity, such as C62.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub unit_code: MaybeUndefined<String>,
}

fn free<S: serde::Serializer>(
    value: &MaybeUndefined<Json>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.value().map(|json| &json.0).serialize(serializer)
}
