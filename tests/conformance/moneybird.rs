//! Moneybird's samples. What a sample is, its name tells: `VERB__path__status__example.json`.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_graphql::SimpleObject;
use async_trait::async_trait;
use bytes::Bytes;
use invoice_gateway::{
    adapters::moneybird::{build_external, build_sales, decode_external, decode_sales, refusal},
    domain::{AccountId, Invoice, NativeId, ProviderId},
    error::{ErrorKind, Result as GatewayResult},
    native::{
        MoneybirdExternalSalesInvoice, MoneybirdNote, MoneybirdPayment, MoneybirdSalesInvoice,
        decode,
    },
    provider::{AccountSettings, Call, Known, Sink},
    transport::{Request, Response, Transport},
};
use jiff::{Timestamp, tz::TimeZone};
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

use crate::lossless::compare;

type Outcome = Result<(), String>;

/// Everything that a sample can be, to be shown by GraphQL.
#[derive(Debug, Default, SimpleObject)]
struct Shown {
    sales: Option<MoneybirdSalesInvoice>,
    external: Option<MoneybirdExternalSalesInvoice>,
    payment: Option<MoneybirdPayment>,
    note: Option<MoneybirdNote>,
}

/// Reads a sample the way the gateway does, and checks that nothing of it is lost.
pub(crate) async fn decodes(file: &str, body: &str) -> Outcome {
    let name = file
        .strip_prefix("moneybird/")
        .ok_or("not a sample of moneybird")?;
    let (path, status) = path_and_status(name).ok_or("its name tells no status")?;
    if status >= 400 {
        return is_refused(status, body);
    }
    let document: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let verb = name.split("__").next().unwrap_or_default();
    match path.rsplit('.').next().unwrap_or_default() {
        "payments" => payment(&document).await,
        "notes" => note(&document).await,
        "attachments" => is_bare_status(&document, status),
        "synchronization" if verb == "GET" => versions(&document, body, path).await,
        _ => {
            let one = std::slice::from_ref(&document);
            let documents = document.as_array().map_or(one, Vec::as_slice);
            for document in documents {
                invoice(document, path.starts_with("external_")).await?;
            }
            Ok(())
        }
    }
}

/// Checks the project's own documents, which have children of every kind, the way the samples are checked.
pub(crate) async fn own_documents() -> Vec<String> {
    let sales = include_str!("../fixtures/moneybird/sales_invoice.json");
    let external = include_str!("../fixtures/moneybird/external_sales_invoice.json");
    let mut failures = Vec::new();
    for (json, is_external) in [(sales, false), (external, true)] {
        let mut document: Value = serde_json::from_str(json).expect("a fixture is JSON");
        let fields = document.as_object_mut().expect("a fixture is an object");
        fields.remove("a_field_of_next_year");
        failures.extend(invoice(&document, is_external).await.err());
    }
    failures
}

/// Checks that a filter is one key and one value.
pub(crate) fn has_shape(body: &str) -> Outcome {
    match body.trim().split_once(':') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => Ok(()),
        _ => Err("a filter is key:value".to_owned()),
    }
}

/// `errors/404__GET__path__Example.json` or `GET__path__404__Example.json`.
fn path_and_status(name: &str) -> Option<(&str, u16)> {
    if let Some(name) = name.strip_prefix("errors/") {
        let mut parts = name.split("__");
        let status = parts.next()?.parse().ok()?;
        return Some((parts.nth(1)?, status));
    }
    let mut parts = name.split("__").skip(1);
    Some((parts.next()?, parts.next()?.parse().ok()?))
}

fn is_refused(status: u16, body: &str) -> Outcome {
    let expected = match status {
        400 | 422 => ErrorKind::InvalidInput,
        401 => ErrorKind::ProviderAuth,
        402 => ErrorKind::Conflict,
        403 => ErrorKind::Unavailable,
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

async fn invoice(document: &Value, external: bool) -> Outcome {
    let json = document.to_string();
    let (zone, now) = (TimeZone::UTC, Timestamp::UNIX_EPOCH);
    let (read, shown, field) = if external {
        let native = decode(&json).map_err(said)?;
        let shown = Shown {
            external: Some(native),
            ..Shown::default()
        };
        (decode_external(&json, &zone, now), shown, "external")
    } else {
        let native = decode(&json).map_err(said)?;
        let shown = Shown {
            sales: Some(native),
            ..Shown::default()
        };
        (decode_sales(&json, &zone, now), shown, "sales")
    };
    is_mapped(document, &read.map_err(said)?)?;
    compare(shown, field, document).await
}

/// Checks what must be true of every invoice, whatever it holds.
fn is_mapped(document: &Value, invoice: &Invoice) -> Outcome {
    let id = document["id"].as_str().unwrap_or_default();
    let told = |key: &str| document[key].as_array().map(Vec::len);
    let checks = [
        ("id", invoice.id.as_str() == id),
        ("status", document["state"] == *invoice.native_status),
        (
            "total",
            amount(document, "total_price_incl_tax") == invoice.total.map(|money| money.amount),
        ),
        (
            "balance",
            amount(document, "total_unpaid") == invoice.balance.map(|money| money.amount),
        ),
        (
            "version",
            invoice.version.as_deref() == Some(&document["version"].to_string()),
        ),
        (
            "lines",
            told("details") == invoice.line_items.as_ref().map(Vec::len),
        ),
        (
            "payments",
            told("payments") == invoice.payments.as_ref().map(Vec::len),
        ),
        (
            "events",
            told("events") == invoice.timeline.as_ref().map(Vec::len),
        ),
        (
            "customer",
            document["contact"].is_null() == invoice.customer.is_none(),
        ),
    ];
    match checks.iter().find(|(_, holds)| !holds) {
        Some((what, _)) => Err(format!("{what} of the invoice is not the document's")),
        None => Ok(()),
    }
}

fn amount(document: &Value, key: &str) -> Option<invoice_gateway::domain::Decimal> {
    invoice_gateway::domain::decimal_from_text(document[key].as_str()?)
}

/// An upload is answered with its status alone, so that nothing of it can be lost.
fn is_bare_status(document: &Value, status: u16) -> Outcome {
    if *document == status {
        Ok(())
    } else {
        Err(format!("says {document}"))
    }
}

async fn payment(document: &Value) -> Outcome {
    let payment = decode(&document.to_string()).map_err(said)?;
    let shown = Shown {
        payment: Some(payment),
        ..Shown::default()
    };
    compare(shown, "payment", document).await
}

async fn note(document: &Value) -> Outcome {
    let note = decode(&document.to_string()).map_err(said)?;
    let shown = Shown {
        note: Some(note),
        ..Shown::default()
    };
    compare(shown, "note", document).await
}

/// Gives the sample to the adapter as its list of ids, and checks that it asks for just these.
async fn versions(document: &Value, body: &str, path: &str) -> Outcome {
    let replay = Arc::new(Replay {
        body: body.to_owned(),
        ..Replay::default()
    });
    let transport: Arc<dyn Transport> = Arc::<Replay>::clone(&replay);
    let provider = if path.starts_with("external_") {
        build_external(&settings(ProviderId::MoneybirdExternal), transport)?
    } else {
        build_sales(&settings(ProviderId::Moneybird), transport)?
    };
    let call = Call::within(Duration::from_secs(5));
    provider
        .changes(&call, None, replay.as_ref())
        .await
        .map_err(said)?;
    let rows = document.as_array().map(Vec::as_slice).unwrap_or_default();
    let told: HashSet<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    let asked = replay.asked.lock().expect("nobody panicked");
    let asked: HashSet<&str> = asked.iter().map(String::as_str).collect();
    if told == asked && told.len() == rows.len() {
        Ok(())
    } else {
        Err(format!("told {told:?}, asked {asked:?}"))
    }
}

/// A vendor that has one list of ids, and a snapshot that holds nothing.
#[derive(Debug, Default)]
struct Replay {
    body: String,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Transport for Replay {
    async fn send(&self, request: Request) -> GatewayResult<Response> {
        let mut body = self.body.clone();
        if request.method == "POST" {
            let asked: Value = serde_json::from_slice(&request.body).expect("a body is JSON");
            let ids = asked["ids"].as_array().expect("ids are a list");
            let ids = ids
                .iter()
                .map(|id| id.as_str().expect("an id is text").to_owned());
            self.asked.lock().expect("nobody panicked").extend(ids);
            body = "[]".to_owned();
        }
        Ok(Response {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::from(body),
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

    fn put(&self, _invoices: Vec<(NativeId, GatewayResult<Arc<Invoice>>)>) {}

    fn keep_only(&self, _ids: &HashSet<NativeId>, _as_of: Timestamp) {}
}

/// An account that has nothing special.
pub(crate) fn settings(provider: ProviderId) -> AccountSettings {
    AccountSettings {
        id: AccountId::new("sample"),
        name: "Sample".to_owned(),
        provider,
        administration_id: Some("123".to_owned()),
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
