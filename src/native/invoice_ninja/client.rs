//! A client, the people there and the group that it belongs to.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    list::List,
    native::{InvoiceNinjaDocument, lenient},
    scalar::{DateTime, DecimalText, Json},
};

/// A client as Invoice Ninja tells it inside an invoice.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaClient {
    /// Invoice Ninja's id of the client.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// Who made it.
    #[serde(deserialize_with = "lenient::id")]
    pub user_id: Option<ID>,
    /// To whom it is assigned.
    #[serde(deserialize_with = "lenient::id")]
    pub assigned_user_id: Option<ID>,
    /// The company's name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// What Invoice Ninja calls it: the name, else that of its first contact.
    #[serde(deserialize_with = "lenient::text")]
    pub display_name: Option<String>,
    /// The website.
    #[serde(deserialize_with = "lenient::text")]
    pub website: Option<String>,
    /// The text for the company's own people.
    #[serde(deserialize_with = "lenient::text")]
    pub private_notes: Option<String>,
    /// The text that invoices take over.
    #[serde(deserialize_with = "lenient::text")]
    pub public_notes: Option<String>,
    /// What it still has to pay.
    #[serde(deserialize_with = "lenient::decimal")]
    pub balance: Option<DecimalText>,
    /// What it has paid so far.
    #[serde(deserialize_with = "lenient::decimal")]
    pub paid_to_date: Option<DecimalText>,
    /// What it has in credit notes.
    #[serde(deserialize_with = "lenient::decimal")]
    pub credit_balance: Option<DecimalText>,
    /// What of its payments is not applied yet.
    #[serde(deserialize_with = "lenient::decimal")]
    pub payment_balance: Option<DecimalText>,
    /// The group whose settings it takes over.
    #[serde(deserialize_with = "lenient::id")]
    pub group_settings_id: Option<ID>,
    /// When one of its contacts last came to the client portal.
    #[serde(deserialize_with = "lenient::unix")]
    pub last_login: Option<DateTime>,
    /// Its size, as a number of the server's table.
    #[serde(deserialize_with = "lenient::text")]
    pub size_id: Option<String>,
    /// Its industry, as a number of the server's table.
    #[serde(deserialize_with = "lenient::text")]
    pub industry_id: Option<String>,
    /// The key to its pages of the client portal. A secret.
    #[serde(deserialize_with = "lenient::text")]
    pub client_hash: Option<String>,
    /// Street.
    #[serde(deserialize_with = "lenient::text")]
    pub address1: Option<String>,
    /// Apartment, suite or anything more.
    #[serde(deserialize_with = "lenient::text")]
    pub address2: Option<String>,
    /// Town.
    #[serde(deserialize_with = "lenient::text")]
    pub city: Option<String>,
    /// State, province or region.
    #[serde(deserialize_with = "lenient::text")]
    pub state: Option<String>,
    /// Postal code.
    #[serde(deserialize_with = "lenient::text")]
    pub postal_code: Option<String>,
    /// Country, as a number of the server's table.
    #[serde(deserialize_with = "lenient::text")]
    pub country_id: Option<String>,
    /// Telephone number.
    #[serde(deserialize_with = "lenient::text")]
    pub phone: Option<String>,
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
    /// Street, for deliveries.
    #[serde(deserialize_with = "lenient::text")]
    pub shipping_address1: Option<String>,
    /// Anything more, for deliveries.
    #[serde(deserialize_with = "lenient::text")]
    pub shipping_address2: Option<String>,
    /// Town, for deliveries.
    #[serde(deserialize_with = "lenient::text")]
    pub shipping_city: Option<String>,
    /// State, province or region, for deliveries.
    #[serde(deserialize_with = "lenient::text")]
    pub shipping_state: Option<String>,
    /// Postal code, for deliveries.
    #[serde(deserialize_with = "lenient::text")]
    pub shipping_postal_code: Option<String>,
    /// Country, for deliveries, as a number of the server's table.
    #[serde(deserialize_with = "lenient::text")]
    pub shipping_country_id: Option<String>,
    /// Its own settings, in free form; what is missing is taken over from the group or the company.
    #[serde(deserialize_with = "lenient::json")]
    pub settings: Option<Json>,
    /// Whether it is deleted.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_deleted: Option<bool>,
    /// VAT number.
    #[serde(deserialize_with = "lenient::text")]
    pub vat_number: Option<String>,
    /// Registration number.
    #[serde(deserialize_with = "lenient::text")]
    pub id_number: Option<String>,
    /// The number by which the company knows it.
    #[serde(deserialize_with = "lenient::text")]
    pub number: Option<String>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::unix")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::unix")]
    pub updated_at: Option<DateTime>,
    /// When it was archived or deleted; null when it is neither.
    #[serde(deserialize_with = "lenient::unix")]
    pub archived_at: Option<DateTime>,
    /// Whether the VAT number was found valid.
    #[serde(deserialize_with = "lenient::flag")]
    pub has_valid_vat_number: Option<bool>,
    /// Whether it pays no tax.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_tax_exempt: Option<bool>,
    /// Its identifier for electronic invoices.
    #[serde(deserialize_with = "lenient::text")]
    pub routing_id: Option<String>,
    /// What it is, such as individual, business or government.
    #[serde(deserialize_with = "lenient::text")]
    pub classification: Option<String>,
    /// What its taxes are computed from, in free form.
    #[serde(deserialize_with = "lenient::json")]
    pub tax_info: Option<Json>,
    /// What electronic invoices say of it, in free form.
    #[serde(deserialize_with = "lenient::json")]
    pub e_invoice: Option<Json>,
    /// The people there.
    #[serde(deserialize_with = "lenient::list")]
    pub contacts: Option<List<InvoiceNinjaContact>>,
    /// The files added to it.
    #[serde(deserialize_with = "lenient::list")]
    pub documents: Option<List<InvoiceNinjaDocument>>,
    /// Its saved means of payment, in free form.
    #[serde(deserialize_with = "lenient::json")]
    pub gateway_tokens: Option<Json>,
    /// Its locations, in free form.
    #[serde(deserialize_with = "lenient::json")]
    pub locations: Option<Json>,
    /// The group whose settings it takes over.
    #[serde(deserialize_with = "lenient::object")]
    pub group_settings: Option<InvoiceNinjaGroup>,
}

/// A person at a client.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaContact {
    /// Invoice Ninja's id of the contact.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// First name.
    #[serde(deserialize_with = "lenient::text")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(deserialize_with = "lenient::text")]
    pub last_name: Option<String>,
    /// E-mail address.
    #[serde(deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// Telephone number.
    #[serde(deserialize_with = "lenient::text")]
    pub phone: Option<String>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::unix")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::unix")]
    pub updated_at: Option<DateTime>,
    /// When it was archived or deleted; null when it is neither.
    #[serde(deserialize_with = "lenient::unix")]
    pub archived_at: Option<DateTime>,
    /// Whether it is the client's first contact.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_primary: Option<bool>,
    /// Whether it may not come to the client portal.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_locked: Option<bool>,
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
    /// The key to its pages of the client portal. A secret.
    #[serde(deserialize_with = "lenient::text")]
    pub contact_key: Option<String>,
    /// Whether it gets invoices by e-mail.
    #[serde(deserialize_with = "lenient::flag")]
    pub send_email: Option<bool>,
    /// When it last came to the client portal.
    #[serde(deserialize_with = "lenient::unix")]
    pub last_login: Option<DateTime>,
    /// Where it sees all its invoices. Carries a secret.
    #[serde(deserialize_with = "lenient::text")]
    pub link: Option<String>,
    /// Whether it may sign, where the server says.
    #[serde(deserialize_with = "lenient::flag")]
    pub can_sign: Option<bool>,
}

/// A group of clients that share settings.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaGroup {
    /// Invoice Ninja's id of the group.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The group's name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Its settings, in free form; what is missing is taken over from the company.
    #[serde(deserialize_with = "lenient::json")]
    pub settings: Option<Json>,
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
}
