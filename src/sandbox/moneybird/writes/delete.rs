//! Deleting whole invoices.

use axum::http::StatusCode;
use axum::response::IntoResponse;

use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::State;
use crate::sandbox::moneybird::resource::Resource;

/// `DELETE /sales_invoices/{id}` and `DELETE /external_sales_invoices/{id}`.
///
/// Sent and paid ones go too: the only documented conditions are that no payment is pending and
/// that the bookkeeping period is not locked, and these books have no locked period.
pub(super) fn invoice(moneybird: &Moneybird, resource: Resource, id: &str) -> Answer {
    let mut ledger = moneybird.ledger_mut();
    let found = id.parse().ok().and_then(|id| ledger.get(resource, id));
    let row = found.ok_or_else(|| Box::new(Refusal::not_found("id")))?;
    if resource == Resource::Sales && row.state == State::PendingPayment {
        let error = "Sales invoice has pending payments";
        let status = StatusCode::BAD_REQUEST;
        let refusal = Refusal::symbolic(status, error, "invoice", "pending_payments");
        return Err(Box::new(refusal));
    }
    ledger.remove(resource, row.id);
    Ok(StatusCode::NO_CONTENT.into_response())
}
