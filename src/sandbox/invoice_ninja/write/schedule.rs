//! Reminders of all invoices, and the parts in which one is to be paid.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::events::reminder_on;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::records::invoice_with;
use crate::sandbox::invoice_ninja::rows::{Instalment, Invoice};
use crate::sandbox::invoice_ninja::totals::round;
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::input::Input;

/// How long after a reminder the next one goes out, in days.
const REMINDER_DAYS: i64 = 7;

/// The most parts that a schedule has.
const MOST_PARTS: usize = 100;

/// `POST /invoices/update_reminders`: a job looks at all of them, here at once.
pub(super) async fn update_reminders(State(ninja): State<Arc<InvoiceNinja>>) -> Answer {
    ninja.write(|ledger, _| {
        for row in ledger.invoices.values_mut() {
            let next = next_reminder(row);
            if next != row.next_send_at {
                Arc::make_mut(row).next_send_at = next;
            }
        }
        Ok(())
    })?;
    answer::message("Updating reminders")
}

/// When the server reminds of an invoice next, in Unix seconds; 0 for never.
fn next_reminder(row: &Invoice) -> i64 {
    if !matches!(row.status, 2 | 3) || row.stamps.is_deleted {
        return 0;
    }
    let latest = row.reminders_sent.iter().flatten().max();
    match latest {
        Some(day) => reminder_on(day.saturating_add(REMINDER_DAYS.days())),
        None => row.due_date.map_or(0, reminder_on),
    }
}

/// `POST /invoices/{id}/payment_schedule`.
pub(super) async fn plan(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (id, ledger) = ninja.write(|ledger, now| {
        let row = invoice_with(ledger, &id)?;
        let id = row.id;
        let schedule = checked(ledger, row, &input)?;
        ledger.with_invoice(id, |row| {
            row.schedule = schedule;
            row.stamps.updated_at = now;
        });
        Ok(id)
    })?;
    answer::invoice(&ledger, id, &input)
}

/// `DELETE /invoices/{id}/payment_schedule`.
pub(super) async fn forget(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
) -> Answer {
    let (id, ledger) = ninja.write(|ledger, now| {
        let id = invoice_with(ledger, &id)?.id;
        ledger.with_invoice(id, |row| {
            row.schedule.clear();
            row.stamps.updated_at = now;
        });
        Ok(id)
    })?;
    answer::invoice(&ledger, id, &Input::default())
}

fn checked(ledger: &Ledger, row: &Invoice, input: &Input) -> Result<Vec<Instalment>, Box<Refusal>> {
    let mut check = Check::new(input);
    check.require("next_run");
    let first = check.date("next_run").flatten();
    let parameters = input.get("parameters").map(Input::nested);
    let auto_bill = parameters.is_some_and(|parameters| parameters.is_true("auto_bill"));
    let precision = ledger.currency_of(row.client).precision;
    let parts = match check.list("schedule") {
        Some(_) => listed(&mut check, row, precision),
        None => repeated(&mut check, row, precision, first.unwrap_or(ledger.today)),
    };
    check.done()?;
    let part = |(date, amount)| Instalment {
        date,
        amount,
        auto_bill,
    };
    Ok(parts.into_iter().map(part).collect())
}

/// Parts that are written out: all amounts, or all percents.
fn listed(check: &mut Check<'_>, row: &Invoice, precision: u32) -> Vec<(Date, Decimal)> {
    let total = row.money.amount;
    let (mut parts, mut amounts, mut percents) = (Vec::new(), Decimal::ZERO, Decimal::ZERO);
    for (index, item) in check
        .list("schedule")
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let input = Input::nested(item);
        let mut inner = Check::below(&input, "schedule", index);
        inner.require("date");
        inner.require("amount");
        let date = inner.date("date").flatten().unwrap_or_default();
        let sent = inner.number("amount").flatten().unwrap_or_default();
        let is_amount = inner.flag("is_amount").unwrap_or(true);
        check.absorb(inner);
        let amount = if is_amount {
            amounts += sent;
            sent
        } else {
            percents += sent;
            round(total * sent / Decimal::ONE_HUNDRED, precision)
        };
        parts.push((date, amount));
    }
    let is_all = if percents.is_zero() {
        amounts == total
    } else {
        amounts.is_zero() && percents == Decimal::ONE_HUNDRED
    };
    if !is_all {
        let text = "The schedule must add up to the amount of the invoice.";
        check.wrong("schedule", text);
    }
    parts
}

/// Equal parts, one for each time.
fn repeated(
    check: &mut Check<'_>,
    row: &Invoice,
    precision: u32,
    first: Date,
) -> Vec<(Date, Decimal)> {
    check.require("frequency_id");
    check.require("remaining_cycles");
    let number = |sent: Option<Decimal>| usize::try_from(sent.unwrap_or_default()).unwrap_or(0);
    let frequency = number(check.number("frequency_id").flatten());
    let count = number(check.number("remaining_cycles").flatten()).min(MOST_PARTS);
    let Some(step) = step(frequency) else {
        check.unknown("frequency_id");
        return Vec::new();
    };
    let part = round(row.money.amount / Decimal::from(count.max(1)), precision);
    let mut date = first;
    let mut left = row.money.amount;
    let mut parts = Vec::new();
    for nth in 1..=count {
        let amount = if nth == count { left } else { part };
        parts.push((date, amount));
        left -= amount;
        date = date.saturating_add(step);
    }
    parts
}

/// The time between two parts, by the vendor's numbers: daily, weekly, and so on to three years.
fn step(frequency: usize) -> Option<Span> {
    let steps = [
        1.days(),
        1.weeks(),
        2.weeks(),
        4.weeks(),
        1.months(),
        2.months(),
        3.months(),
        4.months(),
        6.months(),
        1.years(),
        2.years(),
        3.years(),
    ];
    steps.get(frequency.checked_sub(1)?).copied()
}
