//! Amounts.

use async_graphql::SimpleObject;

use crate::{
    domain,
    scalar::{CurrencyCode, DecimalText},
};

/// An exact amount of money.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct Money {
    /// The amount in whole units of the currency (euros, not cents), with at least the currency's own decimals.
    amount: DecimalText,
    /// The currency.
    currency: CurrencyCode,
}

impl From<domain::Money> for Money {
    fn from(money: domain::Money) -> Self {
        Self {
            amount: money.amount.into(),
            currency: money.currency.into(),
        }
    }
}

/// The totals in the company's own currency, as the provider converted them.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct BaseTotals {
    /// The company's currency; null where the provider does not say it.
    currency: Option<CurrencyCode>,
    /// Without tax, in whole units of that currency.
    subtotal: Option<DecimalText>,
    /// Tax, in whole units of that currency.
    tax: Option<DecimalText>,
    /// With tax, in whole units of that currency.
    total: Option<DecimalText>,
    /// Still to be paid, in whole units of that currency.
    balance: Option<DecimalText>,
}

impl From<domain::BaseTotals> for BaseTotals {
    fn from(totals: domain::BaseTotals) -> Self {
        Self {
            currency: totals.currency.map(Into::into),
            subtotal: totals.subtotal.map(Into::into),
            tax: totals.tax.map(Into::into),
            total: totals.total.map(Into::into),
            balance: totals.balance.map(Into::into),
        }
    }
}

/// A discount over the whole invoice: one of its two fields is set.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct Discount {
    /// In percent of the lines; null for a fixed amount.
    percentage: Option<DecimalText>,
    /// A fixed amount; null for a percentage.
    amount: Option<Money>,
}

impl From<domain::Discount> for Discount {
    fn from(discount: domain::Discount) -> Self {
        match discount {
            domain::Discount::Percentage(percentage) => Self {
                percentage: Some(percentage.into()),
                amount: None,
            },
            domain::Discount::Amount(amount) => Self {
                percentage: None,
                amount: Some(amount.into()),
            },
        }
    }
}
