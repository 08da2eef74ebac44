//! The API's routes. All of them end in a slash; without it a GET is sent on to the right place.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, patch, post};

use crate::sandbox::clock;
use crate::sandbox::dashdoc::errors::{Refusal, json_response};
use crate::sandbox::dashdoc::files::{self, Links, MEDIA, STORAGE};
use crate::sandbox::dashdoc::host::Dashdoc;
use crate::sandbox::dashdoc::invoice::{Invoice, Uid};
use crate::sandbox::dashdoc::language::Language;
use crate::sandbox::dashdoc::ledger::Ledger;
use crate::sandbox::dashdoc::{create, items, lines, lists, mark_paid, patch, render};

/// What all paths of the API begin with.
pub(super) const API: &str = "/dashdoc/api/v4";

/// What a handler answers.
pub(super) type Answer = Result<Response, Refusal>;

/// All routes with their full paths.
pub(super) fn routes(dashdoc: Arc<Dashdoc>) -> Router {
    let mut router = Router::new()
        .route(&format!("{STORAGE}/{{kind}}/{{name}}"), get(files::stored))
        .route(&format!("{MEDIA}/{{kind}}/{{name}}"), get(files::media));
    for (path, handlers) in [
        ("/invoices", get(list).post(create::create)),
        ("/invoices/items", get(items::list).post(items::create)),
        (
            "/invoices/items/{uid}",
            patch(items::change).delete(items::remove),
        ),
        ("/invoices/{uid}", get(one).patch(patch::patch)),
        ("/invoices/{uid}/mark-paid", post(mark_paid::mark_paid)),
        ("/invoices/{uid}/lines", post(lines::add)),
        ("/delivery-documents/{uid}", get(files::delivery_document)),
    ] {
        router = slashed(router, &format!("{API}{path}"), handlers);
    }
    router
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(dashdoc)
}

fn slashed(
    router: Router<Arc<Dashdoc>>,
    path: &str,
    handlers: MethodRouter<Arc<Dashdoc>>,
) -> Router<Arc<Dashdoc>> {
    router
        .route(&format!("{path}/"), handlers)
        .route(path, any(append_slash))
}

/// What the framework does without a slash: a GET is redirected, anything else would lose its body.
async fn append_slash(method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return Refusal::example(StatusCode::INTERNAL_SERVER_ERROR);
    }
    let query = uri.query().map(|query| format!("?{query}"));
    let target = format!("{}/{}", uri.path(), query.unwrap_or_default());
    let head = [
        (header::LOCATION, target),
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
    ];
    (StatusCode::MOVED_PERMANENTLY, head).into_response()
}

async fn method_not_allowed(headers: HeaderMap) -> Refusal {
    Refusal::no_method(Language::of(&headers))
}

async fn list(
    State(dashdoc): State<Arc<Dashdoc>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    lists::invoices(&dashdoc, query.as_deref(), &headers)
}

async fn one(
    State(dashdoc): State<Arc<Dashdoc>>,
    Path(uid): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let ledger = dashdoc.ledger();
    let invoice = known(&ledger, &uid, &headers)?;
    Ok(answer(&ledger, &invoice, &headers))
}

/// The invoice with a uid, or the answer that there is none.
pub(super) fn known(
    ledger: &Ledger,
    uid: &str,
    headers: &HeaderMap,
) -> Result<Arc<Invoice>, Refusal> {
    let found = Uid::parse(uid).and_then(|uid| ledger.get(uid));
    found.ok_or_else(|| Refusal::not_found(Language::of(headers)))
}

/// Keeps an invoice that a client changed, and answers it as it is now.
pub(super) fn saved(ledger: &mut Ledger, mut invoice: Invoice, headers: &HeaderMap) -> Response {
    invoice.updated = clock::now_ms() * 1_000;
    let answer = answer(ledger, &invoice, headers);
    ledger.put(invoice);
    answer
}

fn answer(ledger: &Ledger, invoice: &Invoice, headers: &HeaderMap) -> Response {
    let links = Links::of(headers);
    let body = render::invoice(invoice, &ledger.companies(), ledger.today, &links);
    json_response(StatusCode::OK, body)
}
