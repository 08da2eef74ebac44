//! An invoice: what the list tells of it, and what it tells when asked by id.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    native::{I3dInvoiceDetails, lenient},
    scalar::DecimalText,
};

/// An invoice of i3D.net. The list and the single document have different fields, so each is kept as it is.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct I3dInvoice {
    /// Its row of the list, as last seen; null where it was not seen there.
    pub list: Option<I3dListedInvoice>,
    /// What it tells when asked by id; null where it was not asked.
    pub details: Option<I3dInvoiceDetails>,
}

/// An invoice as the list tells it. Amounts are in hundredths, whatever the currency.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default, rename_all = "camelCase")]
pub struct I3dListedInvoice {
    /// i3D.net's id of the invoice.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// When it was made, in Unix seconds.
    #[serde(deserialize_with = "lenient::integer")]
    pub creation_date: Option<i64>,
    /// The last day to pay, in Unix seconds.
    #[serde(deserialize_with = "lenient::integer")]
    pub due_date: Option<i64>,
    /// The printed number.
    #[serde(deserialize_with = "lenient::text")]
    pub invoice_number: Option<String>,
    /// A mark of this invoice.
    #[serde(deserialize_with = "lenient::text")]
    pub invoice_hash: Option<String>,
    /// What it is about.
    #[serde(deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// The currency of its amounts.
    #[serde(deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// The sign of that currency.
    #[serde(deserialize_with = "lenient::text")]
    pub currency_sign: Option<String>,
    /// The total with tax, in hundredths.
    #[serde(rename = "amountIncVAT")]
    #[graphql(name = "amountIncVAT")]
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount_inc_vat: Option<DecimalText>,
    /// The total without tax, in hundredths.
    #[serde(rename = "amountExclVAT")]
    #[graphql(name = "amountExclVAT")]
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount_excl_vat: Option<DecimalText>,
    /// Whether it was paid: 0 or 1.
    #[serde(deserialize_with = "lenient::integer")]
    pub payment_status: Option<i64>,
    /// When it was paid, in Unix seconds; meaningless while it is not.
    #[serde(deserialize_with = "lenient::integer")]
    pub payment_date: Option<i64>,
    /// 1 for a credit invoice.
    #[serde(deserialize_with = "lenient::integer")]
    pub is_credit: Option<i64>,
    /// Still to be paid, in hundredths.
    #[serde(deserialize_with = "lenient::decimal")]
    pub remaining_amount: Option<DecimalText>,
    /// Paid so far, in hundredths.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_paid_amount: Option<DecimalText>,
}
