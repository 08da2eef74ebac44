//! What an action needs of an invoice that the shared words do not have.

use rust_decimal::RoundingStrategy;
use serde::de::DeserializeOwned;

use crate::{
    domain::{Decimal, Invoice, ProviderId},
    native::{MoneybirdExternalSalesInvoice, MoneybirdSalesInvoice, decode},
    scalar::DecimalText,
};

/// The vendor's document of an invoice; of an external one the fields that a sales invoice has too.
pub(super) fn document(invoice: &Invoice) -> MoneybirdSalesInvoice {
    let json = invoice.raw.json();
    match invoice.provider {
        ProviderId::MoneybirdExternal => of_external(again(&json)),
        _ => again(&json),
    }
}

fn again<T: DeserializeOwned>(json: &str) -> T {
    decode(json).expect("it was read once already, to make the invoice of it")
}

fn of_external(told: MoneybirdExternalSalesInvoice) -> MoneybirdSalesInvoice {
    MoneybirdSalesInvoice {
        contact_id: told.contact_id,
        reference: told.reference,
        currency: told.currency,
        prices_are_incl_tax: told.prices_are_incl_tax,
        details: told.details,
        payments: told.payments,
        total_unpaid: told.total_unpaid,
        total_unpaid_base: told.total_unpaid_base,
        total_price_excl_tax: told.total_price_excl_tax,
        total_price_excl_tax_base: told.total_price_excl_tax_base,
        total_price_incl_tax: told.total_price_incl_tax,
        total_price_incl_tax_base: told.total_price_incl_tax_base,
        ..MoneybirdSalesInvoice::default()
    }
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
