//! Registering and deleting payments.

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;

use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{EventData, Invoice, Payment, State};
use crate::sandbox::moneybird::render_children::PaymentView;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::writes::body::Fields;
use crate::sandbox::moneybird::writes::life::{Checked, Desk, change, event, follow};
use crate::sandbox::moneybird::writes::payment_input;
use crate::sandbox::moneybird::writes::validation::Validation;

/// `POST .../{invoice_id}/payments`, and with another status the deprecated `register_payment`.
pub(super) fn create(
    moneybird: &Moneybird,
    resource: Resource,
    id: &str,
    body: &[u8],
    status: StatusCode,
) -> Answer {
    let missing = || Refusal::not_found("invoice_id");
    let (row, payment) = change(moneybird, resource, id, missing, |desk, row| {
        let fields = wrapped(resource, body)?;
        let payment = payment_input::read(desk, &fields, row.currency)?;
        refuse_unsent(row, resource)?;
        add(desk, row, payment.clone());
        Ok(payment)
    })?;
    let view = PaymentView::of(&payment, &row, resource);
    Ok((status, Json(view)).into_response())
}

/// External invoices list no 400, so that a missing wrapper is an empty one there.
fn wrapped(resource: Resource, body: &[u8]) -> Checked<Fields> {
    match resource {
        Resource::Sales => Fields::wrapped(body, "payment"),
        Resource::External => Ok(Fields::parse(body)?.object("payment").unwrap_or_default()),
    }
}

/// Drafts cannot be paid, which is documented without status and body; the status is the one that
/// each resource lists. What is uncollectible or uploaded is refused likewise.
///
/// A paid invoice takes another payment: no rule against it is known, and a client that pays twice
/// has to be found out by the books.
fn refuse_unsent(row: &Invoice, resource: Resource) -> Checked<()> {
    let state = row.state;
    if !state.is_unsent() && !matches!(state, State::New | State::Uncollectible) {
        return Ok(());
    }
    match resource {
        Resource::Sales => {
            let error = "Invoice is not in a state that accepts payments";
            let status = StatusCode::BAD_REQUEST;
            let refusal = Refusal::symbolic(status, error, "invoice", "invalid_state");
            Err(Box::new(refusal))
        }
        Resource::External => {
            let mut validation = Validation::default();
            validation.invalid("invoice");
            validation.finish()
        }
    }
}

/// Books a payment on an invoice.
pub(super) fn add(desk: &Desk<'_>, row: &mut Invoice, payment: Payment) {
    let data = EventData::Payment(payment.id);
    event(row, "payment_registered", data, desk.now);
    row.payments.push(payment);
    follow(desk, row);
}

/// `DELETE .../{invoice_id}/payments/{id}`.
pub(super) fn delete(
    moneybird: &Moneybird,
    resource: Resource,
    invoice_id: &str,
    id: &str,
) -> Answer {
    let missing = || Refusal::not_found("id");
    change(moneybird, resource, invoice_id, missing, |desk, row| {
        let place = row.payments.iter().position(|one| one.id.to_string() == id);
        let place = place.ok_or_else(|| Box::new(missing()))?;
        let payment = row.payments.remove(place);
        let data = EventData::Payment(payment.id);
        event(row, "payment_destroyed", data, desk.now);
        follow(desk, row);
        Ok(())
    })?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
