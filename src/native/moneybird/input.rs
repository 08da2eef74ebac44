//! What only Moneybird takes when an invoice is written: everything that it documents and the shared input has no word for.
//!
//! A field that is left out leaves it to Moneybird, or leaves it as it is; null empties it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use serde::Serialize;

/// What only Moneybird knows of a sales invoice.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct MoneybirdInvoiceInput {
    /// The person at the customer whom it is addressed to. A new invoice needs `customerId` beside it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub contact_person_id: MaybeUndefined<ID>,
    /// The estimate that it is made from.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub original_estimate_id: MaybeUndefined<ID>,
    /// The layout it is printed in; the administration's default when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub document_style_id: MaybeUndefined<ID>,
    /// The workflow that decides its terms and reminders; the customer's or the administration's when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub workflow_id: MaybeUndefined<ID>,
    /// The sequence that its number is taken from; the administration's default when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub invoice_sequence_id: MaybeUndefined<ID>,
    /// Only in a change: goes back to the administration's sequence of numbers.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub remove_invoice_sequence_id: MaybeUndefined<bool>,
    /// How many days after the date on the document it is to be paid. In place of `dueDate`, which Moneybird does not take.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub first_due_interval: MaybeUndefined<i32>,
    /// The payment terms printed on it; the workflow's when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub payment_conditions: MaybeUndefined<String>,
    /// The hours that it bills; Moneybird marks them as invoiced.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub time_entry_ids: MaybeUndefined<Vec<ID>>,
    /// Values of the company's own fields.
    #[serde(
        rename = "custom_fields_attributes",
        skip_serializing_if = "MaybeUndefined::is_undefined"
    )]
    pub custom_fields: MaybeUndefined<Vec<MoneybirdCustomFieldInput>>,
    /// Only in a change: takes the customer's present address and details over into the invoice.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub update_contact: MaybeUndefined<bool>,
    /// Only of a new invoice: it was made from a payment request of Moneybird.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub from_payment_request: MaybeUndefined<bool>,
}

/// The value of one of the company's own fields.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct MoneybirdCustomFieldInput {
    /// Moneybird's id of the field.
    pub id: ID,
    /// What it is to hold, in the form that the field's kind asks for.
    pub value: String,
}

/// What only Moneybird knows of an external sales invoice.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct MoneybirdExternalInvoiceInput {
    /// The name of the system that the invoice was made in.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub source: MaybeUndefined<String>,
    /// Where the invoice is in that system.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub source_url: MaybeUndefined<String>,
}

/// What only Moneybird knows of a line, of sales invoices and external ones alike.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct MoneybirdLineInput {
    /// How many, in free words such as "2 hours". In place of `quantity`.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub amount: MaybeUndefined<String>,
    /// The period that it is about: YYYYMMDD..YYYYMMDD, or this_, prev_ or next_ with month, quarter or year.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub period: MaybeUndefined<String>,
    /// The ledger account that it is booked on.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub ledger_account_id: MaybeUndefined<ID>,
    /// The project it belongs to.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub project_id: MaybeUndefined<ID>,
    /// Its place among the lines, from 0.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub row_order: MaybeUndefined<i32>,
    /// Whether Moneybird chooses the tax rate by product and customer; needs a product that is set up for it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub automated_tax_enabled: MaybeUndefined<bool>,
    /// Whether the customer may leave it out; Moneybird documents that it takes this on estimates alone.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub is_optional: MaybeUndefined<bool>,
    /// Whether the customer chose it; Moneybird documents that it takes this on estimates alone.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub is_selected: MaybeUndefined<bool>,
}
