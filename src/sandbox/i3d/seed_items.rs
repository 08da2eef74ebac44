//! What is on a seeded invoice.

use crate::sandbox::i3d::currency::Currency;
use crate::sandbox::i3d::invoice::{Invoice, Item, Text, rounded};
use crate::sandbox::i3d::seed::{DAY, day_of};
use crate::sandbox::i3d::words::{ITEMS, REMARKS};
use crate::sandbox::random::Random;

/// Says what an invoice is about, mostly with its month.
pub(super) fn description(words: &[&'static str], rank: usize, created: i64) -> Text {
    let text = words[rank % words.len()];
    if text.is_empty() || rank.is_multiple_of(3) {
        return Text::Borrowed(text);
    }
    Text::Owned(format!("{text}, {}", day_of(created).strftime("%Y-%m")))
}

/// Makes the items; one in forty invoices has many, another one none that costs anything.
pub(super) fn items(
    random: &mut Random,
    rank: usize,
    currency: Currency,
    vat_percentage: i64,
    period: i64,
) -> Vec<Item> {
    let number = if rank % 40 == 17 {
        60
    } else {
        1 + random.below(3)
    };
    let items = (0..number).map(|nth| {
        // What is first costs something, so that no total is below zero by chance.
        let choices = if nth == 0 { &ITEMS[..3] } else { &ITEMS[..] };
        let (description, price) = *random.pick(choices);
        // A fraction of a cent is usual for what is sold by the thousand.
        let is_bulk = price.abs() < 100;
        let unit_price = match (currency.decimals, is_bulk) {
            (0, true) => 10_000,
            (0, false) => rounded(price, 10_000),
            _ => price,
        };
        let quantity = match is_bulk {
            true => 1 + random.below(40_000) as i64,
            false if price < 0 => 1,
            false => 1 + random.below(3) as i64,
        };
        Item {
            order_id: match rank % 4 {
                1 => Text::Owned(format!("PO-{rank}/{nth}")),
                _ => Text::Borrowed(""),
            },
            description: Text::Borrowed(description),
            period_from: period,
            period_to: period + 30 * DAY - 1,
            remarks: Text::Borrowed(*random.pick(&REMARKS)),
            quantity,
            setup_costs: if nth == 0 && rank % 6 == 1 {
                5_000_000
            } else {
                0
            },
            unit_price: if rank % 40 == 26 { 0 } else { unit_price },
            vat_percentage,
            step: currency.step(),
        }
    });
    items.collect()
}

/// Turns an invoice into one of negative amounts.
pub(super) fn negate(invoice: &mut Invoice) {
    for item in &mut invoice.items {
        item.unit_price = -item.unit_price;
        item.setup_costs = -item.setup_costs;
    }
    invoice.total_up();
}
