//! What the state of an invoice forbids, as the vendor documents it.

use crate::{
    domain::{Decimal, Invoice, InvoiceStatus},
    provider::action::{ActionKind, Obstacle},
};

/// Why an action cannot be done with an invoice as it stands.
pub(in crate::adapters::invoice_ninja) fn obstacle(
    kind: ActionKind,
    invoice: &Invoice,
) -> Option<Obstacle> {
    let is_deleted = invoice.deleted == Some(true);
    if is_deleted && wants_it_there(kind) {
        return Some(Obstacle::state("the invoice is deleted: restore it first"));
    }
    let message = match kind {
        ActionKind::CreatePayment => payment(invoice)?,
        _ => return None,
    };
    Some(Obstacle::state(message))
}

fn wants_it_there(kind: ActionKind) -> bool {
    matches!(kind, ActionKind::CreatePayment)
}

/// A payment is refused for what is settled, and for more than is to be paid.
fn payment(invoice: &Invoice) -> Option<&'static str> {
    match invoice.status {
        InvoiceStatus::Paid => Some("the invoice is paid"),
        InvoiceStatus::Cancelled => Some("the invoice is cancelled"),
        InvoiceStatus::Reversed => Some("the invoice is reversed"),
        _ => {
            let balance = invoice.balance?.amount;
            (balance <= Decimal::ZERO).then_some("nothing is left to be paid")
        }
    }
}
