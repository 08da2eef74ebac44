//! What an invoice adds up to.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::sandbox::invoice_ninja::rows::{Invoice, Line, Tax};

/// Digits of every tax, whatever the currency.
const TAX_DIGITS: u32 = 2;

/// Digits of a line's total, whose column is free text and knows no currency.
const LINE_DIGITS: u32 = 3;

/// Rounds half away from zero.
pub(super) fn round(value: Decimal, digits: u32) -> Decimal {
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    value.round_dp_with_strategy(digits, half_up).normalize()
}

/// The tax in or on top of an amount.
fn tax_of(taxes: &[Tax; 3], amount: Decimal, is_inclusive: bool) -> Decimal {
    let hundred = Decimal::ONE_HUNDRED;
    let one = |tax: &Tax| {
        let tax = if is_inclusive {
            amount - amount / (Decimal::ONE + tax.rate / hundred)
        } else {
            amount * tax.rate / hundred
        };
        round(tax, TAX_DIGITS)
    };
    taxes.iter().map(one).sum()
}

impl Line {
    /// What the line costs before tax, its own discount taken off.
    pub(super) fn total(&self) -> Decimal {
        let total = self.cost * self.quantity;
        let discount = if self.is_amount_discount {
            self.discount
        } else {
            total * self.discount / Decimal::ONE_HUNDRED
        };
        round(total - discount, LINE_DIGITS)
    }

    /// The tax of the line by itself.
    pub(super) fn tax(&self, is_inclusive: bool) -> Decimal {
        tax_of(&self.taxes, self.total(), is_inclusive)
    }
}

impl Invoice {
    /// Gives the total with tax and the taxes in it, where totals have so many digits.
    pub(super) fn totals(&self, precision: u32) -> (Decimal, Decimal) {
        let subtotal: Decimal = self.lines.iter().map(Line::total).sum();
        let discount = if self.is_amount_discount {
            self.discount
        } else {
            round(
                subtotal * self.discount / Decimal::ONE_HUNDRED,
                precision.max(2),
            )
        };
        let kept = |total: Decimal| {
            if subtotal.is_zero() {
                total
            } else {
                total - total * discount / subtotal
            }
        };
        let inclusive = self.uses_inclusive_taxes;
        let of_lines: Decimal = self
            .lines
            .iter()
            .map(|line| tax_of(&line.taxes, kept(line.total()), inclusive))
            .sum();
        let taxes = of_lines + tax_of(&self.taxes, subtotal - discount, inclusive);
        let surcharges: Decimal = self.surcharges.iter().sum();
        let net = subtotal - discount + surcharges;
        let amount = if inclusive { net } else { net + taxes };
        (round(amount, precision), taxes.normalize())
    }
}
