//! Credit invoices: made from a sent invoice, and settled against it.

use std::sync::Arc;

use axum::http::StatusCode;
use rust_decimal::Decimal;

use crate::sandbox::clock;
use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::errors::{Refusal, json_response};
use crate::sandbox::moneybird::fixed::SETTLEMENT_LEDGER_ID;
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{
    Booking, EventData, Invoice, Part, Payment, SalesPart, State,
};
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::totals::{Amount, Totals};
use crate::sandbox::moneybird::writes::common;
use crate::sandbox::moneybird::writes::life::{
    Checked, Desk, change, due_date, event, is_credit, is_unsettled, moment_after,
};
use crate::sandbox::moneybird::writes::payments;
use crate::sandbox::moneybird::{render, seed_lines};

/// `PATCH /sales_invoices/{id}/duplicate_creditinvoice`: answers with the new draft, with 200.
pub(super) fn duplicate(moneybird: &Moneybird, id: &str) -> Answer {
    let mut ledger = moneybird.ledger_mut();
    let found = id
        .parse()
        .ok()
        .and_then(|id| ledger.get(Resource::Sales, id));
    let original = found.ok_or_else(|| Box::new(Refusal::not_found("id")))?;
    // The page lists 400 without saying for what: nothing was invoiced that could be credited.
    if original.state.is_unsent() || is_credit(&original) {
        return Err(refused(
            "Sales invoice should be sent and not a credit invoice",
            "not_creditable",
        ));
    }
    let mut desk = Desk {
        ledger: &mut ledger,
        resource: Resource::Sales,
        now: clock::now_ms(),
    };
    let part = credit_part(&mut desk, &original);
    let mut row = common::blank(&mut desk, State::Draft, part);
    row.contact = original.contact.clone();
    row.reference = original.reference.clone();
    row.currency = original.currency;
    row.prices_are_incl_tax = original.prices_are_incl_tax;
    row.lines = seed_lines::credited(desk.ledger, &original, desk.now);
    row.due_date = Some(due_date(&row, desk.today()));
    let action = "sales_invoice_created_from_original";
    event(&mut row, action, EventData::Nothing, desk.now);
    let (action, data) = (
        "credit_invoice_created_from_original",
        EventData::Original(original.id),
    );
    event(&mut row, action, data, desk.now);
    let answer = json_response(StatusCode::OK, render::invoice(&row));
    ledger.put(Resource::Sales, Arc::new(row));
    Ok(answer)
}

fn credit_part(desk: &mut Desk<'_>, original: &Invoice) -> Part {
    let part = original.sales().cloned().unwrap_or_default();
    Part::Sales(Box::new(SalesPart {
        contact_person: part.contact_person,
        workflow_id: part.workflow_id,
        document_style_id: part.document_style_id,
        payment_conditions: part.payment_conditions,
        first_due_interval: part.first_due_interval,
        discount: part.discount,
        draft_id: Some(desk.ledger.counters.draft()),
        original_sales_invoice_id: Some(original.id),
        ..SalesPart::default()
    }))
}

/// `PATCH /sales_invoices/{id}/register_payment_creditinvoice`: books the credit's total on both.
pub(super) fn settle(moneybird: &Moneybird, id: &str) -> Answer {
    let missing = || Refusal::not_found("id");
    let (row, ()) = change(moneybird, Resource::Sales, id, missing, |desk, row| {
        let mut original = original_of(desk, row)?;
        if !is_unsettled(row) || !is_unsettled(&original) {
            return Err(refused(
                "Both invoices should be in a state that accepts a payment",
                "invalid_state",
            ));
        }
        let total = Totals::of(row).incl_tax;
        let (credit, own) = (desk.new_id(), desk.new_id());
        let mut on_credit = payment(desk, credit, total);
        on_credit.linked_payment_id = Some(own);
        let mut on_original = payment(desk, own, negated(total));
        on_original.linked_payment_id = Some(credit);
        on_original.credit_invoice_id = Some(row.id);
        payments::add(desk, row, on_credit);
        payments::add(desk, &mut original, on_original);
        original.updated_at = moment_after(&original);
        desk.ledger.put(Resource::Sales, Arc::new(original));
        Ok(())
    })?;
    Ok(json_response(StatusCode::OK, render::invoice(&row)))
}

fn original_of(desk: &Desk<'_>, row: &Invoice) -> Checked<Invoice> {
    let id = row.sales().and_then(|part| part.original_sales_invoice_id);
    let original = id.and_then(|id| desk.ledger.get(Resource::Sales, id));
    let original = original.ok_or_else(|| {
        refused(
            "Sales invoice should be a credit invoice with an original invoice",
            "no_credit_invoice",
        )
    })?;
    Ok(Invoice::clone(&original))
}

fn payment(desk: &Desk<'_>, id: u64, amount: Amount) -> Payment {
    Payment {
        id,
        price: amount.own,
        price_base: amount.base,
        payment_date: desk.today(),
        transaction_identifier: None,
        financial_mutation_id: None,
        credit_invoice_id: None,
        linked_payment_id: None,
        booking: Some(Box::new(Booking {
            ledger_account_id: Some(SETTLEMENT_LEDGER_ID),
            ..Booking::default()
        })),
        created_at: desk.now,
    }
}

fn negated(amount: Amount) -> Amount {
    Amount {
        own: Decimal::ZERO - amount.own,
        base: Decimal::ZERO - amount.base,
    }
}

/// The page lists 400 and shows no body; this one has the shape of its neighbours.
fn refused(error: &str, code: &str) -> Box<Refusal> {
    let status = StatusCode::BAD_REQUEST;
    Box::new(Refusal::symbolic(status, error, "invoice", code))
}
