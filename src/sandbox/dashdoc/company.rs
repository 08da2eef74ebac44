//! The companies: the one that invoices, and its customers.

use crate::sandbox::dashdoc::invoice::Text;

/// The key of the company that the books belong to.
pub(super) const ISSUER: u32 = 4100;

/// A company. An empty text is unset.
#[derive(Debug, Clone, Default)]
pub(super) struct Company {
    pub(super) pk: u32,
    pub(super) name: Text,
    pub(super) country: Text,
    pub(super) vat_number: Text,
    /// Whether invoices to it are refused.
    pub(super) is_blocked: bool,
    /// The customer's number in the issuer's accounting.
    pub(super) invoicing_remote_id: Text,
    pub(super) notes: Text,
    pub(super) address: Text,
    pub(super) city: Text,
    pub(super) postcode: Text,
    /// Hundredths of a degree.
    pub(super) latitude: i32,
    /// Hundredths of a degree.
    pub(super) longitude: i32,
}
