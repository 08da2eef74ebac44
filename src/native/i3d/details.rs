//! What an invoice tells when asked by id or by number.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{list::List, native::lenient, scalar::DecimalText};

/// An invoice as it tells itself when asked by id. Amounts are in hundredths, whatever the currency.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default, rename_all = "camelCase")]
pub struct I3dInvoiceDetails {
    /// i3D.net's id of the invoice.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The printed number.
    #[serde(deserialize_with = "lenient::text")]
    pub invoice_number: Option<String>,
    /// A mark of this invoice.
    #[serde(deserialize_with = "lenient::text")]
    pub invoice_hash: Option<String>,
    /// The number by which i3D.net knows the customer.
    #[serde(deserialize_with = "lenient::text")]
    pub client_number: Option<String>,
    /// When it was made; the form is not described.
    #[serde(deserialize_with = "lenient::text")]
    pub creation_date: Option<String>,
    /// The last day to pay; the form is not described.
    #[serde(deserialize_with = "lenient::text")]
    pub due_date: Option<String>,
    /// Whether it was paid: 0 or 1.
    #[serde(deserialize_with = "lenient::integer")]
    pub payment_status: Option<i64>,
    /// When it was paid, in Unix seconds; meaningless while it is not.
    #[serde(deserialize_with = "lenient::integer")]
    pub payment_date: Option<i64>,
    /// 1 for a credit invoice.
    #[serde(deserialize_with = "lenient::integer")]
    pub is_credit: Option<i64>,
    /// How many days there are to pay.
    #[serde(deserialize_with = "lenient::integer")]
    pub payment_term: Option<i64>,
    /// The currency of its amounts.
    #[serde(deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// The sign of that currency.
    #[serde(deserialize_with = "lenient::text")]
    pub currency_sign: Option<String>,
    /// The tax rate in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub vat_percentage: Option<DecimalText>,
    /// The tax, in hundredths.
    #[serde(deserialize_with = "lenient::decimal")]
    pub vat_amount: Option<DecimalText>,
    /// The total with tax, in hundredths.
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount_inc_vat: Option<DecimalText>,
    /// The total without tax, in hundredths.
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount_excl_vat: Option<DecimalText>,
    /// The lines.
    pub items: Option<List<I3dInvoiceItem>>,
    /// To whom it is addressed.
    pub client_details: Option<I3dClientDetails>,
    /// Who sent it.
    pub company_details: Option<I3dCompanyDetails>,
}

/// A line of an invoice. Amounts are in hundredths, whatever the currency.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default, rename_all = "camelCase")]
pub struct I3dInvoiceItem {
    /// The number of the purchase order.
    #[serde(deserialize_with = "lenient::text")]
    pub order_id: Option<String>,
    /// What was delivered.
    #[serde(deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// Where the period begins that it is about; the form is not described.
    #[serde(deserialize_with = "lenient::text")]
    pub period_from: Option<String>,
    /// Where the period ends that it is about; the form is not described.
    #[serde(deserialize_with = "lenient::text")]
    pub period_to: Option<String>,
    /// What else is to be said.
    #[serde(deserialize_with = "lenient::text")]
    pub remarks: Option<String>,
    /// How many.
    #[serde(deserialize_with = "lenient::decimal")]
    pub quantity: Option<DecimalText>,
    /// What setting it up cost, in hundredths.
    #[serde(deserialize_with = "lenient::decimal")]
    pub setup_costs: Option<DecimalText>,
    /// The price of one, in hundredths.
    #[serde(deserialize_with = "lenient::decimal")]
    pub unit_price: Option<DecimalText>,
    /// The tax rate in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub vat_percentage: Option<DecimalText>,
    /// The tax, in hundredths.
    #[serde(deserialize_with = "lenient::decimal")]
    pub vat_amount: Option<DecimalText>,
    /// The total with tax, in hundredths.
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount_inc_vat: Option<DecimalText>,
    /// The total without tax, in hundredths.
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount_excl_vat: Option<DecimalText>,
}

/// The customer.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default, rename_all = "camelCase")]
pub struct I3dClientDetails {
    /// The person's name.
    #[serde(deserialize_with = "lenient::text")]
    pub full_name: Option<String>,
    /// The company's name.
    #[serde(deserialize_with = "lenient::text")]
    pub company_name: Option<String>,
    /// Where invoices are mailed.
    #[serde(deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// Street and number.
    #[serde(deserialize_with = "lenient::text")]
    pub address: Option<String>,
    /// The postal code.
    #[serde(deserialize_with = "lenient::text")]
    pub zip: Option<String>,
    /// The town.
    #[serde(deserialize_with = "lenient::text")]
    pub city: Option<String>,
    /// The country.
    #[serde(deserialize_with = "lenient::text")]
    pub country: Option<String>,
    /// The VAT number.
    #[serde(deserialize_with = "lenient::text")]
    pub vat_number: Option<String>,
    /// The number of the bank account.
    #[serde(deserialize_with = "lenient::text")]
    pub iban: Option<String>,
    /// The code of the bank.
    #[serde(deserialize_with = "lenient::text")]
    pub bic: Option<String>,
}

/// The company that sends the invoices.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default, rename_all = "camelCase")]
pub struct I3dCompanyDetails {
    /// Its name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Street and number.
    #[serde(deserialize_with = "lenient::text")]
    pub address: Option<String>,
    /// The postal code.
    #[serde(deserialize_with = "lenient::text")]
    pub zip: Option<String>,
    /// The town.
    #[serde(deserialize_with = "lenient::text")]
    pub city: Option<String>,
    /// The country.
    #[serde(deserialize_with = "lenient::text")]
    pub country: Option<String>,
    /// The telephone number.
    #[serde(deserialize_with = "lenient::text")]
    pub phone: Option<String>,
    /// The e-mail address.
    #[serde(deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// The website.
    #[serde(deserialize_with = "lenient::text")]
    pub url: Option<String>,
    /// The number of the bank account.
    #[serde(deserialize_with = "lenient::text")]
    pub iban: Option<String>,
    /// The code of the bank.
    #[serde(deserialize_with = "lenient::text")]
    pub bic: Option<String>,
}
