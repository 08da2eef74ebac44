//! `POST /payments/bulk`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use crate::sandbox::invoice_ninja::errors::Answer;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::lists;
use crate::sandbox::invoice_ninja::rows::{Activity, Payment};
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::bulk::Bulk;
use crate::sandbox::invoice_ninja::write::input::Input;

/// Kinds of activities.
const ARCHIVED: u16 = 12;
const RESTORED: u16 = 27;

/// Carries out an action on many payments.
pub(super) async fn payments(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let bulk = Bulk::read(&input)?;
    if bulk.action == "template" {
        return answer::message("email sent");
    }
    let ((), ledger) = ninja.write(|ledger, now| {
        for id in &bulk.ids {
            act(ledger, *id, &bulk.action, now);
        }
        Ok(())
    })?;
    lists::chosen_payments(&input.params(), &headers, &ledger, &bulk.ids)
}

/// A deleted payment stays as it is, whatever is asked.
fn act(ledger: &mut Ledger, id: u32, action: &str, now: i64) {
    let is_live = |row: &Arc<Payment>| !row.stamps.is_deleted;
    if !ledger.payments.get(&id).is_some_and(is_live) {
        return;
    }
    match action {
        "archive" => mark(ledger, id, ARCHIVED, now, now),
        "restore" => mark(ledger, id, RESTORED, 0, now),
        "delete" => ledger.delete_payment(id, now),
        "email" | "email_receipt" => ledger.email_payment(id, now),
        _ => {}
    }
}

fn mark(ledger: &mut Ledger, id: u32, type_id: u16, archived_at: i64, at: i64) {
    let client = ledger.with_payment(id, |row| {
        row.stamps.archived_at = archived_at;
        row.stamps.updated_at = at;
        row.client
    });
    ledger.note(Activity {
        type_id,
        at,
        client,
        payment: id,
        ..Activity::default()
    });
}
