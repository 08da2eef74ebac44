//! Numbers that a vendor computed with floats, cleaned of their noise. This is the only place where anything is rounded.
//!
//! A float is printed with as many digits as it takes to read the same float again: at most 15 where somebody wrote the
//! number, 16 or 17 where arithmetic left noise (`20.150000000000002`). So
//!
//! - a number of at most 15 digits, none of them further behind the point, is exact, whatever its form (`1.0e-5`, `403`, `-0`), and kept with all its decimals;
//! - of a longer one the noise begins at the 16th digit. An amount is rounded to its currency's decimals, at least two; a
//!   price, rate or quantity to 15 digits, which is what it was.

use rust_decimal::RoundingStrategy;

use crate::domain::Decimal;

/// As many digits as every float keeps.
const EXACT_DIGITS: u32 = 15;
/// Amounts have at least this many decimals, whatever the currency: vendors round taxes to them in every one.
const AMOUNT_DECIMALS: u32 = 2;

/// An amount in a currency with this many decimals; where that is not known, it has cents.
pub(super) fn amount(amount: Decimal, decimals: Option<u32>) -> Decimal {
    if is_exact(amount) {
        return amount;
    }
    let decimals = decimals.unwrap_or(AMOUNT_DECIMALS);
    rounded(amount, decimals.max(AMOUNT_DECIMALS))
}

/// A quantity, rate or price.
pub(super) fn number(number: Decimal) -> Decimal {
    if number.is_zero() {
        return Decimal::ZERO;
    }
    if is_exact(number) {
        return number;
    }
    let excess = digits(number).saturating_sub(EXACT_DIGITS);
    let decimals = number.normalize().scale().saturating_sub(excess);
    rounded(number, decimals.min(EXACT_DIGITS)).normalize()
}

fn rounded(number: Decimal, decimals: u32) -> Decimal {
    number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// Tells whether somebody can have written it so: noise has more digits, or lies further behind the point.
fn is_exact(number: Decimal) -> bool {
    digits(number) <= EXACT_DIGITS && number.normalize().scale() <= EXACT_DIGITS
}

/// How many digits a number has from its first to its last that is not zero.
fn digits(number: Decimal) -> u32 {
    match number.normalize().mantissa().unsigned_abs() {
        0 => 1,
        mantissa => mantissa.ilog10() + 1,
    }
}
