//! Who sends or receives an invoice.

use crate::domain::{NativeId, Text};

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub line1: Option<Text>,
    /// Anything more.
    pub line2: Option<Text>,
    /// Postal code.
    pub postal_code: Option<Text>,
    /// Town.
    pub city: Option<Text>,
    /// State, province or region.
    pub region: Option<Text>,
    /// ISO 3166-1 alpha-2 code or the vendor's own word.
    pub country: Option<Text>,
}

/// A customer or supplier as an invoice names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The vendor's id, where there is one.
    pub id: Option<NativeId>,
    /// What to call it: the company, else the person.
    pub name: Option<Text>,
    /// Company name.
    pub company: Option<Text>,
    /// First name of the person.
    pub first_name: Option<Text>,
    /// Last name of the person.
    pub last_name: Option<Text>,
    /// Where invoices are mailed.
    pub email: Option<Text>,
    /// Telephone number.
    pub phone: Option<Text>,
    /// Postal address.
    pub address: Address,
    /// The number by which the company knows the customer.
    pub customer_number: Option<Text>,
    /// VAT or tax number.
    pub tax_number: Option<Text>,
    /// Registration number (chamber of commerce).
    pub registration_number: Option<Text>,
    /// Bank account (IBAN where the vendor says so).
    pub bank_account: Option<Text>,
    /// Whether the customer was archived or deleted at the vendor.
    pub deleted: Option<bool>,
}
