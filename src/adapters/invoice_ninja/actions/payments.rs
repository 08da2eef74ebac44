//! Payments: registered, deleted, given back.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    adapters::{
        invoice_ninja::{
            actions::{
                draft::{Draft, number},
                native,
            },
            adapter::is_possible,
        },
        step::{Step, StepBody},
    },
    domain::{Decimal, Invoice, NativeId, Payment},
    error::ErrorKind,
    provider::action::{Action, NewPayment, Refund, Refusal},
};

/// POST a payment.
pub(super) fn create(
    action: &Action,
    target: &Invoice,
    wanted: &NewPayment,
) -> Result<Step, Vec<Refusal>> {
    let mut draft = Draft::default();
    if wanted.amount <= Decimal::ZERO {
        draft.refuse(Refusal::invalid("amount", "must be above zero"));
    }
    match client_id(target) {
        Some(client) => draft.set("client_id", client),
        None => draft.refuse(no_client()),
    }
    draft.set("date", wanted.date.to_string());
    draft.set_some("transaction_reference", wanted.reference.as_deref());
    draft.set_some("idempotency_key", wanted.key.as_deref());
    let mut invoices =
        vec![json!({"invoice_id": target.id.as_str(), "amount": number(wanted.amount)})];
    native::add(&mut draft, action);
    if let Some(Value::Array(others)) = native::given(action, "invoices") {
        invoices.extend(others.iter().cloned());
    }
    // What it is in all, the server sums up where that is not the one invoice's share.
    let is_whole = draft.get("invoices").is_none() && draft.get("credits").is_none();
    if draft.get("amount").is_none() && is_whole {
        draft.set("amount", number(wanted.amount));
    }
    draft.set("invoices", invoices);
    // Left out, the company's setting decides, and the client may get a letter that nobody asked for.
    if draft.get("email_receipt").is_none() {
        draft.set("email_receipt", "false");
    }
    Ok(Step {
        operation: "createPayment",
        method: Method::POST,
        path: "/payments".to_owned(),
        body: StepBody::Json(draft.finish()?),
    })
}

/// DELETE a payment.
pub(super) fn delete(action: &Action, payment: &NativeId) -> Result<Step, Vec<Refusal>> {
    native::refuse_all(action)?;
    if !is_possible(payment) {
        return Err(vec![no_payment()]);
    }
    Ok(Step {
        operation: "deletePayment",
        method: Method::DELETE,
        path: format!("/payments/{payment}"),
        body: StepBody::Empty,
    })
}

/// POST a refund of what of a payment went to one invoice.
pub(super) fn refund(
    action: &Action,
    target: &Invoice,
    wanted: &Refund,
) -> Result<Step, Vec<Refusal>> {
    let mut draft = Draft::default();
    if !is_possible(&wanted.payment) {
        return Err(vec![no_payment()]);
    }
    match refunded(target, wanted) {
        Ok(amount) => {
            let amount = number(amount);
            draft.set("amount", amount.clone());
            draft.set(
                "invoices",
                json!([{"invoice_id": target.id.as_str(), "amount": amount}]),
            );
        }
        Err(refusal) => draft.refuse(refusal),
    }
    draft.set("id", wanted.payment.as_str());
    draft.set("date", wanted.date.to_string());
    native::add(&mut draft, action);
    for (wire, no) in [
        ("gateway_refund", Value::Bool(false)),
        ("email_receipt", json!("false")),
    ] {
        if draft.get(wire).is_none() {
            draft.set(wire, no);
        }
    }
    Ok(Step {
        operation: "refundPayment",
        method: Method::POST,
        path: "/payments/refund".to_owned(),
        body: StepBody::Json(draft.finish()?),
    })
}

/// How much is given back: what is asked for, else all that is left of the invoice's share.
pub(super) fn refunded(target: &Invoice, wanted: &Refund) -> Result<Decimal, Refusal> {
    if let Some(amount) = wanted.amount {
        let above_zero = amount > Decimal::ZERO;
        return above_zero
            .then_some(amount)
            .ok_or_else(|| Refusal::invalid("amount", "must be above zero"));
    }
    let payment = payment(target, &wanted.payment).ok_or_else(no_payment)?;
    let Some(left) = payment.amount else {
        let message =
            "invoice ninja does not tell the invoice's share of the payment: say how much";
        return Err(Refusal::invalid("amount", message));
    };
    if left.amount > Decimal::ZERO {
        Ok(left.amount)
    } else {
        let message = "nothing is left of the invoice's share of the payment";
        Err(Refusal::new(ErrorKind::Conflict, message).at("paymentId"))
    }
}

/// A payment of an invoice.
pub(super) fn payment<'a>(invoice: &'a Invoice, id: &NativeId) -> Option<&'a Payment> {
    let payments = invoice.payments.iter().flatten();
    payments.into_iter().find(|payment| payment.id == *id)
}

/// The vendor's id of the client, which every payment names.
pub(super) fn client_id(invoice: &Invoice) -> Option<&str> {
    let client = invoice.customer.as_ref()?.id.as_ref()?;
    Some(client.as_str())
}

fn no_client() -> Refusal {
    let message = "invoice ninja does not tell the invoice's client, whom a payment must name";
    Refusal::new(ErrorKind::Conflict, message).at("invoiceId")
}

fn no_payment() -> Refusal {
    let message = "the invoice has no such payment";
    Refusal::new(ErrorKind::NotFound, message).at("paymentId")
}
