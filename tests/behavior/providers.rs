//! The table of providers: what the suite must know to try one. A new provider is a new row.

use invoice_gateway::{domain::ProviderId, error::ErrorKind, provider::AccountSettings};
use serde_json::Value;

use crate::{moneybird, truth::Truth};

/// What the suite must know of a provider.
#[derive(Debug)]
pub(crate) struct Row {
    /// Which provider.
    pub(crate) id: ProviderId,
    /// Where its API lies below the simulators' address.
    pub(crate) base: &'static str,
    /// Its name in `/_control`, `/_books` and faults.
    pub(crate) resource: &'static str,
    /// Fills in what an account of this provider needs beside a token and an address.
    pub(crate) settings: fn(&mut AccountSettings),
    /// Reads a document of the books.
    pub(crate) truth: fn(&Value) -> Truth,
    /// Writes an invoice as `/_control` takes it.
    pub(crate) invoice: fn(&Wish) -> Value,
    /// What kind of error a refusal with these statuses is, as this vendor means them: 401, 403, 404, 409 and 422.
    pub(crate) refusals: &'static [(u16, ErrorKind)],
    /// What kind of error a 404 is where no single invoice was asked for. It is not `NotFound`: that word is for an
    /// invoice, and would make all that were asked for forgotten.
    pub(crate) account_not_found: ErrorKind,
    /// Whether the vendor can look for a number.
    pub(crate) finds_number: bool,
    /// Whether the vendor can look for a reference.
    pub(crate) finds_reference: bool,
    /// How many calls it takes at most to notice deletions among so many invoices, beyond a cheap refresh.
    pub(crate) listing_calls: fn(u64) -> u64,
    /// An id as the vendor gives them, of no invoice.
    pub(crate) unknown_id: &'static str,
    /// The key of the state in a document, and a word that the vendor's page does not know.
    pub(crate) unknown_state: (&'static str, &'static str),
    /// A key of every document that cannot hold a value of another type.
    pub(crate) firm_key: &'static str,
}

/// An invoice that a case needs; what is `None` is left out, so that the simulator chooses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    /// The printed number.
    pub(crate) number: Option<String>,
    /// The reference.
    pub(crate) reference: Option<String>,
    /// What the only line says.
    pub(crate) text: Option<String>,
    /// What the only line costs, without tax.
    pub(crate) price: Option<&'static str>,
    /// The currency.
    pub(crate) currency: Option<&'static str>,
    /// The texts of the notes.
    pub(crate) notes: Vec<String>,
    /// The names of the attachments.
    pub(crate) attachments: Vec<String>,
    /// Parts that are paid.
    pub(crate) payments: Vec<&'static str>,
}

/// Providers whose rows are still to be written: their trials are missing, and the suite says so by a trial of its own.
pub(crate) static AWAITED: &[ProviderId] = &[
    ProviderId::Dashdoc,
    ProviderId::I3d,
    ProviderId::InvoiceNinja,
];

/// Every provider.
pub(crate) static ROWS: &[Row] = &[
    Row {
        id: ProviderId::Moneybird,
        base: "/moneybird/api/v2",
        resource: "moneybird",
        settings: |account| account.administration_id = Some("123".to_owned()),
        truth: moneybird::sales,
        invoice: moneybird::sales_wish,
        refusals: moneybird::REFUSALS,
        account_not_found: ErrorKind::ProviderAuth,
        finds_number: true,
        finds_reference: true,
        listing_calls: |_| 1,
        unknown_id: "499999999999999999",
        unknown_state: ("state", "sent_to_mars"),
        firm_key: "details",
    },
    Row {
        id: ProviderId::MoneybirdExternal,
        base: "/moneybird/api/v2",
        resource: "moneybird-external",
        settings: |account| account.administration_id = Some("123".to_owned()),
        truth: moneybird::external,
        invoice: moneybird::external_wish,
        refusals: moneybird::REFUSALS,
        account_not_found: ErrorKind::ProviderAuth,
        finds_number: false,
        finds_reference: false,
        listing_calls: |_| 0,
        unknown_id: "499999999999999999",
        unknown_state: ("state", "sent_to_mars"),
        firm_key: "details",
    },
];
