//! A contact, the people there and the company's own fields.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    list::List,
    native::{MoneybirdNote, lenient},
    scalar::{Date, DateTime, DecimalText},
};

/// A contact as Moneybird tells it inside an invoice.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdContact {
    /// Moneybird's id of the contact.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The administration that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub administration_id: Option<ID>,
    /// The company's name.
    #[serde(deserialize_with = "lenient::text")]
    pub company_name: Option<String>,
    /// The person's first name.
    #[serde(deserialize_with = "lenient::text")]
    pub firstname: Option<String>,
    /// The person's last name.
    #[serde(deserialize_with = "lenient::text")]
    pub lastname: Option<String>,
    /// Street and number.
    #[serde(deserialize_with = "lenient::text")]
    pub address1: Option<String>,
    /// Second line of the address.
    #[serde(deserialize_with = "lenient::text")]
    pub address2: Option<String>,
    /// Postal code.
    #[serde(deserialize_with = "lenient::text")]
    pub zipcode: Option<String>,
    /// Town.
    #[serde(deserialize_with = "lenient::text")]
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country.
    #[serde(deserialize_with = "lenient::text")]
    pub country: Option<String>,
    /// Telephone number.
    #[serde(deserialize_with = "lenient::text")]
    pub phone: Option<String>,
    /// How the contact gets its invoices: Email, Post, Manual, Simplerinvoicing or Peppol.
    #[serde(deserialize_with = "lenient::text")]
    pub delivery_method: Option<String>,
    /// The number by which the company knows the contact.
    #[serde(deserialize_with = "lenient::text")]
    pub customer_id: Option<String>,
    /// VAT number.
    #[serde(deserialize_with = "lenient::text")]
    pub tax_number: Option<String>,
    /// Registration number at the chamber of commerce.
    #[serde(deserialize_with = "lenient::text")]
    pub chamber_of_commerce: Option<String>,
    /// Bank account number.
    #[serde(deserialize_with = "lenient::text")]
    pub bank_account: Option<String>,
    /// Whether the company trusts the contact.
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_trusted: Option<bool>,
    /// The limit set for transfers with the contact.
    #[serde(deserialize_with = "lenient::decimal")]
    pub max_transfer_amount: Option<DecimalText>,
    /// Whom letters are addressed to.
    #[serde(deserialize_with = "lenient::text")]
    pub attention: Option<String>,
    /// E-mail address.
    #[serde(deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// Whether invoices are mailed with their UBL file.
    #[serde(deserialize_with = "lenient::boolean")]
    pub email_ubl: Option<bool>,
    /// Whom invoices are addressed to.
    #[serde(deserialize_with = "lenient::text")]
    pub send_invoices_to_attention: Option<String>,
    /// Where invoices are mailed.
    #[serde(deserialize_with = "lenient::text")]
    pub send_invoices_to_email: Option<String>,
    /// Whom estimates are addressed to.
    #[serde(deserialize_with = "lenient::text")]
    pub send_estimates_to_attention: Option<String>,
    /// Where estimates are mailed.
    #[serde(deserialize_with = "lenient::text")]
    pub send_estimates_to_email: Option<String>,
    /// Whether invoices are collected by direct debit.
    #[serde(deserialize_with = "lenient::boolean")]
    pub direct_debit: Option<bool>,
    /// Whether the SEPA mandate is in force.
    #[serde(deserialize_with = "lenient::boolean")]
    pub sepa_active: Option<bool>,
    /// IBAN of the SEPA mandate.
    #[serde(deserialize_with = "lenient::text")]
    pub sepa_iban: Option<String>,
    /// Name of the account of the SEPA mandate.
    #[serde(deserialize_with = "lenient::text")]
    pub sepa_iban_account_name: Option<String>,
    /// BIC of the SEPA mandate.
    #[serde(deserialize_with = "lenient::text")]
    pub sepa_bic: Option<String>,
    /// Reference of the SEPA mandate.
    #[serde(deserialize_with = "lenient::text")]
    pub sepa_mandate_id: Option<String>,
    /// Day the SEPA mandate was signed.
    #[serde(deserialize_with = "lenient::date")]
    pub sepa_mandate_date: Option<Date>,
    /// Place of the next collection in the SEPA mandate: RCUR, FRST, OOFF or FNAL.
    #[serde(deserialize_with = "lenient::text")]
    pub sepa_sequence_type: Option<String>,
    /// Number of the credit card.
    #[serde(deserialize_with = "lenient::text")]
    pub credit_card_number: Option<String>,
    /// Reference of the credit card.
    #[serde(deserialize_with = "lenient::text")]
    pub credit_card_reference: Option<String>,
    /// Kind of the credit card: mastercard or visa.
    #[serde(deserialize_with = "lenient::text")]
    pub credit_card_type: Option<String>,
    /// When the VAT number was last checked.
    #[serde(deserialize_with = "lenient::moment")]
    pub tax_number_validated_at: Option<DateTime>,
    /// Whether the VAT number was valid then.
    #[serde(deserialize_with = "lenient::boolean")]
    pub tax_number_valid: Option<bool>,
    /// The workflow of the contact's invoices.
    #[serde(deserialize_with = "lenient::id")]
    pub invoice_workflow_id: Option<ID>,
    /// The workflow of the contact's estimates.
    #[serde(deserialize_with = "lenient::id")]
    pub estimate_workflow_id: Option<ID>,
    /// The contact's identifier for e-invoicing.
    #[serde(deserialize_with = "lenient::text")]
    pub si_identifier: Option<String>,
    /// The scheme of that identifier, such as 0106 or NL:KVK.
    #[serde(deserialize_with = "lenient::text")]
    pub si_identifier_type: Option<String>,
    /// Whether there is a mandate through Moneybird Payments.
    #[serde(deserialize_with = "lenient::boolean")]
    pub moneybird_payments_mandate: Option<bool>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated_at: Option<DateTime>,
    /// Changes with every change of the document; the Unix time in seconds of its last one.
    #[serde(deserialize_with = "lenient::id")]
    pub version: Option<ID>,
    /// Where the contact sees all its invoices online. Carries a secret.
    #[serde(deserialize_with = "lenient::text")]
    pub sales_invoices_url: Option<String>,
    /// The notes about the contact.
    pub notes: Option<List<MoneybirdNote>>,
    /// The company's own fields.
    pub custom_fields: Option<List<MoneybirdCustomField>>,
    /// The people at the contact.
    pub contact_people: Option<List<MoneybirdContactPerson>>,
    /// Whether the contact was put away.
    #[serde(deserialize_with = "lenient::boolean")]
    pub archived: Option<bool>,
}

/// A person at a contact.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdContactPerson {
    /// Moneybird's id of the person; null where the invoice keeps the person as known when it was made.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The contact that the person belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub contact_id: Option<ID>,
    /// The administration that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub administration_id: Option<ID>,
    /// First name.
    #[serde(deserialize_with = "lenient::text")]
    pub firstname: Option<String>,
    /// Last name.
    #[serde(deserialize_with = "lenient::text")]
    pub lastname: Option<String>,
    /// Telephone number.
    #[serde(deserialize_with = "lenient::text")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// Department.
    #[serde(deserialize_with = "lenient::text")]
    pub department: Option<String>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated_at: Option<DateTime>,
    /// Changes with every change of the document; the Unix time in seconds of its last one.
    #[serde(deserialize_with = "lenient::id")]
    pub version: Option<ID>,
}

/// A field that the company added itself, with its value.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdCustomField {
    /// Moneybird's id of the field.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The field's name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// What it holds.
    #[serde(deserialize_with = "lenient::text")]
    pub value: Option<String>,
}
