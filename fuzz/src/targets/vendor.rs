//! A vendor that answers with whatever it is given.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use bytes::Bytes;
use invoice_gateway::{
    domain::ProviderId,
    error::Result,
    transport::{Request, Response, Transport},
};
use reqwest::{Method, StatusCode, header::HeaderMap};

/// Between two answers.
const SEPARATOR: u8 = 0x1e;

const STATICS: &str = include_str!("../../../tests/fixtures/invoice_ninja/statics.json");
const COMPANY: &str = include_str!("../../../tests/fixtures/invoice_ninja/company.json");

const MONEYBIRD: &str = include_str!("../../../tests/fixtures/moneybird/sales_invoice.json");
const MONEYBIRD_EXTERNAL: &str =
    include_str!("../../../tests/fixtures/moneybird/external_sales_invoice.json");
const INVOICE_NINJA: &str = include_str!("../../../tests/fixtures/invoice_ninja/invoice.json");
const DASHDOC: &str = include_str!("../../../tests/fixtures/dashdoc/invoice.json");

/// What a vendor answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// With documents, in the envelope that each question has: the last part for one document, the first for lists.
    Enveloped,
    /// With the parts as they are, one after the other, the last one for ever, but with good tables. A part may begin with
    /// `!404` and a newline.
    Raw,
    /// The same, and the tables are parts too.
    Bare,
    /// To a write with the parts, as they are; to a read with an invoice that nothing was done with.
    Written,
}

/// The vendor.
pub(super) struct Vendor {
    provider: ProviderId,
    manner: Manner,
    parts: Vec<Bytes>,
    calls: AtomicUsize,
    writes: AtomicUsize,
}

impl fmt::Debug for Vendor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Vendor")
    }
}

impl Vendor {
    pub(super) fn new(provider: ProviderId, manner: Manner, bytes: &[u8]) -> Arc<Self> {
        let parts = bytes.split(|byte| *byte == SEPARATOR);
        Arc::new(Self {
            provider,
            manner,
            parts: parts.map(Bytes::copy_from_slice).collect(),
            calls: AtomicUsize::new(0),
            writes: AtomicUsize::new(0),
        })
    }

    /// How often it was asked.
    pub(super) fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    fn next_write(&self) -> usize {
        self.writes.fetch_add(1, Ordering::Relaxed)
    }

    fn first(&self) -> &Bytes {
        self.parts.first().expect("a split has a first part")
    }

    fn last(&self) -> &Bytes {
        self.parts.last().expect("a split has a last part")
    }

    fn raw(&self, call: usize) -> (StatusCode, Bytes) {
        let part = self.parts.get(call).unwrap_or_else(|| self.last());
        let status = part.strip_prefix(b"!").and_then(|rest| rest.get(..3));
        let status = status.and_then(|digits| StatusCode::from_bytes(digits).ok());
        match status {
            Some(status) => (status, part.slice(part.len().min(5)..)),
            None => (StatusCode::OK, part.clone()),
        }
    }

    /// An invoice that is good, in the envelope that the question has.
    fn usual(&self, request: &Request) -> Bytes {
        let document = match self.provider {
            ProviderId::Moneybird => MONEYBIRD,
            ProviderId::MoneybirdExternal => MONEYBIRD_EXTERNAL,
            ProviderId::InvoiceNinja => INVOICE_NINJA,
            ProviderId::Dashdoc => DASHDOC,
            ProviderId::I3d => "{}",
        };
        // Of Invoice Ninja, rows are notes and events.
        let row = match self.provider {
            ProviderId::InvoiceNinja => "[]",
            _ => document,
        };
        // Paid already, nothing could be done with Dashdoc's.
        let [row, document] = [row, document]
            .map(|text| Bytes::from(text.replace("\"status\": \"paid\"", "\"status\": \"final\"")));
        self.enveloped(request, &row, &document)
    }

    fn enveloped(&self, request: &Request, row: &Bytes, document: &Bytes) -> Bytes {
        let path = request.url.path();
        let is_list = |end: &str| path.trim_end_matches('/').ends_with(end);
        match self.provider {
            ProviderId::Moneybird | ProviderId::MoneybirdExternal => {
                let posted = request.method == Method::POST;
                match (is_list("/synchronization.json"), posted) {
                    (true, false) => Bytes::from(format!("[{}]", heading(self.provider))),
                    (true, true) => around("[", document, "]"),
                    _ if is_list("_invoices.json") => around("[", row, "]"),
                    _ => document.clone(),
                }
            }
            ProviderId::Dashdoc if is_list("/invoices") => around(
                "{\"count\":1,\"next\":null,\"previous\":null,\"results\":[",
                row,
                "]}",
            ),
            ProviderId::Dashdoc => document.clone(),
            ProviderId::I3d if is_list("/invoice") || is_list("/unpaid") => around("[", row, "]"),
            ProviderId::I3d => document.clone(),
            ProviderId::InvoiceNinja => match path {
                _ if is_list("/activities/entity") => row.clone(),
                _ if is_list("/invoices") || is_list("/clients") || is_list("/payments") => around(
                    "{\"data\":[",
                    document,
                    "],\"meta\":{\"pagination\":{\"total\":1,\"total_pages\":1}}}",
                ),
                _ => around("{\"data\":", document, "}"),
            },
        }
    }
}

/// Whether a request changes something; Moneybird reads versions by POST.
fn is_write(request: &Request) -> bool {
    request.method != Method::GET && !request.url.path().ends_with("/synchronization.json")
}

/// What the vendor says of an invoice where it tells versions alone; the id is that of the seeds.
fn heading(provider: ProviderId) -> &'static str {
    match provider {
        ProviderId::Moneybird => r#"{"id":"512340000000000017","version":1}"#,
        _ => r#"{"id":"512350000000000001","version":1}"#,
    }
}

fn around(before: &str, document: &[u8], after: &str) -> Bytes {
    Bytes::from([before.as_bytes(), document, after.as_bytes()].concat())
}

#[async_trait]
impl Transport for Vendor {
    async fn send(&self, request: Request) -> Result<Response> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        let (status, body) = match (self.manner, self.tables(&request)) {
            (_, Some(table)) => (StatusCode::OK, table),
            (Manner::Raw | Manner::Bare, None) => self.raw(call),
            (Manner::Enveloped, None) => {
                let body = self.enveloped(&request, self.first(), self.last());
                (StatusCode::OK, body)
            }
            (Manner::Written, None) if is_write(&request) => self.raw(self.next_write()),
            (Manner::Written, None) => (StatusCode::OK, self.usual(&request)),
        };
        Ok(Response {
            status,
            headers: HeaderMap::new(),
            body,
        })
    }
}

impl Vendor {
    /// What Invoice Ninja's documents cannot be understood without.
    fn tables(&self, request: &Request) -> Option<Bytes> {
        let path = request.url.path();
        if self.provider != ProviderId::InvoiceNinja || self.manner == Manner::Bare {
            return None;
        }
        if path.ends_with("/statics") {
            return Some(Bytes::from_static(STATICS.as_bytes()));
        }
        let company = path.ends_with("/companies/current");
        company.then(|| around("{\"data\":", COMPANY.as_bytes(), "}"))
    }
}
