//! `POST /payments`.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::events_payment::Incoming;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::locks::SECOND_MS;
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::input::Input;
use crate::sandbox::invoice_ninja::write::payment_fields::Fields;
use crate::sandbox::invoice_ninja::write::payment_rules::{
    Parts, check_credits, check_invoices, parts, sum,
};

/// The longest key against repetitions, in characters.
const LONGEST_KEY: usize = 64;

/// Digits to which amounts are compared.
const DIGITS: u32 = 2;

/// Takes a payment in. A lock comes before the validation, so what that refuses holds it too.
pub(super) async fn create(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    ninja.locks.take(lock(&input), SECOND_MS)?;
    let (id, ledger) = ninja.write(|ledger, now| {
        let payment = NewPayment::check(ledger, &input)?;
        Ok(payment.store(ledger, now))
    })?;
    answer::payment(&ledger, id, &input)
}

/// The same client with the same invoices, or the same amount for none.
fn lock(input: &Input) -> String {
    let client = input.text("client_id").unwrap_or_default();
    let invoices = input.list("invoices").unwrap_or_default();
    let ids: Vec<&str> = invoices
        .iter()
        .filter_map(|item| item.get("invoice_id")?.as_str())
        .collect();
    let rest = match ids.as_slice() {
        [] => input.text("amount").unwrap_or_default(),
        ids => ids.join(","),
    };
    format!("payment {client} {rest}")
}

/// A payment that may be taken in.
#[derive(Debug)]
struct NewPayment {
    client: u32,
    amount: Option<Decimal>,
    invoices: Parts,
    credits: Parts,
    key: String,
    fields: Fields,
    /// Without a word from the request the company's settings send one.
    by_email: bool,
}

impl NewPayment {
    fn check(ledger: &Ledger, input: &Input) -> Result<Self, Box<Refusal>> {
        let mut check = Check::new(input);
        check.require("client_id");
        let client = check.row("client_id").unwrap_or(0);
        let row = ledger.clients.get(&client);
        if client != 0 && row.is_none_or(|row| row.stamps.is_deleted) {
            check.unknown("client_id");
        }
        let amount = check.number("amount").flatten();
        let amount = amount.filter(|amount| !amount.is_zero());
        let invoices = parts(&mut check, "invoices", "invoice_id");
        let credits = parts(&mut check, "credits", "credit_id");
        check_invoices(&mut check, ledger, client, &invoices);
        check_credits(&mut check, ledger, client, &credits);
        let rest = |amount: Decimal| amount + sum(&credits) - sum(&invoices);
        if amount.is_some_and(|amount| rest(amount).round_dp(DIGITS) < Decimal::ZERO) {
            check.wrong("amount", "Amounts do not balance correctly.");
        }
        let key = check_key(&mut check, ledger);
        let fields = Fields::read(&mut check, ledger, 0);
        check.done()?;
        Ok(Self {
            client,
            amount,
            invoices,
            credits,
            key,
            fields,
            by_email: input.text("email_receipt").as_deref() != Some("false"),
        })
    }

    fn store(self, ledger: &mut Ledger, now: i64) -> u32 {
        for (invoice, _) in &self.invoices {
            ledger.mark_sent(*invoice, now);
        }
        let id = ledger.pay(Incoming {
            client: self.client,
            at: now,
            date: Some(self.fields.date.unwrap_or(ledger.today)),
            amount: self.amount,
            parts: self.invoices,
            credits: self.credits,
            is_manual: true,
            ..Incoming::default()
        });
        let key = Cow::Owned(self.key);
        ledger.with_payment(id, |row| {
            self.fields.write(row);
            row.idempotency_key = key;
        });
        if self.by_email {
            ledger.email_payment(id, now);
        }
        id
    }
}

/// A key that came before is refused: the first answer is not given again.
fn check_key(check: &mut Check<'_>, ledger: &Ledger) -> String {
    let key = check.text("idempotency_key").unwrap_or_default();
    if key.chars().count() > LONGEST_KEY {
        let text = "field must not be greater than 64 characters.";
        check.complain("idempotency_key", "The", text);
    }
    let mut payments = ledger.payments.values();
    if !key.is_empty() && payments.any(|row| row.idempotency_key == key) {
        check.complain("idempotency_key", "The", "has already been taken.");
    }
    key
}
