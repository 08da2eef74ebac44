//! The kinds of rows that control commands reach.

use crate::sandbox::invoice_ninja::includes::{Entity, Includes};
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::render_invoice::{self, Wishes};
use crate::sandbox::invoice_ninja::{render_client, render_payment};

/// What the books of each kind include.
const INVOICE_INCLUDES: &str = "client.group_settings,payments,activities";

/// A kind of rows with a name in control commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resource {
    Invoices,
    Clients,
    Payments,
}

impl Resource {
    /// The names in the order of the kinds.
    pub(super) const NAMES: [&'static str; 3] = [
        "invoice-ninja",
        "invoice-ninja-clients",
        "invoice-ninja-payments",
    ];

    /// Finds the kind with a name.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "invoice-ninja-clients" => Self::Clients,
            "invoice-ninja-payments" => Self::Payments,
            _ => Self::Invoices,
        }
    }

    /// The name of the kind.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Invoices => Self::NAMES[0],
            Self::Clients => Self::NAMES[1],
            Self::Payments => Self::NAMES[2],
        }
    }

    /// The numbers of all rows, newest first.
    pub(super) fn ids(self, ledger: &Ledger) -> Vec<u32> {
        match self {
            Self::Invoices => ledger.invoices.keys().rev().copied().collect(),
            Self::Clients => ledger.clients.keys().rev().copied().collect(),
            Self::Payments => ledger.payments.keys().rev().copied().collect(),
        }
    }

    /// A row with everything that belongs to it, on one line.
    pub(super) fn record(self, ledger: &Ledger, id: u32) -> Option<Vec<u8>> {
        let nothing = Includes::default();
        let record = match self {
            Self::Invoices => {
                let includes = Includes::parse(Some(INVOICE_INCLUDES), Entity::Invoice, false);
                let wishes = Wishes::including(includes.unwrap_or_default());
                render_invoice::invoice(ledger, ledger.invoices.get(&id)?, &wishes)
            }
            Self::Clients => {
                let includes = Includes::parse(Some("group_settings"), Entity::Client, false);
                let includes = includes.unwrap_or_default();
                render_client::client(ledger, ledger.clients.get(&id)?, &includes)
            }
            Self::Payments => render_payment::payment(ledger, ledger.payments.get(&id)?, &nothing),
        };
        Some(record.compact())
    }
}
