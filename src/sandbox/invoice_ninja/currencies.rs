//! The vendor's table of currencies, as far as these books need it.
//!
//! Ids and digits are the vendor's own: BHD has two digits there and HUF none, against the standard.

use crate::sandbox::invoice_ninja::json::Json;

/// One currency.
#[derive(Debug, Clone, Copy)]
pub(super) struct Currency {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) symbol: &'static str,
    /// Digits after the dot to which totals are rounded.
    pub(super) precision: u32,
    pub(super) code: &'static str,
    /// Units for one US dollar, in millionths.
    pub(super) rate_millionths: i64,
}

const fn currency(
    id: &'static str,
    code: &'static str,
    name: &'static str,
    symbol: &'static str,
    precision: u32,
    rate_millionths: i64,
) -> Currency {
    Currency {
        id,
        name,
        symbol,
        precision,
        code,
        rate_millionths,
    }
}

/// All of them, by name as the vendor sorts them.
pub(super) const CURRENCIES: [Currency; 12] = [
    currency("12", "AUD", "Australian Dollar", "$", 2, 1_520_000),
    currency("77", "BHD", "Bahraini Dinar", "BD ", 2, 376_000),
    currency("2", "GBP", "British Pound", "£", 2, 781_300),
    currency("5", "DKK", "Danish Krone", "kr", 2, 6_882_000),
    currency("3", "EUR", "Euro", "€", 2, 922_500),
    currency("69", "HUF", "Hungarian Forint", "Ft", 0, 361_400_000),
    currency("45", "JPY", "Japanese Yen", "¥", 0, 151_200_000),
    currency("104", "KWD", "Kuwaiti Dinar", "KD ", 3, 307_150),
    currency("49", "PLN", "Polish Zloty", "zł", 2, 3_961_000),
    currency("7", "SEK", "Swedish Krona", "kr", 2, 10_480_000),
    currency("17", "CHF", "Swiss Franc", "", 2, 884_900),
    currency("1", "USD", "US Dollar", "$", 2, 1_000_000),
];

/// Finds a currency; the euro when there is none with this id.
pub(super) fn with_id(id: &str) -> Currency {
    let found = CURRENCIES.iter().find(|currency| currency.id == id);
    *found.unwrap_or(&CURRENCIES[4])
}

/// A currency in the statics.
pub(super) fn render(currency: &Currency) -> Json<'static> {
    Json::object([
        ("id", currency.id.into()),
        ("name", currency.name.into()),
        ("symbol", currency.symbol.into()),
        ("precision", i64::from(currency.precision).into()),
        ("thousand_separator", ",".into()),
        ("decimal_separator", ".".into()),
        ("code", currency.code.into()),
        ("swap_currency_symbol", false.into()),
        (
            "exchange_rate",
            rust_decimal::Decimal::new(currency.rate_millionths, 6).into(),
        ),
    ])
}
