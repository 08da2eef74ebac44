//! `PUT /payments/{id}` and `DELETE /payments/{id}`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;

use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::filter::row_number;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::rows::{Activity, Payment};
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::input::Input;
use crate::sandbox::invoice_ninja::write::payment_fields::Fields;
use crate::sandbox::invoice_ninja::write::payment_rules::{Parts, check_invoices, parts, sum};

/// A payment that was changed.
const UPDATED: u16 = 11;

fn payment_with<'a>(ledger: &'a Ledger, id: &str) -> Result<&'a Payment, Box<Refusal>> {
    let row = ledger.payments.get(&row_number(id)).map(Arc::as_ref);
    row.ok_or_else(|| Refusal::no_such("Payment", id))
}

/// Changes a payment: `invoices` uses more of it, and does not say what it is used for in the end.
pub(super) async fn update(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (id, ledger) = ninja.write(|ledger, now| {
        let row = payment_with(ledger, &id)?;
        let id = row.id;
        let (fields, more) = checked(ledger, row, &input)?;
        for (invoice, part) in more {
            ledger.mark_sent(invoice, now);
            ledger.pay_more(id, invoice, part, now);
        }
        let client = ledger.with_payment(id, |row| {
            fields.write(row);
            // Whatever it was before.
            row.status = 4;
            row.is_manual = true;
            row.stamps.updated_at = now;
            row.client
        });
        ledger.note(Activity {
            type_id: UPDATED,
            at: now,
            client,
            payment: id,
            ..Activity::default()
        });
        Ok(id)
    })?;
    answer::payment(&ledger, id, &input)
}

fn checked(ledger: &Ledger, row: &Payment, input: &Input) -> Result<(Fields, Parts), Box<Refusal>> {
    if row.stamps.is_deleted {
        return Err(Refusal::deleted());
    }
    let mut check = Check::new(input);
    if check
        .row("client_id")
        .is_some_and(|client| client != row.client)
    {
        check.unknown("client_id");
    }
    let more = parts(&mut check, "invoices", "invoice_id");
    if sum(&more) > row.amount - row.applied {
        check.wrong("invoices", "Insufficient applied amount remaining");
    }
    check_invoices(&mut check, ledger, row.client, &more);
    let fields = Fields::read(&mut check, ledger, row.id);
    check.done()?;
    Ok((fields, more))
}

/// Deletes a payment and answers what it was before.
pub(super) async fn delete(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let before = ninja.ledger();
    let id = payment_with(&before, &id)?.id;
    ninja.write(|ledger, now| {
        let is_deleted = |row: &Arc<Payment>| row.stamps.is_deleted;
        if ledger.payments.get(&id).is_none_or(is_deleted) {
            return Err(Refusal::unauthorized());
        }
        ledger.delete_payment(id, now);
        Ok(())
    })?;
    answer::payment(&before, id, &input)
}
