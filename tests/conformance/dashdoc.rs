//! Dashdoc's samples. What a sample is, its name tells: `dashdoc_error_404...`, else an invoice or a page of them.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_graphql::SimpleObject;
use async_trait::async_trait;
use bytes::Bytes;
use invoice_gateway::{
    adapters::dashdoc::{build, decode_invoice, refusal},
    domain::{AccountId, Invoice, NativeId, ProviderId, decimal_from_text},
    error::{ErrorKind, Result as GatewayResult},
    native::{DashdocInvoice, decode},
    provider::{AccountSettings, Call, Known, Sink},
    transport::{Request, Response, Transport},
};
use jiff::{Timestamp, tz::TimeZone};
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

use crate::lossless::compare;

type Outcome = Result<(), String>;

#[derive(Debug, Default, SimpleObject)]
struct Shown {
    invoice: Option<DashdocInvoice>,
}

/// Reads a sample the way the gateway does, and checks that nothing of it is lost.
pub(crate) async fn decodes(file: &str, body: &str) -> Outcome {
    if let Some((_, rest)) = file.split_once("_error_") {
        let status = rest.get(..3).and_then(|status| status.parse().ok());
        return is_refused(status.ok_or("its name tells no status")?, body);
    }
    let document: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let Some(results) = document["results"].as_array() else {
        return invoice(&document).await;
    };
    for document in results {
        invoice(document).await?;
    }
    page(&document, body).await
}

/// Checks the project's own document the way the samples are checked.
pub(crate) async fn own_documents() -> Vec<String> {
    let json = include_str!("../fixtures/dashdoc/invoice.json");
    let document = serde_json::from_str(json).expect("a fixture is JSON");
    invoice(&document).await.err().into_iter().collect()
}

fn is_refused(status: u16, body: &str) -> Outcome {
    let expected = match status {
        400 => ErrorKind::InvalidInput,
        401 => ErrorKind::ProviderAuth,
        404 => ErrorKind::NotFound,
        429 => ErrorKind::RateLimited,
        other => return Err(format!("nobody said what {other} means")),
    };
    let status = StatusCode::from_u16(status).map_err(|error| error.to_string())?;
    let error = refusal(status, &HeaderMap::new(), body.as_bytes());
    if error.kind() != expected {
        return Err(format!("is {:?} instead of {expected:?}", error.kind()));
    }
    let detail = error.detail().unwrap_or_default();
    if detail.len() < 14 || detail.contains("://") {
        return Err(format!("the log does not learn why: {detail:?}"));
    }
    Ok(())
}

async fn invoice(document: &Value) -> Outcome {
    let json = document.to_string();
    let read = decode_invoice(&json, &TimeZone::UTC, Timestamp::UNIX_EPOCH).map_err(said)?;
    is_mapped(document, &read)?;
    let shown = Shown {
        invoice: Some(decode(&json).map_err(said)?),
    };
    compare(shown, "invoice", document).await
}

/// Checks what must be true of every invoice, whatever it holds.
fn is_mapped(document: &Value, invoice: &Invoice) -> Outcome {
    let amount = |key: &str| decimal_from_text(document[key].as_str()?);
    let total = amount("total_price").zip(amount("total_tax_amount"));
    let lines = |value: &Value| value["lines"].as_array().map_or(0, Vec::len);
    let groups = document["line_groups"].as_array();
    let grouped: usize = groups.into_iter().flatten().map(lines).sum();
    let checks = [
        ("id", document["uid"] == *invoice.id.as_str()),
        (
            "status",
            document["status"].as_str().unwrap_or_default() == &*invoice.native_status,
        ),
        (
            "total",
            total.map(|(net, tax)| net + tax) == invoice.total.map(|money| money.amount),
        ),
        (
            "lines",
            invoice.line_items.as_ref().map_or(0, Vec::len) == grouped + lines(document),
        ),
        (
            "customer",
            document["debtor"].is_null() == invoice.customer.is_none(),
        ),
        ("version", invoice.version.is_some() && !invoice.partial),
    ];
    match checks.iter().find(|(_, holds)| !holds) {
        Some((what, _)) => Err(format!("{what} of the invoice is not the document's")),
        None => Ok(()),
    }
}

/// Gives a page to the adapter, and checks that it takes all of it and never follows its links to another host.
async fn page(document: &Value, body: &str) -> Outcome {
    let replay = Arc::new(Replay {
        body: body.to_owned(),
        ..Replay::default()
    });
    let transport: Arc<dyn Transport> = Arc::<Replay>::clone(&replay);
    let provider = build(&settings(), transport)?;
    let call = Call::within(Duration::from_secs(5));
    let read = provider.changes(&call, None, replay.as_ref()).await;
    let rows = document["results"].as_array().map_or(0, Vec::len);
    // Page after page the same, and more rows than those: nobody can tell them.
    let is_hiding = document["count"].as_u64() > Some(rows as u64);
    match read {
        Ok(_) if is_hiding => return Err("takes a part for the whole".to_owned()),
        Err(error) if !is_hiding || error.kind() != ErrorKind::BadAnswer => {
            return Err(said(error));
        }
        _ => {}
    }
    let asked = replay.asked.lock().expect("nobody panicked").clone();
    let home = "https://api.dashdoc.eu/api/v4/invoices/?page=";
    if let Some(stray) = asked.iter().find(|url| !url.starts_with(home)) {
        return Err(format!("asks {stray}"));
    }
    let is_last = document["next"].is_null();
    if is_last != (asked.len() == 1) {
        return Err(format!("asks {asked:?}"));
    }
    let told = replay.told.lock().expect("nobody panicked").len();
    match told == rows {
        true => Ok(()),
        false => Err(format!("took {told} rows")),
    }
}

/// A vendor that always answers the same page, and a snapshot that only counts.
#[derive(Debug, Default)]
struct Replay {
    body: String,
    asked: Mutex<Vec<String>>,
    told: Mutex<HashSet<NativeId>>,
}

#[async_trait]
impl Transport for Replay {
    async fn send(&self, request: Request) -> GatewayResult<Response> {
        let mut asked = self.asked.lock().expect("nobody panicked");
        asked.push(request.url.to_string());
        Ok(Response {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::from(self.body.clone()),
        })
    }
}

impl Sink for Replay {
    fn known(&self, _id: &NativeId) -> Option<Known> {
        None
    }

    fn held(&self) -> Vec<NativeId> {
        Vec::new()
    }

    fn expect(&self, _total: usize) {}

    fn put(&self, invoices: Vec<(NativeId, GatewayResult<Arc<Invoice>>)>) {
        let read = invoices.into_iter().filter(|(_, result)| result.is_ok());
        let mut told = self.told.lock().expect("nobody panicked");
        told.extend(read.map(|(id, _)| id));
    }

    fn keep_only(&self, _ids: &HashSet<NativeId>, _as_of: Timestamp) {}
}

fn settings() -> AccountSettings {
    AccountSettings {
        id: AccountId::new("sample"),
        name: "Sample".to_owned(),
        provider: ProviderId::Dashdoc,
        administration_id: None,
        token: "token".to_owned().into(),
        password: None,
        base_url: None,
        time_zone: TimeZone::UTC,
        quota_calls: None,
        webhook_secrets: Vec::new(),
        file_hosts: Vec::new(),
    }
}

fn said(error: invoice_gateway::error::Error) -> String {
    format!("{error:?}")
}
