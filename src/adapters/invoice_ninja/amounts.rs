//! Amounts of one document, which the vendor computes with floats.

use crate::{
    adapters::floats,
    domain::{Currency, Decimal, Money},
    scalar::DecimalText,
};

/// How the amounts of one document are to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Amounts {
    /// The document's currency, where it is certain.
    pub(super) currency: Option<Currency>,
    /// To how many decimals the vendor rounds amounts in it, where it says so.
    pub(super) precision: Option<u32>,
}

impl Amounts {
    /// An amount in the document's currency; without a currency it is no money.
    pub(super) fn money(&self, amount: Option<DecimalText>) -> Option<Money> {
        self.exactly(self.amount(amount))
    }

    /// An amount without its currency, for sums.
    pub(super) fn amount(&self, amount: Option<DecimalText>) -> Option<Decimal> {
        let iso = || Some(self.currency?.decimals());
        Some(floats::amount(amount?.0, self.precision.or_else(iso)))
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
    Some(floats::number(number?.0))
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
        let amounts = Amounts {
            currency,
            precision: None,
        };
        let money = amounts.money(text(number)).unwrap();
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
    fn noise_is_rounded_to_what_the_vendor_says_of_the_currency() {
        for (currency, precision, clean) in [
            ("KWD", 2, "1.230"),
            ("EUR", 3, "1.235"),
            ("EUR", 2, "1.23"),
            ("JPY", 0, "1.23"),
        ] {
            let amounts = Amounts {
                currency: Currency::new(currency),
                precision: Some(precision),
            };
            let money = amounts.money(text("1.2345000000000002")).unwrap();
            assert_eq!(money.amount.to_string(), clean, "{currency}");
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
        assert_eq!(Amounts::default().money(text("1")), None);
    }
}
