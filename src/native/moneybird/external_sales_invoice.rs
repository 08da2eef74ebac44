//! An external sales invoice: made in another system, booked and collected in Moneybird.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    list::List,
    native::{
        MoneybirdAttachment, MoneybirdContact, MoneybirdDetail, MoneybirdEvent, MoneybirdNote,
        MoneybirdPayment, MoneybirdTaxTotal, lenient,
    },
    scalar::{Date, DateTime, DecimalText},
};

/// An external sales invoice as Moneybird tells it: made in another system, booked and collected in Moneybird.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdExternalSalesInvoice {
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
    /// The date on the document.
    #[serde(deserialize_with = "lenient::date")]
    pub date: Option<Date>,
    /// Where it stands: new (not yet processed), open, late, paid, uncollectible or pending_payment.
    #[serde(deserialize_with = "lenient::text")]
    pub state: Option<String>,
    /// The last day to pay.
    #[serde(deserialize_with = "lenient::date")]
    pub due_date: Option<Date>,
    /// The number or reference that the other system gave it.
    #[serde(deserialize_with = "lenient::text")]
    pub reference: Option<String>,
    /// The number under which it is booked.
    #[serde(deserialize_with = "lenient::integer")]
    pub entry_number: Option<i64>,
    /// How it got into Moneybird, such as upload, email, si_peppol, api or mollie.
    #[serde(deserialize_with = "lenient::text")]
    pub origin: Option<String>,
    /// The name of the system that it comes from.
    #[serde(deserialize_with = "lenient::text")]
    pub source: Option<String>,
    /// Where the other system shows it.
    #[serde(deserialize_with = "lenient::text")]
    pub source_url: Option<String>,
    /// The ISO 4217 code of the document's currency.
    #[serde(deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// The day it was paid in full.
    #[serde(deserialize_with = "lenient::date")]
    pub paid_at: Option<Date>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated_at: Option<DateTime>,
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
    /// The day since when payment is doubted.
    #[serde(deserialize_with = "lenient::date")]
    pub marked_dubious_on: Option<Date>,
    /// The day payment was given up.
    #[serde(deserialize_with = "lenient::date")]
    pub marked_uncollectible_on: Option<Date>,
    /// The notes and to-dos of the company's own people.
    pub notes: Option<List<MoneybirdNote>>,
    /// The files added to it.
    pub attachments: Option<List<MoneybirdAttachment>>,
    /// What happened to it.
    pub events: Option<List<MoneybirdEvent>>,
    /// The taxes by rate; empty when only zero or reverse-charge rates apply.
    pub tax_totals: Option<List<MoneybirdTaxTotal>>,
}
