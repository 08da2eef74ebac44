//! The lines of an invoice, and the transports that they bill.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{list::List, native::lenient, scalar::DecimalText};

/// A line of an invoice.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocLine {
    /// What was delivered.
    #[serde(deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// How many.
    #[serde(deserialize_with = "lenient::decimal")]
    pub quantity: Option<DecimalText>,
    /// The price of one, without tax.
    #[serde(deserialize_with = "lenient::decimal")]
    pub unit_price: Option<DecimalText>,
    /// The ISO 4217 code of its amounts.
    #[serde(deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// The line's total without tax; some documents call it totalPriceWithoutTax.
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount: Option<DecimalText>,
    /// The line's total without tax; some documents call it amount.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_price_without_tax: Option<DecimalText>,
    /// The tax rate in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub tax_rate: Option<DecimalText>,
}

/// The lines of one transport.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocLineGroup {
    /// Dashdoc's id of the group.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// What it is about.
    #[serde(deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// The total of its lines without tax.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_price_without_tax: Option<DecimalText>,
    /// The transport.
    pub transport: Option<DashdocTransport>,
    /// The lines.
    pub lines: Option<List<DashdocLine>>,
}

/// A transport that an invoice bills.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocTransport {
    /// Dashdoc's id of the transport.
    #[serde(deserialize_with = "lenient::id")]
    pub uid: Option<ID>,
    /// Its number for people.
    #[serde(deserialize_with = "lenient::id")]
    pub sequential_id: Option<ID>,
    /// What was brought from where to where.
    pub deliveries: Option<List<DashdocDelivery>>,
    /// The papers of its deliveries.
    pub documents: Option<List<DashdocTransportDocument>>,
    /// What drivers sent about it.
    pub messages: Option<List<DashdocTransportMessage>>,
}

/// A delivery of a transport.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocDelivery {
    /// Dashdoc's id of the delivery.
    #[serde(deserialize_with = "lenient::id")]
    pub uid: Option<ID>,
    /// Where it was loaded.
    pub origin: Option<DashdocSite>,
    /// Where it was unloaded.
    pub destination: Option<DashdocSite>,
}

/// Where something was loaded or unloaded.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocSite {
    /// Dashdoc's id of the site.
    #[serde(deserialize_with = "lenient::id")]
    pub uid: Option<ID>,
    /// Who is there.
    #[serde(deserialize_with = "lenient::text")]
    pub company_name: Option<String>,
    /// The town.
    #[serde(deserialize_with = "lenient::text")]
    pub city: Option<String>,
}

/// A paper of a delivery.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocTransportDocument {
    /// The delivery.
    #[serde(deserialize_with = "lenient::id")]
    pub delivery: Option<ID>,
    /// Where the file is.
    #[serde(deserialize_with = "lenient::text")]
    pub file: Option<String>,
    /// What is printed on it as its reference.
    #[serde(deserialize_with = "lenient::text")]
    pub reference: Option<String>,
    /// What kind of paper it is.
    #[serde(deserialize_with = "lenient::text")]
    pub category: Option<String>,
}

/// A paper or picture that a driver sent.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocTransportMessage {
    /// Where the file is.
    #[serde(deserialize_with = "lenient::text")]
    pub document: Option<String>,
    /// What is printed on it as its reference.
    #[serde(deserialize_with = "lenient::text")]
    pub reference: Option<String>,
    /// What it is, such as load_photo.
    #[serde(deserialize_with = "lenient::text")]
    pub document_type: Option<String>,
}
