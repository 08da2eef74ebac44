//! Arithmetic of an invoice. Everything adds up to the cent, in both currencies.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::sandbox::moneybird::invoice::{Currency, Invoice, TAX_RATES};

/// The administration's own currency has cents.
const BASE_DECIMALS: u32 = 2;

/// An amount in the document's currency and in the administration's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) own: Decimal,
    pub(super) base: Decimal,
}

impl Amount {
    /// Converts at the vendor's rate.
    pub(super) fn at_rate(own: Decimal, currency: Currency) -> Self {
        let rate = Decimal::new(i64::from(currency.rate), 4);
        Self {
            own,
            base: round(own * rate, BASE_DECIMALS),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            own: self.own + other.own,
            base: self.base + other.base,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            own: self.own - other.own,
            base: self.base - other.base,
        }
    }
}

/// One row of `tax_totals`.
#[derive(Debug, Clone, Copy)]
pub(super) struct TaxTotal {
    pub(super) tax_rate_id: u64,
    pub(super) taxable: Amount,
    pub(super) tax: Amount,
}

/// All sums of an invoice.
#[derive(Debug)]
pub(super) struct Totals {
    /// Excluding tax, after discount, one for each line.
    pub(super) lines: Vec<Amount>,
    /// One for each rate above zero that is used.
    pub(super) taxes: Vec<TaxTotal>,
    pub(super) excl_tax: Amount,
    pub(super) incl_tax: Amount,
    pub(super) discount: Decimal,
    pub(super) paid: Decimal,
    pub(super) unpaid: Amount,
}

impl Totals {
    /// Adds an invoice up.
    pub(super) fn of(invoice: &Invoice) -> Self {
        let decimals = invoice.currency.decimals;
        let keep = (Decimal::ONE_HUNDRED - invoice.discount()) / Decimal::ONE_HUNDRED;
        let mut discount = Decimal::ZERO;
        let mut net = Vec::with_capacity(invoice.lines.len());
        for line in &invoice.lines {
            let gross = round(line.price * line.quantity, decimals);
            let kept = round(gross * keep, decimals);
            discount += gross - kept;
            net.push(kept);
        }

        let mut lines = vec![Amount::default(); net.len()];
        let mut taxes = Vec::new();
        let mut tax_sum = Amount::default();
        for (index, rate) in TAX_RATES.iter().enumerate() {
            let of_rate: Vec<usize> = (0..net.len())
                .filter(|line| usize::from(invoice.lines[*line].tax) == index)
                .collect();
            let sum: Decimal = of_rate.iter().map(|line| net[*line]).sum();
            let percent = Decimal::from(rate.percent);
            let (taxable, tax) = if invoice.prices_are_incl_tax {
                let part = percent / (Decimal::ONE_HUNDRED + percent);
                let tax = round(sum * part, decimals);
                (sum - tax, tax)
            } else {
                (sum, round(sum * percent / Decimal::ONE_HUNDRED, decimals))
            };
            let taxable = spread(invoice, &of_rate, &net, taxable, &mut lines);
            let tax = Amount::at_rate(tax, invoice.currency);
            tax_sum = tax_sum.plus(tax);
            // The page: an empty list where only zero rates apply.
            if rate.percent > 0 && !of_rate.is_empty() {
                taxes.push(TaxTotal {
                    tax_rate_id: rate.id,
                    taxable,
                    tax,
                });
            }
        }
        let excl_tax = lines
            .iter()
            .fold(Amount::default(), |sum, line| sum.plus(*line));
        let incl_tax = excl_tax.plus(tax_sum);
        let paid = invoice
            .payments
            .iter()
            .fold(Amount::default(), |sum, payment| {
                sum.plus(Amount {
                    own: payment.price,
                    base: payment.price_base,
                })
            });
        let mut unpaid = incl_tax.minus(paid);
        if unpaid.own.is_zero() {
            unpaid = Amount::default();
        }
        Self {
            lines,
            taxes,
            excl_tax,
            incl_tax,
            discount,
            paid: paid.own,
            unpaid,
        }
    }
}

/// Gives each line of one rate its part of `taxable`; the last one takes what rounding left.
fn spread(
    invoice: &Invoice,
    of_rate: &[usize],
    net: &[Decimal],
    taxable: Decimal,
    lines: &mut [Amount],
) -> Amount {
    let currency = invoice.currency;
    let mut rest = taxable;
    let mut sum = Amount::default();
    for (position, line) in of_rate.iter().copied().enumerate() {
        let own = if position + 1 == of_rate.len() {
            rest
        } else if invoice.prices_are_incl_tax {
            let percent = Decimal::from(TAX_RATES[usize::from(invoice.lines[line].tax)].percent);
            let part = Decimal::ONE_HUNDRED / (Decimal::ONE_HUNDRED + percent);
            round(net[line] * part, currency.decimals)
        } else {
            net[line]
        };
        rest -= own;
        lines[line] = Amount::at_rate(own, currency);
        sum = sum.plus(lines[line]);
    }
    sum
}

/// Rounds halves away from zero, as invoices do.
pub(super) fn round(amount: Decimal, decimals: u32) -> Decimal {
    amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}
