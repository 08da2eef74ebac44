//! What a success says of the invoices that it changed.

use std::sync::Arc;

use crate::{
    adapters::moneybird::{
        actions::document::document,
        adapter::Moneybird,
        answer::{Answer, Listed},
        map::Parties,
    },
    domain::{Invoice, NativeId},
    native::MoneybirdPayment,
    provider::action::{Action, ActionKind, Outcome, Touched, What},
};

/// Reads a success: what it shows, and the id of what was made. An answer that cannot be read changes nothing about the
/// success: the invoice then has to be read again.
pub(super) fn read(
    moneybird: &Moneybird,
    action: &Action,
    answer: &Answer,
) -> (Touched, Option<NativeId>) {
    match action.kind() {
        ActionKind::CreatePayment | ActionKind::MarkPaid | ActionKind::AddNote => {
            (unseen(action), child(answer))
        }
        ActionKind::CreateInvoice | ActionKind::CloneInvoice | ActionKind::CreditInvoice => {
            made(moneybird, action, answer)
        }
        ActionKind::UpdateInvoice
        | ActionKind::SendInvoice
        | ActionKind::ScheduleInvoice
        | ActionKind::MarkSent
        | ActionKind::MarkDubious
        | ActionKind::MarkUncollectible
        | ActionKind::PauseInvoice
        | ActionKind::ResumeInvoice
        | ActionKind::SettleCreditInvoice => (changed(moneybird, action, answer), None),
        // A bare status, or nothing at all.
        _ => (unseen(action), None),
    }
}

/// What may have changed when it is not known whether the request was done.
pub(super) fn untold(action: &Action, outcome: &Outcome) -> Touched {
    match outcome {
        Outcome::Lost(_) => unseen(action),
        _ => Touched::default(),
    }
}

/// All invoices that an action changes.
fn unseen(action: &Action) -> Touched {
    let mut unseen = action.ids();
    for other in others(action) {
        if !unseen.contains(&other) {
            unseen.push(other);
        }
    }
    Touched {
        unseen,
        ..Touched::default()
    }
}

/// Invoices that an action changes beside its targets: those on the other side of a settlement.
fn others(action: &Action) -> Vec<NativeId> {
    let Some(target) = action.target() else {
        return Vec::new();
    };
    match &action.what {
        What::SettleCreditInvoice => target.credit_of.iter().cloned().collect(),
        What::DeletePayment(id) => other_side(target, id),
        What::CreatePayment(_) | What::MarkPaid(_) => {
            let fields = action.native.as_ref().map(|native| &native.fields);
            let settled = fields.and_then(|fields| fields.get("invoice_id")?.as_str());
            settled.map(NativeId::new).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The other invoice of a payment by which an invoice was settled with its credit invoice.
fn other_side(target: &Invoice, payment: &NativeId) -> Vec<NativeId> {
    let payments = document(target).payments.unwrap_or_default();
    let is_it =
        |told: &MoneybirdPayment| told.id.as_ref().is_some_and(|id| **id == *payment.as_str());
    let Some(payment) = payments.into_iter().find(is_it) else {
        return Vec::new();
    };
    let credit = payment.credit_invoice_id.map(|id| NativeId::new(&id));
    let original = payment.linked_payment_id.and(target.credit_of.clone());
    credit
        .into_iter()
        .chain(original)
        .filter(|id| *id != target.id)
        .collect()
}

/// An answer that is the invoice after the change.
fn changed(moneybird: &Moneybird, action: &Action, answer: &Answer) -> Touched {
    let mut touched = unseen(action);
    if let Some(invoice) = shown(moneybird, answer)
        && touched.unseen.contains(&invoice.id)
    {
        touched.unseen.retain(|id| *id != invoice.id);
        touched.shown.push(invoice);
    }
    touched
}

/// An answer that is a new invoice; one that it was made of gets an event at most, which is read again.
fn made(moneybird: &Moneybird, action: &Action, answer: &Answer) -> (Touched, Option<NativeId>) {
    let mut touched = match action.kind() {
        ActionKind::CreditInvoice => unseen(action),
        _ => Touched::default(),
    };
    let Some(id) = child(answer).filter(|id| !action.ids().contains(id)) else {
        return (touched, None);
    };
    match shown(moneybird, answer) {
        Some(invoice) => touched.shown.push(invoice),
        None => touched.unseen.push(id.clone()),
    }
    (touched, Some(id))
}

fn shown(moneybird: &Moneybird, answer: &Answer) -> Option<Arc<Invoice>> {
    let document = answer.document().ok()?;
    moneybird.decode(answer, document, &Parties::default()).ok()
}

/// The id of what an answer shows.
fn child(answer: &Answer) -> Option<NativeId> {
    Some(Listed::read(answer.document().ok()?)?.id)
}
