//! A line of an invoice.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{native::lenient, scalar::DecimalText};

/// A line. Invoice Ninja gives lines no ids and keeps them as they were when the invoice was last saved, so that older
/// ones lack fields and may hold numbers with a float's noise.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaLineItem {
    /// How many.
    #[serde(deserialize_with = "lenient::decimal")]
    pub quantity: Option<DecimalText>,
    /// The price of one.
    #[serde(deserialize_with = "lenient::decimal")]
    pub cost: Option<DecimalText>,
    /// The product's key.
    #[serde(deserialize_with = "lenient::words")]
    pub product_key: Option<String>,
    /// What the product costs the company.
    #[serde(deserialize_with = "lenient::decimal")]
    pub product_cost: Option<DecimalText>,
    /// The price of one without tax.
    #[serde(deserialize_with = "lenient::decimal")]
    pub net_cost: Option<DecimalText>,
    /// What was delivered.
    #[serde(deserialize_with = "lenient::words")]
    pub notes: Option<String>,
    /// The discount, as an amount or in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub discount: Option<DecimalText>,
    /// Whether the discount is an amount instead of a percentage.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_amount_discount: Option<bool>,
    /// The first tax.
    #[serde(deserialize_with = "lenient::words")]
    pub tax_name1: Option<String>,
    /// The rate of the first tax, in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub tax_rate1: Option<DecimalText>,
    /// The second tax.
    #[serde(deserialize_with = "lenient::words")]
    pub tax_name2: Option<String>,
    /// The rate of the second tax, in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub tax_rate2: Option<DecimalText>,
    /// The third tax.
    #[serde(deserialize_with = "lenient::words")]
    pub tax_name3: Option<String>,
    /// The rate of the third tax, in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub tax_rate3: Option<DecimalText>,
    /// Its place, which is not used.
    #[serde(deserialize_with = "lenient::text")]
    pub sort_id: Option<String>,
    /// The total after discount, without tax unless prices include it.
    #[serde(deserialize_with = "lenient::decimal")]
    pub line_total: Option<DecimalText>,
    /// The total with tax.
    #[serde(deserialize_with = "lenient::decimal")]
    pub gross_line_total: Option<DecimalText>,
    /// The tax.
    #[serde(deserialize_with = "lenient::decimal")]
    pub tax_amount: Option<DecimalText>,
    /// The day that it is about.
    #[serde(deserialize_with = "lenient::words")]
    pub date: Option<String>,
    /// The first field of the company's own.
    #[serde(deserialize_with = "lenient::words")]
    pub custom_value1: Option<String>,
    /// The second field of the company's own.
    #[serde(deserialize_with = "lenient::words")]
    pub custom_value2: Option<String>,
    /// The third field of the company's own.
    #[serde(deserialize_with = "lenient::words")]
    pub custom_value3: Option<String>,
    /// The fourth field of the company's own.
    #[serde(deserialize_with = "lenient::words")]
    pub custom_value4: Option<String>,
    /// What it is: 1 product, 2 service, 3 unpaid gateway fee, 4 paid gateway fee, 5 late fee or 6 expense.
    #[serde(deserialize_with = "lenient::text")]
    pub type_id: Option<String>,
    /// The tax category of the product.
    #[serde(deserialize_with = "lenient::text")]
    pub tax_id: Option<String>,
    /// The task that it bills.
    #[serde(deserialize_with = "lenient::id")]
    pub task_id: Option<ID>,
    /// The expense that it bills.
    #[serde(deserialize_with = "lenient::id")]
    pub expense_id: Option<ID>,
    /// The unit of its quantity, such as C62.
    #[serde(deserialize_with = "lenient::words")]
    pub unit_code: Option<String>,
}
