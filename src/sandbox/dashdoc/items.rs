//! What lines can be of: a catalogue that clients may read and change.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use url::form_urlencoded;

use crate::sandbox::dashdoc::body;
use crate::sandbox::dashdoc::errors::{Refusal, json_response};
use crate::sandbox::dashdoc::fields;
use crate::sandbox::dashdoc::host::Dashdoc;
use crate::sandbox::dashdoc::invoice::{Text, Uid};
use crate::sandbox::dashdoc::language::Language;
use crate::sandbox::dashdoc::ledger::Ledger;
use crate::sandbox::dashdoc::lists::{self, Envelope, Query};
use crate::sandbox::dashdoc::mistakes::{Mistake, Mistakes};
use crate::sandbox::dashdoc::routes::Answer;
use crate::sandbox::dashdoc::words::ITEMS;

/// Items on a page.
const ITEMS_PER_PAGE: usize = 20;

/// The longest text; the page names none.
const LONGEST: usize = 255;

/// One entry of the catalogue.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Item {
    pub(super) uid: Uid,
    /// Its key in the issuer's accounting; empty when unset.
    pub(super) remote_id: Text,
    pub(super) description: Text,
}

/// The catalogue that the books begin with.
pub(super) fn seeded() -> Vec<Item> {
    let items = ITEMS.iter().zip(1..);
    let item = |([remote_id, description], seed): (&[&'static str; 2], u64)| Item {
        uid: Uid::of(u64::MAX - seed),
        remote_id: Text::Borrowed(*remote_id),
        description: Text::Borrowed(*description),
    };
    items.map(item).collect()
}

/// `GET /invoices/items/`.
pub(super) async fn list(
    State(dashdoc): State<Arc<Dashdoc>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let query = Query::read(query.as_deref());
    let ledger = dashdoc.ledger();
    let count = ledger.items.len();
    let pages = count.div_ceil(ITEMS_PER_PAGE).max(1);
    let page = query.page(pages).filter(|page| *page <= pages);
    let page = page.ok_or_else(|| Refusal::no_page(Language::of(&headers)))?;
    let rows = ledger.items.iter().skip((page - 1) * ITEMS_PER_PAGE);
    let rows = rows.take(ITEMS_PER_PAGE).collect();
    let asked = (&query, "/invoices/items/", page);
    Ok(lists::answer(&Envelope::of(
        asked,
        count,
        page < pages,
        rows,
    )))
}

/// `POST /invoices/items/`.
pub(super) async fn create(
    State(dashdoc): State<Arc<Dashdoc>>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut ledger = dashdoc.ledger_mut();
    let item = Item {
        uid: ledger.uid(),
        remote_id: Text::Borrowed(""),
        description: Text::Borrowed(""),
    };
    let item = changed(item, &ledger, &headers, &body)?;
    if item.description.is_empty() {
        let mut mistakes = Mistakes::default();
        mistakes.add("description", Mistake::REQUIRED);
        mistakes.check(Language::of(&headers))?;
    }
    ledger.items.push(item.clone());
    Ok(answer(StatusCode::CREATED, &item))
}

/// `PATCH /invoices/items/{uid}/`.
pub(super) async fn change(
    State(dashdoc): State<Arc<Dashdoc>>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut ledger = dashdoc.ledger_mut();
    let index = place(&ledger, &key, query.as_deref(), &headers)?;
    let item = changed(ledger.items[index].clone(), &ledger, &headers, &body)?;
    ledger.items[index] = item.clone();
    Ok(answer(StatusCode::OK, &item))
}

/// `DELETE /invoices/items/{uid}/`.
pub(super) async fn remove(
    State(dashdoc): State<Arc<Dashdoc>>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let mut ledger = dashdoc.ledger_mut();
    let index = place(&ledger, &key, query.as_deref(), &headers)?;
    ledger.items.remove(index);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Finds the item by its uid, or by its `remote_id` when the query says so.
fn place(
    ledger: &Ledger,
    key: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<usize, Refusal> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let by_remote_id = pairs.any(|(name, value)| name == "lookup_field" && value == "remote_id");
    let uid = Uid::parse(key);
    let is_it = |item: &Item| match by_remote_id {
        true => item.remote_id == key,
        false => Some(item.uid) == uid,
    };
    let index = ledger.items.iter().position(is_it);
    index.ok_or_else(|| Refusal::not_found(Language::of(headers)))
}

/// Writes what the body gives into an item.
fn changed(
    mut item: Item,
    ledger: &Ledger,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Item, Refusal> {
    let language = Language::of(headers);
    let given = body::fields(headers, body)?;
    let mut mistakes = Mistakes::default();
    let remote_id = fields::any_text(&given, "remote_id", LONGEST, &mut mistakes);
    let description = fields::text(&given, "description", LONGEST, &mut mistakes);
    mistakes.check(language)?;
    item.remote_id = remote_id.unwrap_or(item.remote_id);
    item.description = description.unwrap_or(item.description);
    let is_taken = |other: &Item| other.remote_id == item.remote_id && other.uid != item.uid;
    if !item.remote_id.is_empty() && ledger.items.iter().any(is_taken) {
        return Err(taken(language, &item.remote_id));
    }
    Ok(item)
}

/// One text alone, as the vendor refuses other keys that are taken.
fn taken(language: Language, remote_id: &str) -> Refusal {
    let text = language.choose(
        "Il existe déjà un article avec le remote_id",
        "There is already an invoice item with the remote_id",
    );
    let detail = format!("{text} {remote_id}");
    Refusal::wrong_body(
        language,
        json!({"remote_id": {"detail": detail, "code": "invalid"}}),
    )
}

fn answer(status: StatusCode, item: &Item) -> Response {
    let body = serde_json::to_vec(item).expect("an item has text keys only");
    json_response(status, body)
}
