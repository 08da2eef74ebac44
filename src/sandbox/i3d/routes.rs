//! The API's routes. Whatever succeeds is an array, even of one; only the PDF is itself.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use url::form_urlencoded;

use crate::sandbox::i3d::currency::CURRENCIES;
use crate::sandbox::i3d::errors::{Refusal, json_response};
use crate::sandbox::i3d::host::I3d;
use crate::sandbox::i3d::invoice::Invoice;
use crate::sandbox::i3d::range::Range;
use crate::sandbox::i3d::{document, render};

/// What all paths of the API begin with.
pub(super) const API: &str = "/i3d/v3";

type Answer = Result<Response, Refusal>;

/// All routes with their full paths.
pub(super) fn routes(i3d: Arc<I3d>) -> Router {
    let invoice = format!("{API}/account/invoice");
    Router::new()
        .route(&invoice, get(all))
        .route(&format!("{invoice}/unpaid"), get(unpaid))
        .route(&format!("{invoice}/{{invoiceId}}"), get(by_id))
        .route(&format!("{invoice}/{{invoiceId}}/pdf"), get(document))
        .route(
            &format!("{invoice}/number/{{invoiceNumber}}"),
            get(by_number),
        )
        .route(&format!("{API}/currency"), get(currencies))
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(i3d)
}

async fn all(State(i3d): State<Arc<I3d>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    list(&i3d, query.as_deref(), &headers, |_| true)
}

/// Credit invoices are never unpaid here.
async fn unpaid(
    State(i3d): State<Arc<I3d>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    list(&i3d, query.as_deref(), &headers, |row| {
        row.payment_status != 1 && !row.is_credit
    })
}

/// Answers a range of rows; nothing says how many there are.
fn list(
    i3d: &I3d,
    query: Option<&str>,
    headers: &HeaderMap,
    wanted: impl Fn(&Invoice) -> bool,
) -> Answer {
    let range = Range::of(headers)?;
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    // Whether case matters is not documented: here it does not.
    let part = pairs.find(|(key, _)| key == "filter");
    let part = part.map_or_else(String::new, |(_, part)| part.to_lowercase());
    let fits = |row: &Invoice| part.is_empty() || row.description.to_lowercase().contains(&part);
    let rows = i3d.ledger().matching(|row| wanted(row) && fits(row));
    let window = i3d.pager.cut(rows.len(), range.start, range.results);
    let page = window.places.iter().filter_map(|place| rows.get(*place));
    let body = render::list(page.map(AsRef::as_ref));
    Ok(json_response(StatusCode::OK, body))
}

async fn by_id(State(i3d): State<Arc<I3d>>, Path(id): Path<String>) -> Answer {
    let id: u64 = id.parse().map_err(|_| Refusal::no_id())?;
    let ledger = i3d.ledger();
    let found = ledger.get(id);
    if found.is_none() && !ledger.had(id) {
        return Err(Refusal::no_invoice("invoiceId", "Invalid invoice ID"));
    }
    Ok(details(found.as_deref()))
}

async fn by_number(State(i3d): State<Arc<I3d>>, Path(number): Path<String>) -> Answer {
    let ledger = i3d.ledger();
    let found = ledger.numbered(&number);
    if found.is_none() && !ledger.had_number(&number) {
        return Err(Refusal::no_invoice(
            "invoiceNumber",
            "Invalid invoice number",
        ));
    }
    Ok(details(found.as_deref()))
}

fn details(invoice: Option<&Invoice>) -> Response {
    json_response(StatusCode::OK, render::details(invoice))
}

/// `GET /v3/account/invoice/{invoiceId}/pdf`.
async fn document(State(i3d): State<Arc<I3d>>, Path(id): Path<String>) -> Answer {
    let id: u64 = id.parse().map_err(|_| Refusal::no_id())?;
    let found = i3d.ledger().get(id);
    let Some(invoice) = found else {
        return Err(Refusal::no_invoice("invoiceId", "Invalid invoice ID"));
    };
    Ok(document::of(&invoice))
}

async fn currencies() -> Response {
    let body = serde_json::to_vec(&CURRENCIES).expect("a currency has text keys only");
    json_response(StatusCode::OK, body)
}

async fn method_not_allowed() -> Response {
    Refusal::example(StatusCode::METHOD_NOT_ALLOWED)
}
