//! i3D.net's samples: errors, a list and the details of an invoice.

use async_graphql::SimpleObject;
use invoice_gateway::{
    adapters::i3d::{decode_details, decode_listed, refusal},
    domain::{Decimal, Invoice, InvoiceKind, decimal_from_text},
    error::ErrorKind,
    native::{I3dInvoice, decode},
};
use jiff::{Timestamp, tz::TimeZone};
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Value, json};

use crate::lossless::compare;

type Outcome = Result<(), String>;

#[derive(Debug, Default, SimpleObject)]
struct Shown {
    invoice: Option<I3dInvoice>,
}

/// Reads a sample the way the gateway does, and checks that nothing of it is lost.
pub(crate) async fn decodes(file: &str, body: &str) -> Outcome {
    let document: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    if file.contains("_error") {
        return is_refused(&document, body);
    }
    let rows = document.as_array().ok_or("every success is an array")?;
    for row in rows {
        match file.contains("_detail") {
            true => details(row).await?,
            false => listed(row).await?,
        }
    }
    Ok(())
}

/// Checks the project's own documents the way the samples are checked.
pub(crate) async fn own_documents() -> Vec<String> {
    let mut failures = Vec::new();
    for (name, body) in [
        ("list", include_str!("../fixtures/i3d/list.json")),
        ("_detail", include_str!("../fixtures/i3d/details.json")),
    ] {
        failures.extend(decodes(name, body).await.err());
    }
    failures
}

/// The code decides, whatever the status.
fn is_refused(document: &Value, body: &str) -> Outcome {
    let expected = match document["errorCode"].as_i64() {
        Some(10001) => ErrorKind::NotFound,
        Some(10004) => ErrorKind::ProviderAuth,
        Some(11001) => ErrorKind::InvalidInput,
        other => return Err(format!("nobody said what {other:?} means")),
    };
    let error = refusal(StatusCode::BAD_REQUEST, &HeaderMap::new(), body.as_bytes());
    if error.kind() != expected {
        return Err(format!("is {:?} instead of {expected:?}", error.kind()));
    }
    let message = document["errorMessage"].as_str().unwrap_or_default();
    let detail = error.detail().unwrap_or_default();
    match detail.contains(message) && !error.message().contains(message) {
        true => Ok(()),
        false => Err(format!("the log does not learn why: {detail:?}")),
    }
}

async fn listed(row: &Value) -> Outcome {
    let read = decode_listed(&row.to_string(), &TimeZone::UTC, Timestamp::UNIX_EPOCH);
    let read = read.map_err(said)?;
    let balance = cents(row, "remainingAmount");
    let checks = [
        ("id", row["id"] == *read.id.as_str()),
        ("total", is_total(row, "amountIncVAT", &read)),
        (
            "balance",
            balance == read.balance.map(|money| money.amount.abs()),
        ),
        ("part", read.partial && read.line_items.is_none()),
    ];
    holds(&checks)?;
    shown(json!({"list": row})).await
}

async fn details(details: &Value) -> Outcome {
    let json = details.to_string();
    let read = decode_details(&json, None, &TimeZone::UTC, Timestamp::UNIX_EPOCH);
    let read = read.map_err(said)?;
    let items = details["items"].as_array().map(Vec::len);
    let checks = [
        (
            "id",
            details["id"].as_u64() == read.id.as_str().parse().ok(),
        ),
        ("total", is_total(details, "amountIncVat", &read)),
        ("lines", items == read.line_items.as_ref().map(Vec::len)),
        (
            "parties",
            read.customer.is_some() && read.supplier.is_some(),
        ),
        ("part", !read.partial),
    ];
    holds(&checks)?;
    shown(json!({"details": details})).await
}

/// The total is the document's in hundredths, and negative for a credit invoice.
fn is_total(document: &Value, key: &str, invoice: &Invoice) -> bool {
    let is_credit = document["isCredit"] == 1;
    let total = invoice.total.map(|money| money.amount);
    cents(document, key) == total.map(|total| total.abs())
        && is_credit == (invoice.kind == InvoiceKind::CreditNote)
        && total.is_some_and(|total| total.is_sign_negative()) == is_credit
}

fn cents(document: &Value, key: &str) -> Option<Decimal> {
    let amount = decimal_from_text(document[key].as_str()?)?;
    Some((amount / Decimal::from(100)).abs())
}

fn holds(checks: &[(&str, bool)]) -> Outcome {
    match checks.iter().find(|(_, holds)| !holds) {
        Some((what, _)) => Err(format!("{what} of the invoice is not the document's")),
        None => Ok(()),
    }
}

async fn shown(document: Value) -> Outcome {
    let shown = Shown {
        invoice: Some(decode(&document.to_string()).map_err(said)?),
    };
    compare(shown, "invoice", &document).await
}

fn said(error: invoice_gateway::error::Error) -> String {
    format!("{error:?}")
}
