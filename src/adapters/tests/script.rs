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
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

use crate::{
    domain::{AccountId, Invoice, NativeId, ProviderId},
    error::{ErrorKind, Result},
    provider::{AccountSettings, Call, Known, Sink},
    transport::{Request, Response, Transport},
};

type Answerer = Box<dyn Fn(&Request) -> Response + Send + Sync>;

/// The vendor.
pub(in crate::adapters) struct Script {
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
    pub(in crate::adapters) fn new(
        answer: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            answer: Box::new(answer),
            seen: Mutex::default(),
        })
    }

    pub(in crate::adapters) fn always(status: u16, body: &str) -> Arc<Self> {
        let response = answer(status, body);
        Self::new(move |_| response.clone())
    }

    /// The requests so far, and forgets them.
    pub(in crate::adapters) fn take(&self) -> Vec<Request> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }

    /// The requests so far as `path?query` and the range asked for, and forgets them.
    pub(in crate::adapters) fn lines(&self) -> Vec<String> {
        let line = |request: &Request| {
            assert_eq!(request.method, "GET");
            let url = &request.url;
            let query = url.query().map(|query| format!("?{query}"));
            let range = request.headers.get("ranged-data");
            let range = range.map(|range| format!(" {}", range.to_str().unwrap()));
            [Some(url.path().to_owned()), query, range]
                .into_iter()
                .flatten()
                .collect()
        };
        self.take().iter().map(line).collect()
    }
}

pub(in crate::adapters) fn settings(provider: ProviderId) -> AccountSettings {
    AccountSettings {
        id: AccountId::new("acme"),
        name: "Acme".to_owned(),
        provider,
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

pub(in crate::adapters) fn call() -> Call {
    Call::within(Duration::from_secs(5))
}

pub(in crate::adapters) fn exact() -> Call {
    Call {
        exact: true,
        ..call()
    }
}

pub(in crate::adapters) fn answer(status: u16, body: &str) -> Response {
    Response {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

pub(in crate::adapters) fn ok(body: &Value) -> Response {
    answer(200, &body.to_string())
}

/// A snapshot.
#[derive(Debug, Default)]
pub(in crate::adapters) struct Held {
    invoices: Mutex<BTreeMap<NativeId, Arc<Invoice>>>,
    /// How many invoices it was told since this was last looked at.
    pub(in crate::adapters) told: Mutex<usize>,
}

impl Held {
    pub(in crate::adapters) fn get(&self, id: &str) -> Option<Arc<Invoice>> {
        self.invoices.lock().unwrap().get(id).cloned()
    }

    pub(in crate::adapters) fn put_one(&self, invoice: Arc<Invoice>) {
        self.put(vec![(invoice.id.clone(), Ok(invoice))]);
    }

    pub(in crate::adapters) fn len(&self) -> usize {
        self.invoices.lock().unwrap().len()
    }

    /// How many invoices it was told, and forgets that.
    pub(in crate::adapters) fn news(&self) -> usize {
        std::mem::take(&mut self.told.lock().unwrap())
    }

    /// Makes all that is held look as if it was read that much earlier.
    pub(in crate::adapters) fn age(&self, time: jiff::SignedDuration) {
        for invoice in self.invoices.lock().unwrap().values_mut() {
            let fetched_at = invoice.fetched_at - time;
            let invoice = Arc::make_mut(invoice);
            invoice.fetched_at = fetched_at;
        }
    }
}

impl Sink for Held {
    fn known(&self, id: &NativeId) -> Option<Known> {
        let invoice = self.get(id.as_str())?;
        Some(Known {
            version: invoice.version.clone(),
            fetched_at: invoice.fetched_at,
        })
    }

    fn held(&self) -> Vec<NativeId> {
        self.invoices.lock().unwrap().keys().cloned().collect()
    }

    fn expect(&self, _total: usize) {}

    fn put(&self, invoices: Vec<(NativeId, Result<Arc<Invoice>>)>) {
        *self.told.lock().unwrap() += invoices.len();
        let mut held = self.invoices.lock().unwrap();
        for (id, result) in invoices {
            match result {
                Ok(invoice) => {
                    held.insert(id, invoice);
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    held.remove(&id);
                }
                Err(_) => {}
            }
        }
    }

    fn keep_only(&self, ids: &HashSet<NativeId>, as_of: Timestamp) {
        let mut held = self.invoices.lock().unwrap();
        held.retain(|id, invoice| ids.contains(id) || invoice.fetched_at > as_of);
    }
}
