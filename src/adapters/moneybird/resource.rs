//! The two resources: where they are and how their documents are read.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    adapters::moneybird::{external, info, map::Reading, sales},
    domain::{Invoice, Raw},
    error::Result,
    native::decode,
    provider::ProviderInfo,
};

/// A document with all keys of both kinds: what the kept documents are packed by.
const PATTERN: &str = include_str!("pattern.json");

/// Which of Moneybird's two kinds of invoices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resource {
    /// Invoices made in Moneybird.
    Sales,
    /// Invoices made elsewhere and booked in Moneybird.
    External,
}

/// The vendor's names of the calls, for logs and errors.
#[derive(Debug)]
pub(super) struct Operations {
    pub(super) list: &'static str,
    pub(super) get: &'static str,
    pub(super) versions: &'static str,
    pub(super) by_ids: &'static str,
}

impl Resource {
    /// What it is and can do.
    pub(super) fn info(self) -> &'static ProviderInfo {
        match self {
            Self::Sales => &info::SALES,
            Self::External => &info::EXTERNAL,
        }
    }

    /// Its piece of the path.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Sales => "sales_invoices",
            Self::External => "external_sales_invoices",
        }
    }

    /// The names of its calls.
    pub(super) fn operations(self) -> &'static Operations {
        match self {
            Self::Sales => &Operations {
                list: "listSalesInvoices",
                get: "getSalesInvoice",
                versions: "listSalesInvoiceVersions",
                by_ids: "getSalesInvoicesByIds",
            },
            Self::External => &Operations {
                list: "listExternalSalesInvoices",
                get: "getExternalSalesInvoice",
                versions: "listExternalSalesInvoiceVersions",
                by_ids: "getExternalSalesInvoicesByIds",
            },
        }
    }

    /// Reads one document.
    pub(super) fn decode(self, json: &str, reading: &Reading<'_>) -> Result<Invoice> {
        match self {
            Self::Sales => sales::invoice(decode(json)?, Raw::new(json, PATTERN), reading),
            Self::External => external::invoice(decode(json)?, Raw::new(json, PATTERN), reading),
        }
    }
}

/// Reads a sales invoice that was asked for at `fetched_at`; days become moments in `time_zone`.
///
/// # Errors
/// `BadAnswer` naming the JSON path where it is not as the vendor describes it.
pub fn decode_sales(json: &str, time_zone: &TimeZone, fetched_at: Timestamp) -> Result<Invoice> {
    Resource::Sales.decode(
        json,
        &Reading::new(time_zone, fetched_at, &Default::default()),
    )
}

/// Reads an external sales invoice that was asked for at `fetched_at`; days become moments in `time_zone`.
///
/// # Errors
/// `BadAnswer` naming the JSON path where it is not as the vendor describes it.
pub fn decode_external(json: &str, time_zone: &TimeZone, fetched_at: Timestamp) -> Result<Invoice> {
    Resource::External.decode(
        json,
        &Reading::new(time_zone, fetched_at, &Default::default()),
    )
}
