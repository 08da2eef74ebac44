//! Exact amounts of money.
//!
//! Amounts come from the text of the vendor's number, never through a float, and keep every digit that the vendor wrote.

use std::{borrow::Cow, fmt, str::FromStr};

pub use rust_decimal::Decimal;

/// No decimal reaches further.
const LARGEST_EXPONENT: i32 = 60;

/// An ISO 4217 code: three capital letters. Codes that the table of the day does not know are kept as they are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Reads a code in any case; `None` when it is not three letters.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.trim().as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Self(bytes.map(|byte| byte.to_ascii_uppercase())))
    }

    /// The code as text.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters are let in")
    }

    /// How many decimals the currency's smallest coin has (2 where the code is unknown).
    #[must_use]
    pub fn decimals(&self) -> u32 {
        iso_currency::Currency::from_code(self.code())
            .and_then(|known| known.exponent())
            .map_or(2, u32::from)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// An exact amount in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// The amount, in whole units of the currency (not cents).
    pub amount: Decimal,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Writes the amount with at least the currency's own decimals, so that `300.0` euro reads `300.00` and `5000.0`
    /// yen `5000`; digits beyond them are kept.
    #[must_use]
    pub fn new(amount: Decimal, currency: Currency) -> Self {
        let mut amount = if amount.is_zero() {
            Decimal::ZERO
        } else {
            amount.normalize()
        };
        let decimals = currency.decimals();
        if amount.scale() < decimals {
            amount.rescale(decimals);
        }
        Self { amount, currency }
    }
}

/// Reads a number's text exactly: plain (`-12.50`) or with an exponent (`1.0e-5`). `None` when it is no number or too
/// large for 28 digits; decimals beyond the 28th digit, which no money has, are rounded.
#[must_use]
pub fn decimal_from_text(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let plain = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => Cow::Owned(without_exponent(digits, exponent)?),
        None => Cow::Borrowed(text),
    };
    Decimal::from_str_exact(&plain)
        .or_else(|_| Decimal::from_str(&plain))
        .ok()
}

/// Writes `1.5e-3` as `0.0015`, by moving the point.
fn without_exponent(number: &str, exponent: &str) -> Option<String> {
    let exponent: i32 = exponent.parse().ok()?;
    let (sign, number) = match number.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("", number),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // Beyond these nothing is left of a decimal, or nothing of it fits.
    let exponent = usize::try_from(exponent.clamp(-LARGEST_EXPONENT, LARGEST_EXPONENT).abs())
        .map(|size| (exponent < 0, size));
    Some(match exponent.ok()? {
        (true, places) => {
            let padded = format!("{}{digits}", "0".repeat(places));
            let (whole, fraction) = padded.split_at(whole.len().min(padded.len()));
            format!("{sign}{whole}.{fraction}")
        }
        (false, places) => {
            let padded = format!(
                "{digits}{}",
                "0".repeat(places.saturating_sub(fraction.len()))
            );
            let (whole, fraction) = padded.split_at((whole.len() + places).min(padded.len()));
            format!("{sign}{whole}.{fraction}0")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str, currency: &str) -> String {
        let amount = decimal_from_text(text).unwrap();
        Money::new(amount, Currency::new(currency).unwrap())
            .amount
            .to_string()
    }

    #[test]
    fn amounts_are_padded_to_the_currency_and_never_cut() {
        assert_eq!(money("300.0", "EUR"), "300.00");
        assert_eq!(money("5000.0", "JPY"), "5000");
        assert_eq!(money("1.5", "KWD"), "1.500");
        assert_eq!(money("0.125", "EUR"), "0.125");
        assert_eq!(money("-0.0", "EUR"), "0.00");
        assert_eq!(money("79228162514264.33", "EUR"), "79228162514264.33");
    }

    #[test]
    fn numbers_are_read_from_their_text() {
        assert_eq!(decimal_from_text("1.0e-5").unwrap().to_string(), "0.000010");
        assert_eq!(
            decimal_from_text("123456789012345678.91")
                .unwrap()
                .to_string(),
            "123456789012345678.91"
        );
        for (text, number) in [
            ("1.0e+25", "10000000000000000000000000"),
            ("-1.4210854715202004e-14", "-0.0000000000000142108547152020"),
            ("1e-40", "0"),
            ("12.345E1", "123.45"),
            ("12.345e+0", "12.345"),
            ("-12.345e-2", "-0.12345"),
            ("-0", "0"),
        ] {
            let read = decimal_from_text(text).unwrap();
            assert_eq!(read, number.parse().unwrap(), "{text}");
        }
        for wrong in ["1e30", "e5", "1.2.3e4", "--1e1", "1e", "1e1.5"] {
            assert_eq!(decimal_from_text(wrong), None, "{wrong}");
        }
        assert_eq!(decimal_from_text("12,50"), None);
        assert_eq!(decimal_from_text(""), None);
    }

    #[test]
    fn a_currency_is_three_letters() {
        assert_eq!(Currency::new("eur").unwrap().code(), "EUR");
        assert_eq!(Currency::new("EURO"), None);
        assert_eq!(Currency::new("E1R"), None);
    }
}
