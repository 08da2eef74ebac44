//! The seeded lines, discounts and taxes.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::currencies::Currency;
use crate::sandbox::invoice_ninja::rows::{Era, Invoice, Line, Tax};
use crate::sandbox::invoice_ninja::seed_words::PRODUCTS;
use crate::sandbox::invoice_ninja::story::Story;
use crate::sandbox::random::Random;

fn tax(name: &'static str, rate: &str) -> Tax {
    Tax {
        name: Cow::Borrowed(name),
        rate: rate.parse().unwrap_or_default(),
    }
}

/// Gives an invoice its lines and everything else that counts for its total.
pub(super) fn fill(
    invoice: &mut Invoice,
    story: Story,
    currency: Currency,
    index: usize,
    random: &mut Random,
) {
    let era = match index % 9 {
        4 => Era::Noisy,
        7 => Era::Strings,
        _ => Era::Now,
    };
    let count = if index.is_multiple_of(31) {
        14
    } else {
        1 + random.below(3)
    };
    for _ in 0..count {
        let mut line = line(currency, random);
        line.era = era;
        if story.is_negative() {
            line.quantity = -line.quantity;
        }
        if story == Story::Zero {
            line.cost = Decimal::ZERO;
        }
        invoice.lines.push(line);
    }
    if era == Era::Noisy {
        invoice.lines.push(noisy_line());
    }
    match index % 13 {
        2 => {
            invoice.discount = Decimal::from(10);
        }
        5 if !story.is_negative() && story != Story::Zero => {
            invoice.discount = Decimal::ONE;
            invoice.is_amount_discount = true;
        }
        8 => invoice.uses_inclusive_taxes = true,
        _ => {}
    }
    match index % 11 {
        3 => invoice.taxes[0] = tax("Toeristenbelasting", "3.5"),
        6 => {
            // Taxes of the invoice instead of its lines, in all three places.
            for line in &mut invoice.lines {
                line.taxes = <[Tax; 3]>::default();
            }
            invoice.taxes = [tax("GST", "5"), tax("QST", "9.975"), tax("Eco", "0.5")];
        }
        9 => {
            invoice.surcharges[0] = Decimal::new(450, 2);
            invoice.surcharges[3] = Decimal::new(125, 2);
        }
        _ => {}
    }
    let (amount, taxes) = invoice.totals(currency.precision);
    invoice.money.amount = amount;
    invoice.money.total_taxes = taxes;
}

fn line(currency: Currency, random: &mut Random) -> Line {
    let (product_key, notes, cents, type_id) = *random.pick(&PRODUCTS);
    let cost = Decimal::new(cents, 2);
    let cost = match currency.precision {
        0 => (cost * Decimal::ONE_HUNDRED).normalize(),
        3 => cost + Decimal::new(5, 3),
        _ => cost.normalize(),
    };
    let quantity = match (cents < 100, random.below(4)) {
        (true, _) => Decimal::from(100 + random.below(900)),
        (false, 0) => Decimal::new(25, 1),
        (false, 1) => Decimal::new(333, 3),
        (false, _) => Decimal::from(1 + random.below(4)),
    };
    let mut taxes = <[Tax; 3]>::default();
    taxes[0] = match random.below(5) {
        0 => tax("btw laag", "9"),
        1 => Tax::default(),
        _ => tax("btw", "21"),
    };
    if random.below(12) == 0 {
        taxes[1] = tax("Milieuheffing", "1.25");
    }
    let discount = if random.below(9) == 0 {
        Decimal::from(5)
    } else {
        Decimal::ZERO
    };
    let custom_values = (random.below(8) == 0).then(|| {
        Box::new([
            Cow::Borrowed("kleur: blauw"),
            Cow::Borrowed("yes"),
            Cow::Borrowed(""),
            Cow::Borrowed("2026-01-31"),
        ])
    });
    Line {
        quantity,
        cost,
        product_key: Cow::Borrowed(product_key),
        notes: Cow::Borrowed(notes),
        discount,
        taxes,
        custom_values,
        type_id,
        ..Line::default()
    }
}

/// A line whose floats are worth nothing and look odd: a cost of `1.0e-5` and a total of `-0`.
fn noisy_line() -> Line {
    Line {
        quantity: -Decimal::ONE,
        cost: Decimal::ZERO,
        product_key: Cow::Borrowed("CORR"),
        notes: Cow::Borrowed("Correctie"),
        type_id: 1,
        era: Era::Noisy,
        ..Line::default()
    }
}

/// Lines that are known for their floats: one workshop at 5 % is `20.150000000000002` of tax, and a
/// million letters at a thousandth of a cent are ten.
pub(super) fn famous() -> Vec<Line> {
    let mut taxes = <[Tax; 3]>::default();
    taxes[0] = tax("Cultuurheffing", "5");
    vec![
        Line {
            quantity: Decimal::ONE,
            cost: Decimal::from(403),
            product_key: Cow::Borrowed("WORKSHOP"),
            notes: Cow::Borrowed("Workshop Schrijven & Tekenen"),
            taxes,
            type_id: 2,
            era: Era::Noisy,
            ..Line::default()
        },
        Line {
            quantity: Decimal::from(1_000_000),
            cost: Decimal::new(1, 5),
            product_key: Cow::Borrowed("LETTER"),
            notes: Cow::Borrowed("Zetwerk, per letter"),
            type_id: 1,
            era: Era::Noisy,
            ..Line::default()
        },
    ]
}
