//! `DELETE /invoices/{id}`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;

use crate::sandbox::invoice_ninja::errors::Answer;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::locks::SECOND_MS;
use crate::sandbox::invoice_ninja::records::invoice_with;
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::input::Input;

/// Deletes an invoice, which stays as a deleted one; again changes nothing.
pub(super) async fn delete(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let id = invoice_with(&ninja.ledger(), &id)?.id;
    ninja
        .locks
        .take(format!("delete invoice {id}"), SECOND_MS)?;
    let ((), ledger) = ninja.write(|ledger, now| {
        ledger.act_delete(id, now);
        Ok(())
    })?;
    answer::invoice(&ledger, id, &input)
}
