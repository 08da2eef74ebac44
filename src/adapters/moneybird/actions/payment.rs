//! The body of a payment.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    adapters::moneybird::{
        actions::{document::Amounts, fields::Fields, native},
        resource::Resource,
    },
    domain::{Decimal, Invoice},
    error::ErrorKind,
    provider::action::{Action, NewPayment, Refusal, Settlement},
};

/// A payment as it was asked for.
pub(super) fn payment(
    resource: Resource,
    action: &Action,
    target: &Invoice,
    wanted: &NewPayment,
) -> Result<Value, Vec<Refusal>> {
    let amounts = Amounts::of(target);
    let mut fields = Fields::default();
    if wanted.amount.is_zero() {
        fields.refuse(Refusal::invalid("amount", "nothing is no payment"));
    }
    if action.keyed && wanted.reference.is_none() {
        fields.refuse(Refusal::invalid(
            "reference",
            "needed beside idempotencyKey: moneybird has nothing else to find the payment by",
        ));
    }
    let price = amounts.to_vendor(wanted.amount);
    body(
        fields,
        resource,
        action,
        amounts,
        (price, wanted.date, wanted.reference.as_deref()),
    )
}

/// A payment of all that is still to be paid, which is how an invoice becomes paid at Moneybird.
pub(super) fn settlement(
    resource: Resource,
    action: &Action,
    target: &Invoice,
    wanted: &Settlement,
    today: Date,
) -> Result<Value, Vec<Refusal>> {
    let amounts = Amounts::of(target);
    let Some(unpaid) = amounts.unpaid.filter(|unpaid| !unpaid.is_zero()) else {
        let message = "nothing of this invoice is left to pay";
        return Err(vec![Refusal::new(ErrorKind::Conflict, message)]);
    };
    let date = wanted.date.unwrap_or(today);
    body(
        Fields::default(),
        resource,
        action,
        amounts,
        (unpaid, date, wanted.reference.as_deref()),
    )
}

fn body(
    mut fields: Fields,
    resource: Resource,
    action: &Action,
    amounts: Amounts,
    (price, date, reference): (Decimal, Date, Option<&str>),
) -> Result<Value, Vec<Refusal>> {
    fields.set("payment_date", date.to_string());
    fields.money("price", "amount", price);
    fields.give("transaction_identifier", reference);
    native::add(&mut fields, resource, action);
    if amounts.is_foreign() && !fields.has("price_base") {
        match amounts.in_base(price) {
            Some(worth) => fields.set("price_base", worth.to_string()),
            None => fields.refuse(Refusal::invalid(
                &native::path(resource, "price_base"),
                "needed: the invoice is in another currency, and its rate cannot be told",
            )),
        }
    }
    Ok(json!({ "payment": fields.finish()? }))
}
