//! `GET /invoices/{id}/{action}`: reads by their method, changes by their effect.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;

use crate::sandbox::invoice_ninja::downloads;
use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::records::invoice_with;
use crate::sandbox::invoice_ninja::rows::{Amounts, Invoice, Stamps};
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::input::Input;

/// Carries out an action and answers the invoice, in most cases.
pub(super) async fn act(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path((id, action)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let before = ninja.ledger();
    let row = invoice_with(&before, &id)?;
    match action.as_str() {
        "download" => return Ok(downloads::pdf_of(row, "invoice")),
        "history" => return Ok(StatusCode::OK.into_response()),
        // No payment gateway takes the bill.
        "auto_bill" => return answer::invoice_row(&before, row, &input),
        "clone_to_invoice" | "clone_to_quote" => {
            return answer::invoice_row(&before, &copy(&before, row), &input);
        }
        _ => {}
    }
    let id = row.id;
    let (_, after) = ninja.write(|ledger, now| change(ledger, id, &action, now))?;
    match action.as_str() {
        // The program forgets to answer.
        "cancel" => Ok(StatusCode::OK.into_response()),
        // It answers what it read before.
        "delete" => answer::invoice(&before, id, &input),
        _ => answer::invoice(&after, id, &input),
    }
}

fn change(ledger: &mut Ledger, id: u32, action: &str, now: i64) -> Result<(), Box<Refusal>> {
    match action {
        "mark_sent" => ledger.act_mark_sent(id, now),
        "mark_paid" => {
            if !ledger.mark_paid(id, None, now) {
                return Err(not_payable());
            }
        }
        "archive" => ledger.act_archive(id, now),
        "restore" => ledger.act_restore(id, now),
        "delete" => ledger.act_delete(id, now),
        "cancel" => ledger.act_cancel(id, now),
        other => {
            let text = format!("The requested action {other} is not available.");
            return Err(Refusal::message(StatusCode::BAD_REQUEST, text));
        }
    }
    Ok(())
}

fn not_payable() -> Box<Refusal> {
    let message = Json::object([("message", "Invoice cannot be marked as paid".into())]);
    let body = Json::object([("error", message)]);
    Refusal::with(StatusCode::BAD_REQUEST, body)
}

/// A draft like an invoice, of today; it is shown and not stored.
fn copy(ledger: &Ledger, row: &Invoice) -> Invoice {
    Invoice {
        id: 0,
        stamps: Stamps::default(),
        status: 1,
        money: Amounts {
            balance: 0.into(),
            paid_to_date: 0.into(),
            partial: 0.into(),
            ..row.money.clone()
        },
        number: "".into(),
        date: ledger.today,
        due_date: None,
        partial_due_date: None,
        last_sent_date: None,
        next_send_at: 0,
        reminders_sent: [None; 3],
        invitations: Vec::new(),
        cancelled_from: None,
        schedule: Vec::new(),
        shelf: Vec::new(),
        payments: Vec::new(),
        documents: Vec::new(),
        activities: Vec::new(),
        ..row.clone()
    }
}
