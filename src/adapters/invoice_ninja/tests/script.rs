//! A vendor that answers by a script, and a snapshot that remembers what it was told.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{Timestamp, tz::TimeZone};
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, HeaderValue},
};
use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::build,
    clock,
    domain::{AccountId, Invoice, NativeId, ProviderId},
    error::Result,
    provider::{AccountSettings, Call, Known, Provider, Sink},
    transport::{Request, Response, Transport},
};

pub(super) const STATICS: &str =
    include_str!("../../../../tests/fixtures/invoice_ninja/statics.json");
pub(super) const COMPANY: &str =
    include_str!("../../../../tests/fixtures/invoice_ninja/company.json");

type Answerer = Box<dyn Fn(&Request) -> Response + Send + Sync>;

/// The vendor: tables and company are always there, the rest is the script's.
pub(super) struct Script {
    answer: Answerer,
    seen: Mutex<Vec<Request>>,
}

impl fmt::Debug for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Script")
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: Request) -> Result<Response> {
        let response = (self.answer)(&request);
        self.seen.lock().unwrap().push(request);
        Ok(response)
    }
}

impl Script {
    /// Answers everything by the script.
    pub(super) fn bare(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            answer: Box::new(answer),
            seen: Mutex::default(),
        })
    }

    /// Answers tables and company, and the rest by the script.
    pub(super) fn new(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Arc<Self> {
        Self::bare(move |request| match request.url.path() {
            "/api/v1/statics" => self::answer(200, STATICS),
            "/api/v1/companies/current" => company("1"),
            _ => answer(request),
        })
    }

    /// The requests so far, and forgets them.
    pub(super) fn take(&self) -> Vec<Request> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }

    /// The requests so far as `VERB path?query`, without those for tables and company, and forgets them.
    pub(super) fn lines(&self) -> Vec<String> {
        let lines = self.take();
        let lines = lines.iter().map(line);
        lines
            .filter(|line| !line.ends_with("/statics") && !line.ends_with("/companies/current"))
            .collect()
    }
}

/// A request as `VERB path?query`.
pub(super) fn line(request: &Request) -> String {
    let query = request.url.query().map(|query| format!("?{query}"));
    let query = query.unwrap_or_default();
    format!("{} {}{query}", request.method, request.url.path())
}

/// A value in the query.
pub(super) fn asked(request: &Request, name: &str) -> Option<String> {
    let mut pairs = request.url.query_pairs();
    let (_, value) = pairs.find(|(key, _)| key == name)?;
    Some(value.into_owned())
}

pub(super) fn settings() -> AccountSettings {
    AccountSettings {
        id: AccountId::new("studio"),
        name: "Studio".to_owned(),
        provider: ProviderId::InvoiceNinja,
        administration_id: None,
        token: "s3cret".to_owned().into(),
        password: None,
        base_url: None,
        time_zone: TimeZone::UTC,
        quota_calls: None,
        webhook_secrets: Vec::new(),
        file_hosts: Vec::new(),
    }
}

pub(super) fn ninja(script: &Arc<Script>) -> Arc<dyn Provider> {
    let transport: Arc<dyn Transport> = Arc::<Script>::clone(script);
    build(&settings(), transport).unwrap()
}

pub(super) fn call() -> Call {
    Call::within(Duration::from_secs(5))
}

pub(super) fn exact() -> Call {
    Call {
        exact: true,
        ..call()
    }
}

/// The id of an invoice: letters and digits in an order that says nothing.
pub(super) fn hash(number: u64) -> String {
    format!("Hx{:08}", (number * 7919) % 100_000_000)
}

pub(super) fn id(number: u64) -> NativeId {
    NativeId::new(&hash(number))
}

/// An answer with a status and a body, by a vendor whose clock is ours.
pub(super) fn answer(status: u16, body: &str) -> Response {
    let mut headers = HeaderMap::new();
    let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
    let now = printer.timestamp_to_rfc9110_string(&clock::now()).unwrap();
    headers.insert(DATE, HeaderValue::from_str(&now).unwrap());
    Response {
        status: StatusCode::from_u16(status).unwrap(),
        headers,
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

pub(super) fn ok(body: &Value) -> Response {
    answer(200, &body.to_string())
}

/// The company, which invoices in the currency with this number.
pub(super) fn company(currency: &str) -> Response {
    let mut company: Value = serde_json::from_str(COMPANY).unwrap();
    company["settings"]["currency_id"] = json!(currency);
    ok(&json!({"data": company}))
}

/// The page of a list that was asked for.
pub(super) fn page(request: &Request, rows: &[Value]) -> Response {
    let number = |name: &str| asked(request, name).unwrap().parse::<usize>().unwrap();
    let (per_page, page) = (number("per_page"), number("page"));
    let data: Vec<&Value> = rows
        .iter()
        .skip((page - 1) * per_page)
        .take(per_page)
        .collect();
    ok(&json!({"data": data, "meta": {"pagination": {
        "total": rows.len(), "count": data.len(), "per_page": per_page, "current_page": page,
        "total_pages": rows.len().div_ceil(per_page).max(1), "links": {}
    }}}))
}

/// A sent invoice of 12.50 for client `Cl1entaaaa` that last changed at `changed_at`.
pub(super) fn document(number: u64, changed_at: Timestamp) -> Value {
    json!({
        "id": hash(number), "number": number.to_string(), "status_id": "2",
        "amount": 12.5, "balance": 12.5, "total_taxes": 0, "is_deleted": false, "archived_at": 0,
        "created_at": 1, "updated_at": changed_at.as_second(), "client_id": "Cl1entaaaa",
        "client": client("Nine", Timestamp::UNIX_EPOCH), "payments": [], "documents": []
    })
}

pub(super) fn client(name: &str, changed_at: Timestamp) -> Value {
    json!({
        "id": "Cl1entaaaa", "name": name, "display_name": name, "updated_at": changed_at.as_second(),
        "settings": {"currency_id": "3"}, "is_deleted": false, "archived_at": 0, "contacts": []
    })
}

/// A snapshot.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) invoices: Mutex<BTreeMap<String, Arc<Invoice>>>,
    told: Mutex<Vec<String>>,
}

impl Held {
    /// What it was told, and forgets it.
    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.told.lock().unwrap())
    }

    /// How many it holds.
    pub(super) fn count(&self) -> usize {
        self.invoices.lock().unwrap().len()
    }

    /// Something of a held invoice.
    pub(super) fn told_of<T>(&self, number: u64, read: impl FnOnce(&Invoice) -> T) -> Option<T> {
        let invoices = self.invoices.lock().unwrap();
        invoices.get(&hash(number)).map(|invoice| read(invoice))
    }

    /// Makes all look as if they had been read that long ago.
    pub(super) fn age(&self, seconds: i64) {
        for invoice in self.invoices.lock().unwrap().values_mut() {
            let aged = Arc::make_mut(invoice);
            aged.fetched_at -= jiff::SignedDuration::from_secs(seconds);
        }
    }
}

impl Sink for Held {
    fn known(&self, id: &NativeId) -> Option<Known> {
        let invoices = self.invoices.lock().unwrap();
        let invoice = invoices.get(id.as_str())?;
        Some(Known {
            version: invoice.version.clone(),
            fetched_at: invoice.fetched_at,
        })
    }

    fn held(&self) -> Vec<NativeId> {
        let invoices = self.invoices.lock().unwrap();
        invoices.keys().map(|id| NativeId::new(id)).collect()
    }

    fn expect(&self, total: usize) {
        self.told.lock().unwrap().push(format!("expect {total}"));
    }

    fn put(&self, found: Vec<(NativeId, Result<Arc<Invoice>>)>) {
        let words = format!("put {}", found.len());
        self.told.lock().unwrap().push(words);
        let mut invoices = self.invoices.lock().unwrap();
        for (id, result) in found {
            match result {
                Ok(invoice) => invoices.insert(id.as_str().to_owned(), invoice),
                Err(_) => invoices.remove(id.as_str()),
            };
        }
    }

    fn keep_only(&self, _: &HashSet<NativeId>, _: Timestamp) {
        panic!("this vendor's lists are never taken for all that exists");
    }
}
