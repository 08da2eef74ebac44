//! Whether an invoice, as it was read later, shows that an action was done.

use jiff::SignedDuration;

use crate::{
    adapters::invoice_ninja::actions::{
        bulk::has_become,
        document, evidence_written, files, letters,
        traces::{Traces, given_back},
    },
    domain::{Activity, Decimal, Invoice, InvoiceStatus, NativeId, Payment, decimal_from_text},
    provider::action::{Action, Evidence, Made, NewNote, NewPayment, Refund, What},
};

/// Judges by the invoice of an action, or by one that may be what the action made.
pub(in crate::adapters::invoice_ninja) fn evidence(
    action: &Action,
    traces: &[String],
    now: &Invoice,
    activity: Option<&Activity>,
) -> Evidence {
    let remembered = Traces(traces);
    match &action.what {
        What::CreateInvoice(wanted) => evidence_written::created(action, wanted, remembered, now),
        What::UpdateInvoice(wanted) => evidence_written::changed(action, wanted, remembered, now),
        What::CloneInvoice => evidence_written::copied(action, remembered, now),
        What::DeleteInvoices
        | What::RestoreInvoices
        | What::ArchiveInvoices
        | What::CancelInvoice
        | What::MarkSent => match document::of(now) {
            Some(document) => told(has_become(action.kind(), &document)),
            None => Evidence::Unclear,
        },
        What::MarkPaid(_) => settled(remembered, now),
        What::SendInvoice(_) | What::SendReminders(_) => letters::sent(action, remembered, now),
        What::CreatePayment(_) => paid(action, traces, now),
        What::DeletePayment(id) => match &now.payments {
            Some(payments) => told(payments.iter().all(|payment| payment.id != *id)),
            None => Evidence::Unclear,
        },
        What::RefundPayment(wanted) => refunded(wanted, remembered, now),
        What::AddAttachment(upload) => files::found(
            upload,
            |id| remembered.all("file").any(|had| had == id),
            now,
        ),
        What::DeleteAttachment(id) => match &now.attachments {
            Some(files) => told(files.iter().all(|file| file.id != *id)),
            None => Evidence::Unclear,
        },
        What::AddNote(wanted) => noted(wanted, remembered, activity),
        _ => Evidence::Unclear,
    }
}

fn told(is_done: bool) -> Evidence {
    if is_done {
        Evidence::Done(None)
    } else {
        Evidence::NotDone
    }
}

/// Paid in full; with the payment that did it, where there is a single new one.
fn settled(traces: Traces<'_>, now: &Invoice) -> Evidence {
    if now.status != InvoiceStatus::Paid {
        return Evidence::NotDone;
    }
    let payments = now.payments.iter().flatten();
    let mut new = payments.filter(|payment| !traces.had("payment", &payment.id));
    let made = new.next().map(|payment| payment.id.clone());
    Evidence::Done(made.filter(|_| new.next().is_none()))
}

/// Looks for the payment that was to be registered. What was there before does not count.
pub(super) fn paid(action: &Action, traces: &[String], now: &Invoice) -> Evidence {
    let (What::CreatePayment(wanted), Some(payments)) = (&action.what, &now.payments) else {
        return Evidence::Unclear;
    };
    let traces = Traces(traces);
    let fits =
        |payment: &&Payment| !traces.had("payment", &payment.id) && is_it(payment, wanted, &now.id);
    let mut fitting = payments.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (None, _) => Evidence::NotDone,
        (Some(payment), None) => Evidence::Done(Some(payment.id.clone())),
        (Some(_), Some(_)) => Evidence::Unclear,
    }
}

fn is_it(payment: &Payment, wanted: &NewPayment, invoice: &NativeId) -> bool {
    let reference = |reference: Option<&str>| {
        // The server takes the space around it away.
        reference
            .map(|text| text.trim().to_owned())
            .unwrap_or_default()
    };
    let is_same = payment.date == Some(wanted.date)
        && reference(payment.reference.as_deref()) == reference(wanted.reference.as_deref());
    is_same && share(payment, invoice) == Some(wanted.amount)
}

/// What of a payment went to an invoice, before anything was given back.
fn share(payment: &Payment, invoice: &NativeId) -> Option<Decimal> {
    let shares = payment.allocations.as_ref()?.iter();
    let own = shares.filter(|share| share.invoice == *invoice);
    own.map(|share| share.amount.map(|money| money.amount))
        .reduce(|sum, share| sum?.checked_add(share?))?
}

/// A refund leaves no trace of its own but the sum of all that was given back.
fn refunded(wanted: &Refund, traces: Traces<'_>, now: &Invoice) -> Evidence {
    let number = |name| traces.value(name).and_then(decimal_from_text);
    let (Some(before), Some(amount)) = (number("refunded"), number("amount")) else {
        return Evidence::Unclear;
    };
    match given_back(now, &wanted.payment) {
        Some(given) if given == before => Evidence::NotDone,
        Some(given) if Some(given) == before.checked_add(amount) => Evidence::Done(None),
        _ => Evidence::Unclear,
    }
}

/// A note has nothing to be found by but its words and its moment, and the same words may have been written before.
fn noted(wanted: &NewNote, traces: Traces<'_>, activity: Option<&Activity>) -> Evidence {
    let (Some(activity), Some(since)) = (activity, traces.moment("since")) else {
        return Evidence::Unclear;
    };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = words(&wanted.text);
    let made = |at| Made::at(at, since, SignedDuration::ZERO);
    let notes = activity.notes.iter().filter(|note| {
        let is_it = note.text.as_deref().is_some_and(|note| words(note) == text);
        is_it && note.created_at.map(made) != Some(Made::Before)
    });
    let notes: Vec<_> = notes.collect();
    match notes.as_slice() {
        [] => Evidence::NotDone,
        [note] if note.created_at.map(made) == Some(Made::Since) => {
            Evidence::Done(Some(note.id.clone()))
        }
        _ => Evidence::Unclear,
    }
}
