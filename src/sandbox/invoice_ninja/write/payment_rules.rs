//! What a payment may be used for.

use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::rows::Invoice;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::input::Input;

const OVERPAID: &str =
    "The amount is greater than the invoice balance. You cannot overpay an invoice.";
const PAID: &str = "One or more of these invoices have been paid";
const OTHER_CLIENT: &str = "Selected invoices are not from a single client";

/// Rows with the amounts that were written beside them.
pub(super) type Parts = Vec<(u32, Decimal)>;

/// Reads a list of ids and amounts; the id has the key `of`.
pub(super) fn parts(check: &mut Check<'_>, list: &str, of: &str) -> Parts {
    let mut parts = Parts::new();
    for (index, item) in check.list(list).unwrap_or_default().iter().enumerate() {
        let input = Input::nested(item);
        let mut inner = Check::below(&input, list, index);
        inner.require(of);
        inner.require("amount");
        let row = inner.row(of).unwrap_or(0);
        let amount = inner.number("amount").flatten().unwrap_or_default();
        // The page says nothing of negative parts; they would take money back.
        if amount.is_sign_negative() && !amount.is_zero() {
            inner.complain("amount", "The", "field must be at least 0.");
        }
        if row != 0 && parts.iter().any(|(known, _)| *known == row) {
            inner.complain(of, "The", "field has a duplicate value.");
        }
        parts.push((row, amount));
        check.absorb(inner);
    }
    parts
}

/// Checks that every invoice is of this client, owes something, and not less than its part.
pub(super) fn check_invoices(
    check: &mut Check<'_>,
    ledger: &Ledger,
    client: u32,
    parts: &[(u32, Decimal)],
) {
    let mut general: Vec<&str> = Vec::new();
    for (index, (id, amount)) in parts.iter().enumerate() {
        let name = format!("invoices.{index}.invoice_id");
        let Some(row) = ledger.invoices.get(id) else {
            if *id != 0 {
                check.unknown(&name);
            }
            continue;
        };
        if row.client != client {
            general.push(OTHER_CLIENT);
        } else if owes_nothing(row) {
            general.push(PAID);
        } else if *amount > payable(row) {
            check.wrong(&name, OVERPAID);
        }
    }
    general.dedup();
    for text in general {
        check.wrong("invoices", text);
    }
}

fn owes_nothing(row: &Invoice) -> bool {
    let balance = row.money.balance;
    let is_done = row.status >= 4 || row.stamps.is_deleted;
    is_done || (balance.is_sign_negative() && !balance.is_zero())
}

/// A draft owes nothing yet, but may be paid all the same.
fn payable(row: &Invoice) -> Decimal {
    if row.status == 1 {
        row.money.amount
    } else {
        row.money.balance
    }
}

/// Checks that every credit note is of this client and has enough left.
pub(super) fn check_credits(
    check: &mut Check<'_>,
    ledger: &Ledger,
    client: u32,
    parts: &[(u32, Decimal)],
) {
    for (index, (id, amount)) in parts.iter().enumerate() {
        let credit = ledger.credits.get(id);
        let is_fine = credit.is_some_and(|credit| {
            let row = &credit.row;
            row.client == client && !row.stamps.is_deleted && *amount <= row.money.balance
        });
        if !is_fine && *id != 0 {
            check.unknown(&format!("credits.{index}.credit_id"));
        }
    }
}

/// The sum of all parts.
pub(super) fn sum(parts: &[(u32, Decimal)]) -> Decimal {
    parts.iter().map(|(_, amount)| *amount).sum()
}
