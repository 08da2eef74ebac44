//! The currencies that the vendor bills in.

use serde::Serialize;

/// A row of `/v3/currency`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Currency {
    id: u32,
    pub(super) name: &'static str,
    pub(super) sign: &'static str,
    conversion_rate_to_euro: f64,
    pub(super) decimals: u32,
}

const fn currency(
    id: u32,
    name: &'static str,
    sign: &'static str,
    conversion_rate_to_euro: f64,
    decimals: u32,
) -> Currency {
    Currency {
        id,
        name,
        sign,
        conversion_rate_to_euro,
        decimals,
    }
}

/// All of them; two share a sign.
pub(super) const CURRENCIES: [Currency; 6] = [
    currency(1, "EUR", "€", 1.0, 2),
    currency(2, "USD", "$", 0.92, 2),
    currency(3, "GBP", "£", 1.17, 2),
    currency(4, "JPY", "¥", 0.0061, 0),
    currency(5, "KWD", "د.ك", 2.995, 3),
    currency(6, "CAD", "$", 0.675, 2),
];

impl Currency {
    /// Finds a currency by its ISO code.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        CURRENCIES.iter().find(|currency| currency.name == name)
    }

    /// The smallest amount of the currency that fits cents, in hundredths of a cent.
    pub(super) fn step(self) -> i64 {
        if self.decimals == 0 { 10_000 } else { 100 }
    }
}
