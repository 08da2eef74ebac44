//! Amounts and currencies.

use crate::{
    domain::{Currency, Decimal, Money},
    scalar::DecimalText,
};

/// Amounts are in hundredths, whatever the currency.
const DECIMALS: u32 = 2;

/// How the amounts of one invoice are to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amounts {
    /// The invoice's currency.
    pub(super) currency: Option<Currency>,
    /// Whether it is a credit invoice: then each amount of the whole is negative, whatever the vendor's sign.
    pub(super) is_credit: bool,
    /// Whether the amounts of the lines turn their sign.
    pub(super) turn_lines: bool,
}

impl Amounts {
    /// An amount of the whole invoice.
    pub(super) fn whole(&self, hundredths: Option<DecimalText>) -> Option<Decimal> {
        let amount = units(hundredths?.0)?;
        Some(if self.is_credit {
            -amount.abs()
        } else {
            amount
        })
    }

    /// An amount of a line: lines can give and take, so each keeps its side.
    pub(super) fn line(&self, hundredths: Option<DecimalText>) -> Option<Money> {
        self.money(self.turned(units(hundredths?.0)?))
    }

    /// The price of one: its sign never turns, because the quantity's does.
    pub(super) fn price(&self, hundredths: Option<DecimalText>) -> Option<Money> {
        self.money(units(hundredths?.0)?)
    }

    /// A quantity of a line.
    pub(super) fn quantity(&self, quantity: Option<DecimalText>) -> Option<Decimal> {
        Some(self.turned(quantity?.0))
    }

    /// An amount with its currency; without one it is no money.
    pub(super) fn money(&self, amount: Decimal) -> Option<Money> {
        Some(Money::new(amount, self.currency?))
    }

    fn turned(&self, amount: Decimal) -> Decimal {
        if self.turn_lines && !amount.is_zero() {
            -amount
        } else {
            amount
        }
    }
}

/// Hundredths as whole units; `None` beyond 28 digits.
fn units(hundredths: Decimal) -> Option<Decimal> {
    hundredths.checked_mul(Decimal::new(1, DECIMALS))
}

/// The currency, by its code, else by a sign that only one currency has.
pub(super) fn currency(code: Option<&str>, sign: Option<&str>) -> Option<Currency> {
    let by_sign = |text: &str| match text.trim() {
        "€" => Currency::new("EUR"),
        "£" => Currency::new("GBP"),
        "US$" => Currency::new("USD"),
        _ => None,
    };
    let code_of = |text: &str| Currency::new(text).or_else(|| by_sign(text));
    code.and_then(code_of).or_else(|| sign.and_then(by_sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decimal_from_text;

    fn text(text: &str) -> Option<DecimalText> {
        decimal_from_text(text).map(DecimalText)
    }

    fn written(amounts: &Amounts, hundredths: &str) -> String {
        let amount = amounts.whole(text(hundredths)).unwrap();
        amounts.money(amount).unwrap().amount.to_string()
    }

    #[test]
    fn hundredths_are_hundredths_in_every_currency() {
        let of = |code: &str| Amounts {
            currency: Currency::new(code),
            is_credit: false,
            turn_lines: false,
        };
        assert_eq!(written(&of("EUR"), "12105"), "121.05");
        assert_eq!(written(&of("JPY"), "12100"), "121");
        assert_eq!(written(&of("JPY"), "12105"), "121.05");
        assert_eq!(written(&of("KWD"), "-1"), "-0.010");
        assert_eq!(written(&of("EUR"), "10050.5"), "100.505");
        assert_eq!(written(&of("EUR"), "-0"), "0.00");
    }

    #[test]
    fn a_credit_is_negative_whatever_the_vendors_sign() {
        let credit = Amounts {
            currency: Currency::new("EUR"),
            is_credit: true,
            turn_lines: true,
        };
        for hundredths in ["2420", "-2420"] {
            assert_eq!(written(&credit, hundredths), "-24.20");
        }
        assert_eq!(written(&credit, "0"), "0.00");
        assert_eq!(credit.quantity(text("2")).unwrap().to_string(), "-2");
        let price = credit.price(text("1210")).unwrap();
        assert_eq!(price.amount.to_string(), "12.10");
    }

    #[test]
    fn a_currency_is_a_code_or_a_sign_that_is_no_guess() {
        let code = |code, sign| currency(code, sign).map(|found| found.code().to_owned());
        assert_eq!(code(Some("eur"), None).as_deref(), Some("EUR"));
        assert_eq!(code(Some("Euro"), Some("€")).as_deref(), Some("EUR"));
        assert_eq!(code(Some("£"), None).as_deref(), Some("GBP"));
        assert_eq!(code(Some("dollars"), Some("$")), None);
        assert_eq!(code(None, None), None);
    }
}
