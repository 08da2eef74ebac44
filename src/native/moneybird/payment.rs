//! A payment of an invoice.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    native::lenient,
    scalar::{Date, DateTime, DecimalText},
};

/// A payment of an invoice.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdPayment {
    /// Moneybird's id of the payment.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The administration that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub administration_id: Option<ID>,
    /// What was paid: SalesInvoice, Document, ExternalSalesInvoice or VatDocument.
    #[serde(deserialize_with = "lenient::text")]
    pub invoice_type: Option<String>,
    /// Moneybird's id (not the number) of what was paid.
    #[serde(deserialize_with = "lenient::id")]
    pub invoice_id: Option<ID>,
    /// The bank or cash account that it came in on.
    #[serde(deserialize_with = "lenient::id")]
    pub financial_account_id: Option<ID>,
    /// Who registered it.
    #[serde(deserialize_with = "lenient::id")]
    pub user_id: Option<ID>,
    /// The payment transaction that it comes from.
    #[serde(deserialize_with = "lenient::id")]
    pub payment_transaction_id: Option<ID>,
    /// The reference of the transaction, given when it was registered.
    #[serde(deserialize_with = "lenient::text")]
    pub transaction_identifier: Option<String>,
    /// The amount, in the invoice's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub price: Option<DecimalText>,
    /// The amount, in the administration's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub price_base: Option<DecimalText>,
    /// The day of payment.
    #[serde(deserialize_with = "lenient::date")]
    pub payment_date: Option<Date>,
    /// The credit invoice that it was settled with.
    #[serde(deserialize_with = "lenient::id")]
    pub credit_invoice_id: Option<ID>,
    /// The bank transaction that it is linked to.
    #[serde(deserialize_with = "lenient::id")]
    pub financial_mutation_id: Option<ID>,
    /// The ledger account that it is booked on.
    #[serde(deserialize_with = "lenient::id")]
    pub ledger_account_id: Option<ID>,
    /// The payment that it is linked to.
    #[serde(deserialize_with = "lenient::id")]
    pub linked_payment_id: Option<ID>,
    /// How it was paid when registered by hand, such as private_payment, cash_payment or bank_transfer.
    #[serde(deserialize_with = "lenient::text")]
    pub manual_payment_action: Option<String>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated_at: Option<DateTime>,
}
