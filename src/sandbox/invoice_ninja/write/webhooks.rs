//! Subscriptions to events. They are kept, and nothing is ever delivered: simulators call nobody.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use crate::sandbox::invoice_ninja::envelope::{self, Page, Total};
use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::filter::row_number;
use crate::sandbox::invoice_ninja::fixed::{COMPANY, USER};
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::render::id as row_text;
use crate::sandbox::invoice_ninja::rows::{Stamps, Webhook};
use crate::sandbox::invoice_ninja::write::bulk::Bulk;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::input::Input;

/// The highest number of an event.
const LAST_EVENT: u16 = 66;

/// `GET /webhooks`.
pub(super) async fn list(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, b"")?;
    let ledger = ninja.ledger();
    let ids: Vec<u32> = ledger.webhooks.keys().copied().collect();
    chosen(&ledger, &ids, &input, &headers)
}

fn chosen(ledger: &Ledger, ids: &[u32], input: &Input, headers: &HeaderMap) -> Answer {
    let params = input.params();
    let page = Page::read(&params);
    let rows: Vec<&Webhook> = ids
        .iter()
        .filter_map(|id| ledger.webhooks.get(id))
        .map(Arc::as_ref)
        .collect();
    let records = page.cut(&rows).iter().map(|row| render(row)).collect();
    let total = Total {
        rows: rows.len(),
        pages: page.of(rows.len(), false),
    };
    envelope::list(&params, headers, "webhooks", page, total, records)
}

/// `GET /webhooks/{id}`.
pub(super) async fn show(State(ninja): State<Arc<InvoiceNinja>>, Path(id): Path<String>) -> Answer {
    let ledger = ninja.ledger();
    let row = webhook_with(&ledger, &id)?;
    envelope::item(&Input::default().params(), render(row))
}

/// `POST /webhooks`: one event for one subscription.
pub(super) async fn create(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (id, ledger) = ninja.write(|ledger, now| {
        let mut row = Webhook {
            stamps: Stamps {
                created_at: now,
                updated_at: now,
                ..Stamps::default()
            },
            rest_method: "post",
            ..Webhook::default()
        };
        fill(&mut row, &input, true)?;
        row.id = next(&mut ledger.counters.webhook);
        let id = row.id;
        ledger.webhooks.insert(id, Arc::new(row));
        Ok(id)
    })?;
    envelope::item(&input.params(), render(&ledger.webhooks[&id]))
}

/// `PUT /webhooks/{id}`.
pub(super) async fn update(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (id, ledger) = ninja.write(|ledger, now| {
        let mut row = webhook_with(ledger, &id)?.clone();
        fill(&mut row, &input, false)?;
        row.stamps.updated_at = now;
        let id = row.id;
        ledger.webhooks.insert(id, Arc::new(row));
        Ok(id)
    })?;
    envelope::item(&input.params(), render(&ledger.webhooks[&id]))
}

/// `DELETE /webhooks/{id}`.
pub(super) async fn delete(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
) -> Answer {
    let (id, ledger) = ninja.write(|ledger, now| {
        let id = webhook_with(ledger, &id)?.id;
        act(ledger, id, "delete", now);
        Ok(id)
    })?;
    let params = Input::default().params();
    envelope::item(&params, render(&ledger.webhooks[&id]))
}

/// `POST /webhooks/bulk`.
pub(super) async fn bulk(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let bulk = Bulk::read(&input)?;
    let ((), ledger) = ninja.write(|ledger, now| {
        for id in &bulk.ids {
            act(ledger, *id, &bulk.action, now);
        }
        Ok(())
    })?;
    chosen(&ledger, &bulk.ids, &input, &headers)
}

/// `POST /webhooks/{id}/retry`, which answers the subscription whatever became of the delivery.
pub(super) async fn retry(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let ledger = ninja.ledger();
    let row = webhook_with(&ledger, &id)?;
    let wanted = input.get("entity_id").and_then(Value::as_str);
    let wanted = wanted.map_or(0, row_number);
    let is_known = match input.text("entity").as_deref() {
        Some("invoice") => ledger.invoices.contains_key(&wanted),
        Some("payment") => ledger.payments.contains_key(&wanted),
        Some("client") => ledger.clients.contains_key(&wanted),
        Some("credit") => ledger.credits.contains_key(&wanted),
        _ => false,
    };
    if !is_known {
        let text = "Could not find entity";
        return Err(Refusal::message(StatusCode::BAD_REQUEST, text));
    }
    envelope::item(&input.params(), render(row))
}

fn webhook_with<'a>(ledger: &'a Ledger, id: &str) -> Result<&'a Webhook, Box<Refusal>> {
    let row = ledger.webhooks.get(&row_number(id)).map(Arc::as_ref);
    row.ok_or_else(|| Refusal::no_such("Webhook", id))
}

fn act(ledger: &mut Ledger, id: u32, action: &str, now: i64) {
    let Some(row) = ledger.webhooks.get_mut(&id) else {
        return;
    };
    let stamps = &mut Arc::make_mut(row).stamps;
    let (archived_at, is_deleted) = match action {
        "archive" => (now, stamps.is_deleted),
        "delete" => (now, true),
        "restore" => (0, false),
        _ => return,
    };
    stamps.archived_at = archived_at;
    stamps.is_deleted = is_deleted;
    stamps.updated_at = now;
}

fn fill(row: &mut Webhook, input: &Input, is_new: bool) -> Result<(), Box<Refusal>> {
    let mut check = Check::new(input);
    if is_new {
        check.require("target_url");
        check.require("event_id");
    }
    if let Some(target_url) = check.text("target_url") {
        row.target_url = Cow::Owned(target_url);
    }
    match input.text("rest_method").as_deref() {
        None => {}
        Some("post") => row.rest_method = "post",
        Some("put") => row.rest_method = "put",
        Some(_) => check.unknown("rest_method"),
    }
    if let Some(headers) = input.get("headers").and_then(Value::as_object) {
        row.headers = headers.clone();
    }
    let event = input.text("event_id");
    check.done()?;
    if let Some(event) = event {
        let known = event.parse().ok();
        let known = known.filter(|event| (1..=LAST_EVENT).contains(event));
        // The one answer that is a bare text.
        let wrong = || Refusal::with(StatusCode::BAD_REQUEST, Json::from("Invalid event"));
        row.event = known.ok_or_else(wrong)?;
    }
    Ok(())
}

/// No headers are an empty list.
fn headers(headers: &Map<String, Value>) -> Json<'static> {
    if headers.is_empty() {
        return Json::List(Vec::new());
    }
    let field = |(name, value): (&String, &Value)| (name.clone(), value.into());
    Json::Map(headers.iter().map(field).collect())
}

fn render(row: &Webhook) -> Json<'_> {
    Json::object([
        ("id", row_text(row.id)),
        ("company_id", row_text(COMPANY)),
        ("user_id", row_text(USER)),
        ("archived_at", row.stamps.archived_at.into()),
        ("updated_at", row.stamps.updated_at.into()),
        ("created_at", row.stamps.created_at.into()),
        ("is_deleted", row.stamps.is_deleted.into()),
        ("target_url", row.target_url.as_ref().into()),
        ("event_id", row.event.to_string().into()),
        ("format", "JSON".into()),
        ("rest_method", row.rest_method.into()),
        ("headers", headers(&row.headers)),
    ])
}
