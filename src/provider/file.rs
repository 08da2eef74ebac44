//! The files of an invoice.

use std::fmt;

use bytes::Bytes;
use futures_util::stream::BoxStream;

use crate::{domain::NativeId, error::Result};

/// A document that the provider makes of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocumentKind {
    /// The printed invoice.
    Pdf,
    /// The invoice as UBL, for machines.
    Ubl,
    /// The invoice as the e-invoice of the customer's country, for machines.
    EInvoice,
    /// What is in the parcel.
    PackingSlip,
    /// What was delivered.
    DeliveryNote,
}

/// Which file of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileWanted {
    /// A document; on the company's stationery where that is asked for and the provider has any.
    Document {
        /// Which.
        kind: DocumentKind,
        /// Whether on stationery.
        stationery: bool,
    },
    /// A file that somebody added, by the provider's id.
    Attachment(NativeId),
}

/// A file as it comes in.
pub struct FileContent {
    /// Its name, where the provider tells it.
    pub filename: Option<String>,
    /// Its media type, where the provider tells it.
    pub content_type: Option<String>,
    /// Its size in bytes, where the provider tells it.
    pub size_bytes: Option<u64>,
    /// Its content, piece by piece; an error ends it.
    pub body: BoxStream<'static, Result<Bytes>>,
}

impl fmt::Debug for FileContent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FileContent")
            .field("filename", &self.filename)
            .field("content_type", &self.content_type)
            .field("size_bytes", &self.size_bytes)
            .finish_non_exhaustive()
    }
}
