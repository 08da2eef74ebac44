//! `POST /payments/refund`: money goes back, and the invoices owe again.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::rows::{Payment, Target};
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::input::Input;
use crate::sandbox::invoice_ninja::write::payment_rules::{Parts, parts};

/// Refunds a payment. No payment gateway is asked, so `gateway_refund` changes nothing.
pub(super) async fn refund(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (id, ledger) = ninja.write(|ledger, now| {
        let (id, back) = checked(ledger, &input)?;
        for (invoice, amount) in back {
            ledger.refund(id, invoice, amount, now);
        }
        if input.text("email_receipt").as_deref() == Some("true") {
            ledger.email_payment(id, now);
        }
        Ok(id)
    })?;
    answer::payment(&ledger, id, &input)
}

/// What goes back: of which invoices how much, or how much of what was used for none.
fn checked(ledger: &Ledger, input: &Input) -> Result<(u32, Parts), Box<Refusal>> {
    let mut check = Check::new(input);
    check.require("id");
    check.require("date");
    check.date("date");
    let id = check.row("id").unwrap_or(0);
    let amount = check.number("amount").flatten().unwrap_or_default();
    let back = parts(&mut check, "invoices", "invoice_id");
    let row = ledger
        .payments
        .get(&id)
        .filter(|row| !row.stamps.is_deleted);
    let Some(row) = row else {
        if input.get("id").is_some() {
            check.wrong("id", "Unable to retrieve specified payment");
        }
        check.done()?;
        return Err(Refusal::server_error());
    };
    let back = if has_invoices(row) {
        check_parts(&mut check, row, &back);
        back
    } else {
        check_amount(&mut check, row, amount);
        vec![(0, amount)]
    };
    check.done()?;
    Ok((id, back))
}

fn has_invoices(row: &Payment) -> bool {
    let mut parts = row.paymentables.iter();
    parts.any(|part| matches!(part.target, Target::Invoice(_)))
}

fn check_parts(check: &mut Check<'_>, row: &Payment, back: &[(u32, Decimal)]) {
    if back.is_empty() {
        let text = "This payment has invoices attached to it, specify the invoices to refund";
        check.wrong("invoices", text);
    }
    for (index, (invoice, amount)) in back.iter().enumerate() {
        let own = row.paymentables.iter();
        let own = own.filter(|part| part.target == Target::Invoice(*invoice));
        let refundable: Vec<Decimal> = own.map(|part| part.amount - part.refunded).collect();
        if refundable.is_empty() {
            let text = "Attempting to refund an invoice that is not related to this payment";
            check.wrong("invoices", text);
        } else if *amount > refundable.iter().sum() {
            check.wrong(
                "invoices",
                "Attempting to refund more than allowed for an invoice",
            );
        }
        if amount.is_zero() {
            let name = format!("invoices.{index}.amount");
            check.complain(&name, "The", "field must be greater than 0.");
        }
    }
}

fn check_amount(check: &mut Check<'_>, row: &Payment, amount: Decimal) {
    if amount <= Decimal::ZERO || amount > row.amount - row.refunded {
        check.wrong("amount", "Attempting to refund more than the payment holds");
    }
}
