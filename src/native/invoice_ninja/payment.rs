//! A payment and what of it went where.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    list::List,
    native::{InvoiceNinjaDocument, lenient},
    scalar::{Date, DateTime, DecimalText},
};

/// A payment of one client, for any number of invoices.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaPayment {
    /// Invoice Ninja's id of the payment.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// Who made it.
    #[serde(deserialize_with = "lenient::id")]
    pub user_id: Option<ID>,
    /// To whom it is assigned.
    #[serde(deserialize_with = "lenient::id")]
    pub assigned_user_id: Option<ID>,
    /// The whole payment, for however many invoices.
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount: Option<DecimalText>,
    /// What of it was given back, over all refunds.
    #[serde(deserialize_with = "lenient::decimal")]
    pub refunded: Option<DecimalText>,
    /// What of it went to invoices; a refund does not lower it.
    #[serde(deserialize_with = "lenient::decimal")]
    pub applied: Option<DecimalText>,
    /// The reference of the transaction.
    #[serde(deserialize_with = "lenient::text")]
    pub transaction_reference: Option<String>,
    /// The bank transaction.
    #[serde(deserialize_with = "lenient::id")]
    pub transaction_id: Option<ID>,
    /// The day of payment.
    #[serde(deserialize_with = "lenient::date")]
    pub date: Option<Date>,
    /// Whether it was entered by hand.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_manual: Option<bool>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::unix")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::unix")]
    pub updated_at: Option<DateTime>,
    /// When it was archived or deleted; null when it is neither.
    #[serde(deserialize_with = "lenient::unix")]
    pub archived_at: Option<DateTime>,
    /// Whether it is deleted.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_deleted: Option<bool>,
    /// How it was paid, as a number of the server's table of payment types.
    #[serde(deserialize_with = "lenient::text")]
    pub type_id: Option<String>,
    /// The invitation through which it was paid.
    #[serde(deserialize_with = "lenient::id")]
    pub invitation_id: Option<ID>,
    /// The text for the company's own people.
    #[serde(deserialize_with = "lenient::text")]
    pub private_notes: Option<String>,
    /// The payment's number.
    #[serde(deserialize_with = "lenient::text")]
    pub number: Option<String>,
    /// The first field of the company's own.
    #[serde(deserialize_with = "lenient::text")]
    pub custom_value1: Option<String>,
    /// The second field of the company's own.
    #[serde(deserialize_with = "lenient::text")]
    pub custom_value2: Option<String>,
    /// The third field of the company's own.
    #[serde(deserialize_with = "lenient::text")]
    pub custom_value3: Option<String>,
    /// The fourth field of the company's own.
    #[serde(deserialize_with = "lenient::text")]
    pub custom_value4: Option<String>,
    /// The client who paid.
    #[serde(deserialize_with = "lenient::id")]
    pub client_id: Option<ID>,
    /// The contact who paid.
    #[serde(deserialize_with = "lenient::id")]
    pub client_contact_id: Option<ID>,
    /// The payment gateway.
    #[serde(deserialize_with = "lenient::id")]
    pub company_gateway_id: Option<ID>,
    /// The kind of payment at the gateway.
    #[serde(deserialize_with = "lenient::text")]
    pub gateway_type_id: Option<String>,
    /// Where it stands: 1 pending, 2 cancelled, 3 failed, 4 completed, 5 partially refunded or 6 refunded.
    #[serde(deserialize_with = "lenient::text")]
    pub status_id: Option<String>,
    /// The project that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub project_id: Option<ID>,
    /// The vendor that it is linked to.
    #[serde(deserialize_with = "lenient::id")]
    pub vendor_id: Option<ID>,
    /// Its currency, as a number of the server's table of currencies.
    #[serde(deserialize_with = "lenient::text")]
    pub currency_id: Option<String>,
    /// The rate to the company's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub exchange_rate: Option<DecimalText>,
    /// The company's currency, where it is another one.
    #[serde(deserialize_with = "lenient::text")]
    pub exchange_currency_id: Option<String>,
    /// What of it went where.
    #[serde(deserialize_with = "lenient::list")]
    pub paymentables: Option<List<InvoiceNinjaPaymentable>>,
    /// The files added to it.
    #[serde(deserialize_with = "lenient::list")]
    pub documents: Option<List<InvoiceNinjaDocument>>,
}

impl InvoiceNinjaPayment {
    /// Whether it paid anything: one that was cancelled or that failed did not, though it stays with the invoice.
    pub(crate) fn has_paid(&self) -> bool {
        !matches!(self.status_id.as_deref(), Some("2" | "3"))
    }
}

/// The share of a payment that went to one invoice or came from one credit note.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaPaymentable {
    /// Invoice Ninja's id of the share.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The invoice that it went to.
    #[serde(deserialize_with = "lenient::id")]
    pub invoice_id: Option<ID>,
    /// The credit note that it came from.
    #[serde(deserialize_with = "lenient::id")]
    pub credit_id: Option<ID>,
    /// The share.
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount: Option<DecimalText>,
    /// What of it was given back.
    #[serde(deserialize_with = "lenient::decimal")]
    pub refunded: Option<DecimalText>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::unix")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::unix")]
    pub updated_at: Option<DateTime>,
    /// When it was archived or deleted; null when it is neither.
    #[serde(deserialize_with = "lenient::unix")]
    pub archived_at: Option<DateTime>,
}
