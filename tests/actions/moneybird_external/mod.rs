//! What Moneybird's external sales invoices can be asked to do: less than the sales invoices, and some of it by other paths.

mod below;
mod invoices;
mod states;
mod wrong;

use libtest_mimic::Trial;

use crate::{Case, desk::native_id, moneybird::promises_of_external};

const ACCOUNT: &str = "moneybird-external";

pub(crate) fn cases() -> Vec<Case> {
    let rooms = [invoices::cases(), states::cases(), below::cases()];
    rooms.into_iter().flatten().collect()
}

pub(crate) fn promises() -> Vec<Trial> {
    let mut promises = promises_of_external();
    promises.extend(wrong::promises());
    promises
}

/// Where the vendor has an invoice, and what hangs below it.
fn path(invoice: &str, rest: &str) -> String {
    format!(
        "/123/external_sales_invoices/{}{rest}.json",
        native_id(invoice)
    )
}
