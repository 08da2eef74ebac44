//! Companies: who issues an invoice and to whom it is addressed.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    native::lenient,
    scalar::{DateTime, DecimalText},
};

/// A company.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocCompany {
    /// Dashdoc's id of the company.
    #[serde(deserialize_with = "lenient::id")]
    pub pk: Option<ID>,
    /// Its name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Where it is.
    pub primary_address: Option<DashdocAddress>,
    /// The ISO 3166-1 alpha-2 code of its country.
    #[serde(deserialize_with = "lenient::text")]
    pub country: Option<String>,
    /// Its VAT number.
    #[serde(deserialize_with = "lenient::text")]
    pub vat_number: Option<String>,
    /// The number by which the issuer knows it; customers only.
    #[serde(deserialize_with = "lenient::text")]
    pub invoicing_remote_id: Option<String>,
    /// What is noted about it.
    #[serde(deserialize_with = "lenient::text")]
    pub notes: Option<String>,
    /// Where its invoices go.
    pub invoicing_address: Option<DashdocAddress>,
}

/// A place of a company.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocAddress {
    /// Dashdoc's id of the address.
    #[serde(deserialize_with = "lenient::id")]
    pub pk: Option<ID>,
    /// The name of the place.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Street and number.
    #[serde(deserialize_with = "lenient::text")]
    pub address: Option<String>,
    /// The town.
    #[serde(deserialize_with = "lenient::text")]
    pub city: Option<String>,
    /// The postal code.
    #[serde(deserialize_with = "lenient::text")]
    pub postcode: Option<String>,
    /// The ISO 3166-1 alpha-2 code of the country.
    #[serde(deserialize_with = "lenient::text")]
    pub country: Option<String>,
    /// Degrees north.
    #[serde(deserialize_with = "lenient::decimal")]
    pub latitude: Option<DecimalText>,
    /// Degrees east.
    #[serde(deserialize_with = "lenient::decimal")]
    pub longitude: Option<DecimalText>,
    /// How far around the point the place reaches.
    #[serde(deserialize_with = "lenient::decimal")]
    pub radius: Option<DecimalText>,
    /// Whether somebody confirmed the point.
    #[serde(deserialize_with = "lenient::boolean")]
    pub coords_validated: Option<bool>,
    /// Whether it is there for show alone.
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_demo: Option<bool>,
    /// Whether a carrier is there.
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_carrier: Option<bool>,
    /// Whether a shipper is there.
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_shipper: Option<bool>,
    /// Whether transports start there.
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_origin: Option<bool>,
    /// Whether transports end there.
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_destination: Option<bool>,
    /// The company that entered it.
    #[serde(deserialize_with = "lenient::id")]
    pub created_by: Option<ID>,
    /// When it was entered.
    #[serde(deserialize_with = "lenient::moment")]
    pub created: Option<DateTime>,
    /// What drivers should know.
    #[serde(deserialize_with = "lenient::text")]
    pub instructions: Option<String>,
    /// The company's own id of it.
    #[serde(deserialize_with = "lenient::text")]
    pub remote_id: Option<String>,
}
