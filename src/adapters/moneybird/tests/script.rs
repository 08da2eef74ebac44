//! A vendor that answers by a script, and a snapshot that remembers what it was told.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{Timestamp, tz::TimeZone};
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde_json::{Value, json};

use crate::{
    adapters::moneybird::{build_external, build_sales},
    domain::{AccountId, Invoice, NativeId, ProviderId},
    error::Result,
    provider::{AccountSettings, Call, Known, Provider, Sink},
    transport::{Request, Response, Transport},
};

type Answerer = Box<dyn Fn(&Request) -> Response + Send + Sync>;

/// The vendor.
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
    pub(super) fn new(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            answer: Box::new(answer),
            seen: Mutex::default(),
        })
    }

    /// The requests so far, and forgets them.
    pub(super) fn take(&self) -> Vec<Request> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }

    /// The requests so far as `VERB path?query`, and forgets them.
    pub(super) fn lines(&self) -> Vec<String> {
        let line = |request: &Request| {
            let url = &request.url;
            let query = url
                .query()
                .map(|query| format!("?{query}"))
                .unwrap_or_default();
            format!("{} {}{query}", request.method, url.path())
        };
        self.take().iter().map(line).collect()
    }
}

pub(super) fn settings(provider: ProviderId) -> AccountSettings {
    AccountSettings {
        id: AccountId::new("acme"),
        name: "Acme".to_owned(),
        provider,
        administration_id: Some("123".to_owned()),
        token: "s3cret".to_owned().into(),
        password: None,
        base_url: None,
        time_zone: TimeZone::UTC,
        quota_calls: None,
        webhook_secrets: Vec::new(),
        file_hosts: Vec::new(),
    }
}

pub(super) fn sales(script: &Arc<Script>) -> Arc<dyn Provider> {
    let transport: Arc<dyn Transport> = Arc::<Script>::clone(script);
    build_sales(&settings(ProviderId::Moneybird), transport).unwrap()
}

pub(super) fn external(script: &Arc<Script>) -> Arc<dyn Provider> {
    let transport: Arc<dyn Transport> = Arc::<Script>::clone(script);
    build_external(&settings(ProviderId::MoneybirdExternal), transport).unwrap()
}

pub(super) fn call() -> Call {
    Call::within(Duration::from_secs(5))
}

pub(super) fn id(number: u64) -> NativeId {
    NativeId::new(&number.to_string())
}

pub(super) fn ids(numbers: impl IntoIterator<Item = u64>) -> Vec<NativeId> {
    numbers.into_iter().map(id).collect()
}

/// An answer with a status and a body.
pub(super) fn answer(status: u16, body: &str) -> Response {
    Response {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

pub(super) fn ok(body: &Value) -> Response {
    answer(200, &body.to_string())
}

pub(super) fn with_header(mut response: Response, name: &'static str, value: &str) -> Response {
    let value = HeaderValue::from_str(value).unwrap();
    response
        .headers
        .insert(HeaderName::from_static(name), value);
    response
}

/// A document of an invoice that last changed at `changed_at`.
pub(super) fn document(number: u64, changed_at: Timestamp) -> Value {
    json!({
        "id": number.to_string(),
        "state": "open",
        "currency": "EUR",
        "updated_at": changed_at.to_string(),
        "version": changed_at.as_second(),
        "contact": {"id": "9", "company_name": "Nine", "version": 1}
    })
}

/// The ids in the body of a POST.
pub(super) fn asked(request: &Request) -> Vec<u64> {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let ids = body["ids"].as_array().unwrap();
    ids.iter()
        .map(|id| id.as_str().unwrap().parse().unwrap())
        .collect()
}

/// A snapshot.
#[derive(Debug, Default)]
pub(super) struct Held {
    known: Mutex<HashMap<NativeId, Known>>,
    pub(super) told: Mutex<Vec<String>>,
    pub(super) kept: Mutex<Option<HashSet<NativeId>>>,
}

impl Held {
    /// Holds an invoice already.
    pub(super) fn hold(&self, number: u64, version: i64, fetched_at: Timestamp) {
        let version = Some(version.to_string().into_boxed_str());
        let known = Known {
            version,
            fetched_at,
        };
        self.known.lock().unwrap().insert(id(number), known);
    }

    /// What it was told, and forgets it.
    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.told.lock().unwrap())
    }

    fn tell(&self, words: String) {
        self.told.lock().unwrap().push(words);
    }
}

impl Sink for Held {
    fn known(&self, id: &NativeId) -> Option<Known> {
        self.known.lock().unwrap().get(id).cloned()
    }

    fn held(&self) -> Vec<NativeId> {
        self.known.lock().unwrap().keys().cloned().collect()
    }

    fn expect(&self, total: usize) {
        self.tell(format!("expect {total}"));
    }

    fn put(&self, invoices: Vec<(NativeId, Result<Arc<Invoice>>)>) {
        let failed = invoices
            .iter()
            .filter(|(_, result)| result.is_err())
            .count();
        let read = invoices.len() - failed;
        self.tell(format!("put {read}, failed {failed}"));
        for (id, result) in invoices {
            if let Ok(invoice) = result {
                let known = Known {
                    version: invoice.version.clone(),
                    fetched_at: invoice.fetched_at,
                };
                self.known.lock().unwrap().insert(id, known);
            }
        }
    }

    fn keep_only(&self, ids: &HashSet<NativeId>, _as_of: Timestamp) {
        self.tell(format!("keep {}", ids.len()));
        *self.kept.lock().unwrap() = Some(ids.clone());
    }
}
