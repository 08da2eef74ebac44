//! A sales invoice.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    list::List,
    native::{
        MoneybirdAttachment, MoneybirdContact, MoneybirdContactPerson, MoneybirdCustomField,
        MoneybirdDetail, MoneybirdEvent, MoneybirdNote, MoneybirdPayment, MoneybirdTaxTotal,
        MoneybirdTimeEntry, lenient,
    },
    scalar::{Date, DateTime, DecimalText},
};

/// A sales invoice as Moneybird tells it.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdSalesInvoice {
    /// Moneybird's id of the invoice.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The administration that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub administration_id: Option<ID>,
    /// The customer's id.
    #[serde(deserialize_with = "lenient::id")]
    pub contact_id: Option<ID>,
    /// The customer.
    pub contact: Option<MoneybirdContact>,
    /// The id of the person at the customer whom it is addressed to.
    #[serde(deserialize_with = "lenient::id")]
    pub contact_person_id: Option<ID>,
    /// The person at the customer whom it is addressed to, as known when it was made.
    pub contact_person: Option<MoneybirdContactPerson>,
    /// The printed invoice number; null while a draft or scheduled.
    #[serde(deserialize_with = "lenient::text")]
    pub invoice_id: Option<String>,
    /// The recurring invoice that made it.
    #[serde(deserialize_with = "lenient::id")]
    pub recurring_sales_invoice_id: Option<ID>,
    /// The subscription that made it.
    #[serde(deserialize_with = "lenient::id")]
    pub subscription_id: Option<ID>,
    /// The workflow that decides its terms and reminders.
    #[serde(deserialize_with = "lenient::id")]
    pub workflow_id: Option<ID>,
    /// The layout it is printed in.
    #[serde(deserialize_with = "lenient::id")]
    pub document_style_id: Option<ID>,
    /// The sender's identity it is printed with.
    #[serde(deserialize_with = "lenient::id")]
    pub identity_id: Option<ID>,
    /// The number a draft goes by while it has no invoice number.
    #[serde(deserialize_with = "lenient::integer")]
    pub draft_id: Option<i64>,
    /// Where it stands: draft, scheduled, open, pending_payment, reminded, late, paid or uncollectible.
    #[serde(deserialize_with = "lenient::text")]
    pub state: Option<String>,
    /// The date on the document; null until it is sent or scheduled.
    #[serde(deserialize_with = "lenient::date")]
    pub invoice_date: Option<Date>,
    /// The last day to pay.
    #[serde(deserialize_with = "lenient::date")]
    pub due_date: Option<Date>,
    /// The template of the payment terms; its {document...} placeholders are not filled in.
    #[serde(deserialize_with = "lenient::text")]
    pub payment_conditions: Option<String>,
    /// The structured reference (ISO 11649) that the customer is to pay with.
    #[serde(deserialize_with = "lenient::text")]
    pub payment_reference: Option<String>,
    /// The same reference without its padding.
    #[serde(deserialize_with = "lenient::text")]
    pub short_payment_reference: Option<String>,
    /// The reference printed on the document.
    #[serde(deserialize_with = "lenient::text")]
    pub reference: Option<String>,
    /// The language it is printed in.
    #[serde(deserialize_with = "lenient::text")]
    pub language: Option<String>,
    /// The ISO 4217 code of the document's currency.
    #[serde(deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// The discount over the whole invoice, in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub discount: Option<DecimalText>,
    /// The invoice that this one credits.
    #[serde(deserialize_with = "lenient::id")]
    pub original_sales_invoice_id: Option<ID>,
    /// Whether its reminders, or its planned sending, are paused.
    #[serde(deserialize_with = "lenient::boolean")]
    pub paused: Option<bool>,
    /// The day it was paid in full.
    #[serde(deserialize_with = "lenient::date")]
    pub paid_at: Option<Date>,
    /// The day it was sent.
    #[serde(deserialize_with = "lenient::date")]
    pub sent_at: Option<Date>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated_at: Option<DateTime>,
    /// The code a customer types to see it online.
    #[serde(deserialize_with = "lenient::text")]
    pub public_view_code: Option<String>,
    /// When that code ends.
    #[serde(deserialize_with = "lenient::moment")]
    pub public_view_code_expires_at: Option<DateTime>,
    /// Changes with every change of the document; the Unix time in seconds of its last one.
    #[serde(deserialize_with = "lenient::id")]
    pub version: Option<ID>,
    /// The lines.
    pub details: Option<List<MoneybirdDetail>>,
    /// The payments.
    pub payments: Option<List<MoneybirdPayment>>,
    /// Paid so far, in the document's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_paid: Option<DecimalText>,
    /// Still to be paid, in the document's currency; an uncollectible invoice keeps it.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_unpaid: Option<DecimalText>,
    /// Still to be paid, in the administration's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_unpaid_base: Option<DecimalText>,
    /// Whether the prices of the lines include tax.
    #[serde(deserialize_with = "lenient::boolean")]
    pub prices_are_incl_tax: Option<bool>,
    /// The total without tax, in the document's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_price_excl_tax: Option<DecimalText>,
    /// The total without tax, in the administration's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_price_excl_tax_base: Option<DecimalText>,
    /// The total with tax, in the document's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_price_incl_tax: Option<DecimalText>,
    /// The total with tax, in the administration's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_price_incl_tax_base: Option<DecimalText>,
    /// The discount as an amount, in the document's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_discount: Option<DecimalText>,
    /// The day since when payment is doubted.
    #[serde(deserialize_with = "lenient::date")]
    pub marked_dubious_on: Option<Date>,
    /// The day payment was given up.
    #[serde(deserialize_with = "lenient::date")]
    pub marked_uncollectible_on: Option<Date>,
    /// How many reminders were sent.
    #[serde(deserialize_with = "lenient::integer")]
    pub reminder_count: Option<i64>,
    /// The day of the next reminder; far in the future while paused.
    #[serde(deserialize_with = "lenient::date")]
    pub next_reminder: Option<Date>,
    /// The estimate that it was made from.
    #[serde(deserialize_with = "lenient::id")]
    pub original_estimate_id: Option<ID>,
    /// Where the customer sees it online, once it is sent and if online viewing is on. Carries a secret.
    #[serde(deserialize_with = "lenient::text")]
    pub url: Option<String>,
    /// Where the customer pays it online, once it is sent and if online viewing is on. Carries a secret.
    #[serde(deserialize_with = "lenient::text")]
    pub payment_url: Option<String>,
    /// The company's own fields.
    pub custom_fields: Option<List<MoneybirdCustomField>>,
    /// The notes and to-dos of the company's own people.
    pub notes: Option<List<MoneybirdNote>>,
    /// The files added to it.
    pub attachments: Option<List<MoneybirdAttachment>>,
    /// What happened to it.
    pub events: Option<List<MoneybirdEvent>>,
    /// The taxes by rate; empty when only zero or reverse-charge rates apply.
    pub tax_totals: Option<List<MoneybirdTaxTotal>>,
    /// The hours that it bills.
    pub time_entries: Option<List<MoneybirdTimeEntry>>,
}
