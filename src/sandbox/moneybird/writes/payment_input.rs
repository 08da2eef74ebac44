//! A payment as a client registers it.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::sandbox::moneybird::fixed::{
    FINANCIAL_ACCOUNT_ID, OTHER_LEDGER_ID, REVENUE_LEDGER_ID, SETTLEMENT_LEDGER_ID,
};
use crate::sandbox::moneybird::invoice::{Booking, Currency, Payment, Text};
use crate::sandbox::moneybird::writes::body::Fields;
use crate::sandbox::moneybird::writes::life::{Checked, Desk};
use crate::sandbox::moneybird::writes::validation::Validation;

/// The manual bookings, and the field that each of them needs.
const MANUAL: [(&str, Option<&str>); 7] = [
    ("private_payment", Some("financial_account_id")),
    ("payment_without_proof", None),
    ("cash_payment", Some("financial_account_id")),
    ("rounding_error", None),
    ("bank_transfer", Some("financial_mutation_id")),
    ("balance_settlement", Some("ledger_account_id")),
    ("invoices_settlement", Some("invoice_id")),
];

/// Reads a payment for an invoice in this currency.
pub(super) fn read(desk: &mut Desk<'_>, fields: &Fields, currency: Currency) -> Checked<Payment> {
    let mut validation = Validation::default();
    let payment_date = day(fields, &mut validation);
    let price = price(fields, &mut validation);
    let price_base = price_base(fields, currency, &mut validation);
    let booking = booking(fields, &mut validation);
    // Which mutations there are, no endpoint of these resources tells.
    let financial_mutation_id = fields.id("financial_mutation_id").flatten();
    validation.finish()?;
    let price = price.unwrap_or_default();
    Ok(Payment {
        id: desk.new_id(),
        price,
        price_base: price_base.unwrap_or(price),
        payment_date: payment_date.unwrap_or(desk.today()),
        transaction_identifier: fields.filled("transaction_identifier").map(Text::Owned),
        financial_mutation_id,
        credit_invoice_id: None,
        linked_payment_id: None,
        booking: Some(Box::new(booking)),
        created_at: desk.now,
    })
}

fn day(fields: &Fields, validation: &mut Validation) -> Option<Date> {
    if fields.filled("payment_date").is_none() {
        // The vendor reports both.
        validation.blank("payment_date");
        validation.not_a_date("payment_date");
        return None;
    }
    fields.date("payment_date", "payment_date", validation)?
}

fn price(fields: &Fields, validation: &mut Validation) -> Option<Decimal> {
    if fields.filled("price").is_none() {
        validation.blank("price");
        validation.not_a_number("price");
        return None;
    }
    let price = fields.money("price", "price", validation)?;
    // A payment of nothing is shown nowhere.
    if price.is_zero() {
        validation.is_zero("price");
    }
    Some(price)
}

/// Needed in a foreign currency, where the vendor does not convert.
fn price_base(fields: &Fields, currency: Currency, validation: &mut Validation) -> Option<Decimal> {
    if currency == Currency::KNOWN[0] {
        return None;
    }
    if fields.filled("price_base").is_none() {
        validation.blank("price_base");
    }
    fields.money("price_base", "price_base", validation)
}

fn booking(fields: &Fields, validation: &mut Validation) -> Booking {
    let financial_account_id = fields.id("financial_account_id").flatten();
    if financial_account_id.is_some_and(|id| id != FINANCIAL_ACCOUNT_ID) {
        validation.not_found("financial_account_id");
    }
    let ledger_account_id = fields.id("ledger_account_id").flatten();
    let ledgers = [REVENUE_LEDGER_ID, SETTLEMENT_LEDGER_ID, OTHER_LEDGER_ID];
    if ledger_account_id.is_some_and(|id| !ledgers.contains(&id)) {
        validation.not_found("ledger_account_id");
    }
    let mut booking = Booking {
        manual_payment_action: None,
        financial_account_id,
        ledger_account_id,
    };
    if let Some(word) = fields.filled("manual_payment_action") {
        match MANUAL.iter().find(|(known, _)| *known == word) {
            None => validation.not_in_list("manual_payment_action", &word),
            Some((known, needs)) => {
                booking.manual_payment_action = Some(known);
                if let Some(needed) = needs.filter(|needed| fields.filled(needed).is_none()) {
                    validation.blank(needed);
                }
            }
        }
    }
    booking
}
