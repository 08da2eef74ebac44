//! Amounts of one document, cleaned of a float's noise. This is the only place where anything is rounded.
//!
//! The vendor computes with floats and prints them with as many digits as it takes to read the same float again: at most
//! 15 where somebody wrote the number, 16 or 17 where arithmetic left noise (`20.150000000000002`). So
//!
//! - a number of at most 15 digits, none of them further behind the point, is exact, whatever its form (`1.0e-5`, `403`, `-0`), and kept with all its decimals;
//! - of a longer one the noise begins at the 16th digit. An amount is rounded to its currency's decimals, at least two, as
//!   the vendor rounds taxes to two in every currency; a price, rate or quantity to 15 digits, which is what it was.

use rust_decimal::RoundingStrategy;

use crate::{
    domain::{Currency, Decimal, Money},
    scalar::DecimalText,
};

/// As many digits as every float keeps.
const EXACT_DIGITS: u32 = 15;
/// The vendor rounds taxes to this many decimals in every currency.
const TAX_DECIMALS: u32 = 2;

/// How the amounts of one document are to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amounts {
    /// The document's currency, where it is certain.
    pub(super) currency: Option<Currency>,
}

impl Amounts {
    /// An amount in the document's currency; without a currency it is no money.
    pub(super) fn money(&self, amount: Option<DecimalText>) -> Option<Money> {
        self.exactly(self.amount(amount))
    }

    /// An amount without its currency, for sums.
    pub(super) fn amount(&self, amount: Option<DecimalText>) -> Option<Decimal> {
        let amount = amount?.0;
        if is_exact(amount) {
            return Some(amount);
        }
        let decimals = self.currency.map_or(TAX_DECIMALS, |code| code.decimals());
        Some(rounded(amount, decimals.max(TAX_DECIMALS)))
    }

    /// An amount that was computed here.
    pub(super) fn exactly(&self, amount: Option<Decimal>) -> Option<Money> {
        Some(Money::new(amount?, self.currency?))
    }

    /// A price of one.
    pub(super) fn price(&self, price: Option<DecimalText>) -> Option<Money> {
        self.exactly(number(price))
    }
}

/// A quantity, rate or price.
pub(super) fn number(number: Option<DecimalText>) -> Option<Decimal> {
    let number = number?.0;
    if number.is_zero() {
        return Some(Decimal::ZERO);
    }
    if is_exact(number) {
        return Some(number);
    }
    let excess = digits(number).saturating_sub(EXACT_DIGITS);
    let decimals = number.normalize().scale().saturating_sub(excess);
    Some(rounded(number, decimals.min(EXACT_DIGITS)).normalize())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decimal_from_text;

    fn text(text: &str) -> Option<DecimalText> {
        Some(DecimalText(decimal_from_text(text).unwrap()))
    }

    fn money(number: &str, currency: &str) -> String {
        let currency = Currency::new(currency);
        let money = Amounts { currency }.money(text(number)).unwrap();
        money.amount.to_string()
    }

    #[test]
    fn noise_is_rounded_to_the_currency() {
        for (noisy, currency, clean) in [
            ("20.150000000000002", "EUR", "20.15"),
            ("7.999999999999999", "EUR", "8.00"),
            ("-1.4210854715202004e-14", "EUR", "0.00"),
            ("5000.0000000000009", "JPY", "5000"),
            ("12.340000000000001", "JPY", "12.34"),
            ("1.2345000000000002", "KWD", "1.235"),
            ("79228162514264.33", "EUR", "79228162514264.33"),
        ] {
            assert_eq!(money(noisy, currency), clean);
        }
    }

    #[test]
    fn what_is_no_noise_keeps_every_digit_in_every_spelling() {
        for (exact, currency, written) in [
            ("403", "EUR", "403.00"),
            ("-0", "EUR", "0.00"),
            ("-0.0", "EUR", "0.00"),
            ("1.0e-5", "EUR", "0.00001"),
            ("0.125", "EUR", "0.125"),
            ("99999999999999", "JPY", "99999999999999"),
            ("1234567.890123", "KWD", "1234567.890123"),
            ("1.0e+25", "EUR", "10000000000000000000000000.00"),
        ] {
            assert_eq!(money(exact, currency), written);
        }
    }

    #[test]
    fn a_price_is_never_cut_to_cents() {
        let number = |written: &str| number(text(written)).unwrap().to_string();
        assert_eq!(number("0.012500000000000001"), "0.0125");
        assert_eq!(number("0.30000000000000004"), "0.3");
        assert_eq!(number("0.0125"), "0.0125");
        assert_eq!(number("-0"), "0");
        assert_eq!(number("12345678901234567"), "12345678901234567");
    }

    #[test]
    fn without_a_currency_there_is_no_money() {
        assert_eq!(Amounts { currency: None }.money(text("1")), None);
    }
}
