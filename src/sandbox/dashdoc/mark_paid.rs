//! `POST /invoices/{uid}/mark-paid/`. The page lists no body; the one here is what the vendor's own web
//! application sends to the same path.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;

use crate::sandbox::clock;
use crate::sandbox::dashdoc::errors::Refusal;
use crate::sandbox::dashdoc::host::Dashdoc;
use crate::sandbox::dashdoc::invoice::{Invoice, Text};
use crate::sandbox::dashdoc::language::Language;
use crate::sandbox::dashdoc::mistakes::{Mistake, Mistakes, NO_FIELD};
use crate::sandbox::dashdoc::render::method_uid;
use crate::sandbox::dashdoc::routes::{self, Answer};
use crate::sandbox::dashdoc::seed::midnight;
use crate::sandbox::dashdoc::words::METHODS;
use crate::sandbox::dashdoc::{body, body::Fields, fields};

/// The longest note; the page names none.
const LONGEST_NOTE: usize = 1_000;

/// Pays a final invoice, now unless the body names a day.
pub(super) async fn mark_paid(
    State(dashdoc): State<Arc<Dashdoc>>,
    Path(uid): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut ledger = dashdoc.ledger_mut();
    let row = routes::known(&ledger, &uid, &headers)?;
    let given = body::fields(&headers, &body)?;
    let row = paid(Invoice::clone(&row), &given, Language::of(&headers))?;
    Ok(routes::saved(&mut ledger, row, &headers))
}

fn paid(mut row: Invoice, given: &Fields, language: Language) -> Result<Invoice, Refusal> {
    let mut mistakes = Mistakes::default();
    if row.status != "final" {
        mistakes.add(NO_FIELD, Mistake::ONLY_FINAL);
    }
    let day = fields::date(given, "paid_at", &mut mistakes);
    let method = fields::uid(given, "payment_method_uid", &mut mistakes);
    let notes = fields::any_text(given, "payment_notes", LONGEST_NOTE, &mut mistakes);
    let known = method.and_then(|uid| METHODS.into_iter().find(|name| method_uid(name) == uid));
    if method.is_some() && known.is_none() {
        mistakes.add("payment_method_uid", Mistake::UNKNOWN);
    }
    mistakes.check(language)?;
    row.status = Text::Borrowed("paid");
    row.paid_at = Some(day.map_or_else(|| clock::now_ms() * 1_000, midnight));
    row.payment_method = known.map(Text::Borrowed);
    row.payment_notes = notes.unwrap_or_default();
    Ok(row)
}
