//! The lines of an invoice, its taxes and the hours it bills.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    native::lenient,
    scalar::{DateTime, DecimalText},
};

/// A line of an invoice.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdDetail {
    /// Moneybird's id of the line.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The administration that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub administration_id: Option<ID>,
    /// The tax rate.
    #[serde(deserialize_with = "lenient::id")]
    pub tax_rate_id: Option<ID>,
    /// The ledger account that it is booked on.
    #[serde(deserialize_with = "lenient::id")]
    pub ledger_account_id: Option<ID>,
    /// The project it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub project_id: Option<ID>,
    /// The product.
    #[serde(deserialize_with = "lenient::id")]
    pub product_id: Option<ID>,
    /// How many, in free words such as "2 hours".
    #[serde(deserialize_with = "lenient::text")]
    pub amount: Option<String>,
    /// How many, as Moneybird understands it.
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount_decimal: Option<DecimalText>,
    /// What was delivered.
    #[serde(deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// Price of one, in the document's currency; includes tax if the invoice's prices do.
    #[serde(deserialize_with = "lenient::decimal")]
    pub price: Option<DecimalText>,
    /// The period that it is about, as YYYYMMDD..YYYYMMDD.
    #[serde(deserialize_with = "lenient::text")]
    pub period: Option<String>,
    /// Its place among the lines.
    #[serde(deserialize_with = "lenient::integer")]
    pub row_order: Option<i64>,
    /// The line's total without tax and after discount, in the document's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_price_excl_tax_with_discount: Option<DecimalText>,
    /// The line's total without tax and after discount, in the administration's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_price_excl_tax_with_discount_base: Option<DecimalText>,
    /// The boxes of the tax return that it counts in, such as NL/1a.
    pub tax_report_reference: Option<Vec<Option<String>>>,
    /// The text that the tax rate obliges the document to show.
    #[serde(deserialize_with = "lenient::text")]
    pub mandatory_tax_text: Option<String>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated_at: Option<DateTime>,
    /// Whether the customer may leave it out (estimates only).
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_optional: Option<bool>,
    /// Whether the customer chose it (estimates only).
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_selected: Option<bool>,
}

/// A tax of an invoice, summed over its lines.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdTaxTotal {
    /// The tax rate.
    #[serde(deserialize_with = "lenient::id")]
    pub tax_rate_id: Option<ID>,
    /// What is taxed, in the document's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub taxable_amount: Option<DecimalText>,
    /// What is taxed, in the administration's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub taxable_amount_base: Option<DecimalText>,
    /// The tax, in the document's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub tax_amount: Option<DecimalText>,
    /// The tax, in the administration's currency.
    #[serde(deserialize_with = "lenient::decimal")]
    pub tax_amount_base: Option<DecimalText>,
}

/// Time that an invoice bills.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdTimeEntry {
    /// Moneybird's id of the time entry.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The administration that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub administration_id: Option<ID>,
    /// The contact it was worked for.
    #[serde(deserialize_with = "lenient::id")]
    pub contact_id: Option<ID>,
    /// The project it was worked for.
    #[serde(deserialize_with = "lenient::id")]
    pub project_id: Option<ID>,
    /// Who worked.
    #[serde(deserialize_with = "lenient::id")]
    pub user_id: Option<ID>,
    /// When the work began.
    #[serde(deserialize_with = "lenient::moment")]
    pub started_at: Option<DateTime>,
    /// When the work ended.
    #[serde(deserialize_with = "lenient::moment")]
    pub ended_at: Option<DateTime>,
    /// What was done.
    #[serde(deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// How long the work was paused, as the vendor writes it.
    #[serde(deserialize_with = "lenient::text")]
    pub paused_duration: Option<String>,
    /// Whether it is billed.
    #[serde(deserialize_with = "lenient::boolean")]
    pub billable: Option<bool>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated_at: Option<DateTime>,
}
