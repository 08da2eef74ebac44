//! What the state of an invoice forbids, as the vendor documents it.

use crate::{
    adapters::invoice_ninja::actions::document,
    domain::{Decimal, Invoice, InvoiceStatus},
    provider::action::{ActionKind, Obstacle},
};

const PAID: &str = "the invoice is paid";

/// Why an action cannot be done with an invoice as it stands.
pub(in crate::adapters::invoice_ninja) fn obstacle(
    kind: ActionKind,
    invoice: &Invoice,
) -> Option<Obstacle> {
    let is_deleted = invoice.deleted == Some(true);
    if is_deleted && wants_it_there(kind) {
        return Some(Obstacle::state("the invoice is deleted: restore it first"));
    }
    if is_letter(kind) && !has_address(invoice) {
        let message = "no contact of the client has an e-mail address";
        return Some(Obstacle::missing(message));
    }
    let message = match kind {
        ActionKind::CancelInvoice => cancelling(invoice)?,
        ActionKind::MarkPaid => (invoice.status == InvoiceStatus::Paid).then_some(PAID)?,
        ActionKind::CreatePayment => payment(invoice)?,
        _ => return None,
    };
    Some(Obstacle::state(message))
}

fn wants_it_there(kind: ActionKind) -> bool {
    matches!(
        kind,
        ActionKind::UpdateInvoice
            | ActionKind::ArchiveInvoices
            | ActionKind::CancelInvoice
            | ActionKind::SendInvoice
            | ActionKind::SendReminders
            | ActionKind::MarkSent
            | ActionKind::MarkPaid
            | ActionKind::CreatePayment
    )
}

fn is_letter(kind: ActionKind) -> bool {
    matches!(kind, ActionKind::SendInvoice | ActionKind::SendReminders)
}

/// Letters go to contacts with an address, and where there is none, nobody is told. What is not known forbids nothing.
fn has_address(invoice: &Invoice) -> bool {
    let first = invoice
        .customer
        .as_ref()
        .and_then(|party| party.email.as_ref());
    if first.is_some() {
        return true;
    }
    let client = document::of(invoice).and_then(|document| document.client);
    let Some(contacts) = client.and_then(|client| client.contacts) else {
        return true;
    };
    contacts.iter().any(|contact| contact.email.is_some())
}

/// Only what is open can be cancelled.
fn cancelling(invoice: &Invoice) -> Option<&'static str> {
    if invoice.archived == Some(true) {
        return Some("the invoice is archived: restore it first");
    }
    match invoice.status {
        InvoiceStatus::Open | InvoiceStatus::PartiallyPaid | InvoiceStatus::Unknown => None,
        _ => Some("only an invoice that is sent and not paid in full can be cancelled"),
    }
}

/// A payment is refused for what is settled, and for more than is to be paid.
fn payment(invoice: &Invoice) -> Option<&'static str> {
    match invoice.status {
        InvoiceStatus::Paid => Some(PAID),
        InvoiceStatus::Cancelled => Some("the invoice is cancelled"),
        InvoiceStatus::Reversed => Some("the invoice is reversed"),
        _ => {
            let balance = invoice.balance?.amount;
            (balance <= Decimal::ZERO).then_some("nothing is left to be paid")
        }
    }
}
