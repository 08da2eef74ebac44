//! Activities, company-wide and of one record.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};

use crate::sandbox::invoice_ninja::downloads;
use crate::sandbox::invoice_ninja::envelope::{self, Page, Total};
use crate::sandbox::invoice_ninja::errors::{Answer, Refusal, json_response};
use crate::sandbox::invoice_ninja::filter::row_number;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::includes::{Entity, Includes};
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::params::{Params, leading_number};
use crate::sandbox::invoice_ninja::render_activity::{activity, labelled, newest};
use crate::sandbox::invoice_ninja::rows::Activity;

/// How many rows the labelled lists have without `rows`.
const DEFAULT_ROWS: i64 = 75;

/// Kinds of records that have activities, by the names that this endpoint wants: singular ones.
const ENTITIES: [&str; 12] = [
    "invoice",
    "quote",
    "credit",
    "purchase_order",
    "payment",
    "client",
    "vendor",
    "expense",
    "task",
    "project",
    "subscription",
    "recurring_invoice",
];

/// An invoice that was sent by email has a copy of what was sent.
const EMAILED: u16 = 6;

/// `GET /activities`: everything, newest first.
pub(super) async fn all(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    let includes = Includes::parse(params.get("include"), Entity::Activity, true)?;
    let ledger = ninja.ledger();
    let rows = newest(ledger.activities.iter());
    if params.has("reactv2") {
        let rows = rows.into_iter().take(most_rows(&params));
        let records = rows.map(|row| labelled(&ledger, row)).collect();
        let body = Json::object([("data", Json::List(records))]);
        return Ok(json_response(StatusCode::OK, body.pretty()));
    }
    let page = Page::read(&params);
    let records = page.cut(&rows).iter();
    let records = records.map(|row| activity(&ledger, row, &includes));
    let records = records.collect();
    let total = Total {
        rows: rows.len(),
        pages: page.of(rows.len(), false),
    };
    envelope::list(&params, &headers, "activities", page, total, records)
}

fn most_rows(params: &Params) -> usize {
    let rows = params.get("rows").map_or(DEFAULT_ROWS, leading_number);
    usize::try_from(rows).unwrap_or_default()
}

/// `POST /activities/entity`: everything about one record, newest first, without pages.
///
/// What a wrong name or id gets the page leaves open between two statuses: here the validation's.
pub(super) async fn of_entity(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    let Some(entity) = params.get("entity") else {
        return Err(Refusal::invalid("entity", "The entity field is required."));
    };
    if !ENTITIES.contains(&entity) {
        return Err(Refusal::invalid(
            "entity",
            "The selected entity is invalid.",
        ));
    }
    let Some(id) = params.get("entity_id") else {
        return Err(Refusal::invalid(
            "entity_id",
            "The entity id field is required.",
        ));
    };
    let id = row_number(id);
    let ledger = ninja.ledger();
    let number: fn(&Activity) -> u32 = match entity {
        "invoice" => |row| row.invoice,
        "payment" => |row| row.payment,
        "client" => |row| row.client,
        _ => |_| 0,
    };
    let is_known = match entity {
        "invoice" => ledger.invoices.contains_key(&id),
        "payment" => ledger.payments.contains_key(&id),
        "client" => ledger.clients.contains_key(&id),
        _ => false,
    };
    if !is_known {
        return Err(Refusal::invalid(
            "entity_id",
            "The selected entity id is invalid.",
        ));
    }
    let rows = newest(ledger.activities.iter().filter(|row| number(row) == id));
    let rows = rows.into_iter().take(most_rows(&params));
    let records = rows.map(|row| labelled(&ledger, row)).collect();
    let body = Json::object([("data", Json::List(records))]);
    Ok(json_response(StatusCode::OK, body.pretty()))
}

/// `GET /activities/download_entity/{activity}`: the copy that was made when something was sent.
pub(super) async fn backup(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
) -> Answer {
    let ledger = ninja.ledger();
    let number = row_number(&id) as usize;
    let row = ledger.activities.get(number.wrapping_sub(1));
    let row = row.ok_or_else(|| Refusal::no_such("Activity", &id))?;
    match ledger.invoices.get(&row.invoice) {
        Some(invoice) if row.type_id == EMAILED => Ok(downloads::pdf_of(invoice, "invoice")),
        _ => {
            let body = Json::object([
                ("message", "No backup exists for this activity".into()),
                ("errors", Json::empty()),
            ]);
            Err(Refusal::with(StatusCode::NOT_FOUND, body))
        }
    }
}
