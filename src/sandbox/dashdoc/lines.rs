//! `POST /invoices/{uid}/lines/`: adds a standalone line to a draft.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::sandbox::dashdoc::errors::{Refusal, json_response};
use crate::sandbox::dashdoc::host::Dashdoc;
use crate::sandbox::dashdoc::invoice::{Invoice, Line};
use crate::sandbox::dashdoc::language::Language;
use crate::sandbox::dashdoc::ledger::Ledger;
use crate::sandbox::dashdoc::mistakes::{Mistake, Mistakes, NO_FIELD};
use crate::sandbox::dashdoc::render_lines::LineView;
use crate::sandbox::dashdoc::routes::{self, Answer};
use crate::sandbox::dashdoc::{body, body::Fields, fields};

/// The longest description; the page names none.
const LONGEST: usize = 2_000;

/// Adds the line and answers it; what the vendor answers is not documented.
pub(super) async fn add(
    State(dashdoc): State<Arc<Dashdoc>>,
    Path(uid): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut ledger = dashdoc.ledger_mut();
    let row = routes::known(&ledger, &uid, &headers)?;
    let given = body::fields(&headers, &body)?;
    let mut row = Invoice::clone(&row);
    let line = read(&given, &row, &ledger, Language::of(&headers))?;
    let view = LineView::of(&line, &row.currency);
    let answer = serde_json::to_vec(&view).expect("a line has text keys only");
    row.lines.push(line);
    row.total_up();
    routes::saved(&mut ledger, row, &headers);
    Ok(json_response(StatusCode::CREATED, answer))
}

/// Reads a line. It has no tax rate: there is no field for one.
fn read(
    given: &Fields,
    row: &Invoice,
    ledger: &Ledger,
    language: Language,
) -> Result<Line, Refusal> {
    let mut mistakes = Mistakes::default();
    if row.status != "draft" {
        mistakes.add(NO_FIELD, Mistake::ONLY_DRAFTS);
    }
    let description = fields::any_text(given, "description", LONGEST, &mut mistakes);
    let quantity = fields::decimal(given, "quantity", 3, &mut mistakes);
    let unit_price = fields::decimal(given, "unit_price", 4, &mut mistakes);
    if given.get("invoice_item_uid") != Some(&Value::Null)
        && let Some(uid) = fields::uid(given, "invoice_item_uid", &mut mistakes)
        && !ledger.items.iter().any(|item| item.uid == uid)
    {
        mistakes.add("invoice_item_uid", Mistake::UNKNOWN);
    }
    mistakes.check(language)?;
    Ok(Line {
        description: description.unwrap_or_default(),
        quantity: quantity.unwrap_or_default(),
        unit_price: unit_price.unwrap_or_default(),
        tax_rate: None,
    })
}
