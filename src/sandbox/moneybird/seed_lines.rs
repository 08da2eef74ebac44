//! Seeds the lines of invoices: prices, quantities, taxes and difficult texts.

use rust_decimal::Decimal;

use crate::sandbox::moneybird::fixed::{FIRST_PRODUCT_ID, PROJECT_ID};
use crate::sandbox::moneybird::invoice::{Currency, Invoice, Line, Text};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::seed_words::{
    AWKWARD_DESCRIPTION, DESCRIPTIONS, LONG_SENTENCE, UNICODE_DESCRIPTION,
};
use crate::sandbox::random::Random;

/// After how many invoices the difficult ones come again.
const PERIOD: usize = 997;

/// Repeats of the long sentence, which make more than ten thousand bytes.
const LONG_REPEATS: usize = 90;

/// Makes the lines of one invoice.
pub(super) fn lines(
    ledger: &mut Ledger,
    random: &mut Random,
    rank: usize,
    currency: Currency,
    negative: bool,
    created_at: i64,
) -> Vec<Line> {
    let special = rank % PERIOD;
    let count = match special {
        6 => 40,
        _ => [1, 2, 1, 3, 1][rank % 5],
    };
    let mut lines = Vec::with_capacity(count);
    for nth in 0..count {
        let description = match (special, nth) {
            (1, 0) => Text::Owned(LONG_SENTENCE.repeat(LONG_REPEATS)),
            (3, 0) => Text::Borrowed(AWKWARD_DESCRIPTION),
            (9, 0) => Text::Borrowed(UNICODE_DESCRIPTION),
            _ => Text::Borrowed(*random.pick(&DESCRIPTIONS)),
        };
        let (amount, quantity) = quantity(rank + nth);
        lines.push(Line {
            id: ledger.counters.id(created_at),
            tax: tax(currency, rank, nth),
            project_id: (rank % 8 == 5).then_some(PROJECT_ID),
            product_id: (rank % 6 == 2).then_some(FIRST_PRODUCT_ID + nth as u64),
            amount,
            quantity,
            description,
            price: price(random, currency),
            period: (rank % 7 == 1).then_some(Text::Borrowed("20250101..20250131")),
            ledger_account_id: None,
            row_order: None,
            times: None,
        });
    }
    if negative {
        lines.iter_mut().for_each(negate);
    }
    lines
}

/// Copies an invoice's lines with negative quantities, below a heading that names it.
pub(super) fn credited(ledger: &mut Ledger, original: &Invoice, created_at: i64) -> Vec<Line> {
    let number = original.sales().and_then(|part| part.invoice_id.as_deref());
    let mut lines = Vec::with_capacity(original.lines.len() + 1);
    if let (Some(number), Some(first)) = (number, original.lines.first()) {
        lines.push(Line {
            description: Text::Owned(format!("**Creditfactuur voor factuur {number}**")),
            amount: Some(Text::Borrowed("1 x")),
            quantity: Decimal::ONE,
            price: Decimal::ZERO,
            project_id: None,
            product_id: None,
            period: None,
            ..first.clone()
        });
    }
    for line in &original.lines {
        let mut line = line.clone();
        negate(&mut line);
        lines.push(line);
    }
    for line in &mut lines {
        line.id = ledger.counters.id(created_at);
        line.row_order = None;
        line.times = None;
    }
    lines
}

fn negate(line: &mut Line) {
    line.quantity = -line.quantity;
    if let Some(amount) = &line.amount
        && !amount.is_empty()
    {
        line.amount = Some(Text::Owned(format!("-{amount}")));
    }
}

fn quantity(nth: usize) -> (Option<Text>, Decimal) {
    let (text, quantity) = match nth % 6 {
        0 | 3 => (Some("1 x"), Decimal::ONE),
        1 => (Some("2,5 uur"), Decimal::new(25, 1)),
        2 => (None, Decimal::ONE),
        4 => (Some("12"), Decimal::from(12)),
        _ => (Some(""), Decimal::ONE),
    };
    (text.map(Text::Borrowed), quantity)
}

/// Index into the tax rates: the world outside the union pays none.
fn tax(currency: Currency, rank: usize, nth: usize) -> u8 {
    match currency.code {
        "USD" | "JPY" => 2,
        _ if rank % 10 == 7 => 3,
        _ if (rank + nth) % 4 == 1 => 1,
        _ => 0,
    }
}

fn price(random: &mut Random, currency: Currency) -> Decimal {
    let cents = match random.below(3) {
        0 => 100 * (5 + random.below(900)),
        1 => 95 + 100 * random.below(300),
        _ => 501 + random.below(250_000),
    };
    let cents = cents as i64;
    match currency.decimals {
        0 => Decimal::from(cents),
        decimals => Decimal::new(cents, decimals),
    }
}
