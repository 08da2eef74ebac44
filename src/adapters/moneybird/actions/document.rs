//! What an action needs of an invoice that the shared words do not have.

use rust_decimal::RoundingStrategy;

use crate::{
    domain::{Decimal, Invoice},
    native::{MoneybirdSalesInvoice, decode},
    scalar::DecimalText,
};

/// The vendor's document of an invoice. An external one has the same fields where it has them, and is read as a sales
/// invoice too.
pub(super) fn document(invoice: &Invoice) -> MoneybirdSalesInvoice {
    decode(&invoice.raw.json()).expect("it was read once already, to make the invoice of it")
}

/// What the amounts of an invoice are to the vendor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amounts {
    /// Each amount in the invoice's currency, with the same in the administration's.
    pairs: [(Decimal, Decimal); 3],
    /// Still to be paid, where it says so.
    pub(super) unpaid: Option<Decimal>,
    /// Whether the shared amounts have the opposite sign of the vendor's.
    turned: bool,
}

impl Amounts {
    /// Takes them out of an invoice.
    pub(super) fn of(invoice: &Invoice) -> Self {
        let told = document(invoice);
        let number = |amount: Option<DecimalText>| amount.map_or(Decimal::ZERO, |amount| amount.0);
        let total = number(told.total_price_incl_tax);
        let shared = invoice.total.map_or(total, |total| total.amount);
        Self {
            pairs: [
                (number(told.total_unpaid), number(told.total_unpaid_base)),
                (total, number(told.total_price_incl_tax_base)),
                (
                    number(told.total_price_excl_tax),
                    number(told.total_price_excl_tax_base),
                ),
            ],
            unpaid: told.total_unpaid.map(|amount| amount.0),
            turned: !total.is_zero() && shared == -total,
        }
    }

    /// An amount in the document's sense as the vendor has it.
    pub(super) fn to_vendor(self, amount: Decimal) -> Decimal {
        if self.turned { -amount } else { amount }
    }

    /// Whether the invoice is in another currency than the administration: the two amounts of a pair differ.
    pub(super) fn is_foreign(self) -> bool {
        self.pairs.iter().any(|(amount, base)| amount != base)
    }

    /// What an amount is worth in the administration's currency at the invoice's own rate, to the cent: exactly what the
    /// vendor says where it says it of this very amount.
    pub(super) fn in_base(self, amount: Decimal) -> Option<Decimal> {
        if let Some((_, base)) = self.pairs.iter().find(|(own, _)| *own == amount) {
            return Some(*base);
        }
        let (own, base) = self.pairs.iter().find(|(own, _)| !own.is_zero())?;
        let worth = amount.checked_mul(*base)?.checked_div(*own)?;
        Some(worth.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }
}
