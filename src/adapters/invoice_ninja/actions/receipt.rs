//! What a success says of the invoices that it changed.

use crate::{
    adapters::invoice_ninja::{
        actions::{evidence, refused, rows, touched},
        adapter::InvoiceNinja,
        answer::Answer,
    },
    domain::NativeId,
    native::{InvoiceNinjaPayment, decode},
    provider::{
        Call, Provider,
        action::{Action, Evidence, Outcome, Receipt, Touched, What},
    },
};

/// Reads a success. One that cannot be read changes nothing about it: the invoices then have to be read again.
pub(super) async fn read(
    ninja: &InvoiceNinja,
    call: &Call,
    action: &Action,
    answer: &Answer,
) -> Receipt {
    match &action.what {
        What::CreatePayment(_) => of_payment(action, answer, made(answer)),
        What::DeletePayment(_) | What::RefundPayment(_) => of_payment(action, answer, None),
        What::DeleteInvoices
        | What::RestoreInvoices
        | What::ArchiveInvoices
        | What::CancelInvoice
        | What::SendReminders(_)
        | What::MarkSent
        | What::MarkPaid(_) => rows::read(ninja, call, action, answer).await,
        What::AddNote(_) => applied(action, touched::unseen(action), made(answer)),
        // The letter's own marks come when the queue has sent it, and the answer may be older than that.
        _ => applied(action, touched::unseen(action), None),
    }
}

/// Looks for the payment that a used key was of: the vendor knows it, and does not tell which it is.
pub(super) async fn of_used_key(
    ninja: &InvoiceNinja,
    call: &Call,
    action: &Action,
    answer: &Answer,
) -> Receipt {
    let ids = action.ids();
    let found = ninja.invoices(call, &ids).await;
    let targets = action.targets.len();
    let Some(now) = ids.first().and_then(|id| found.get(id)) else {
        return Receipt::refused(vec![refused::used_key(answer)], targets);
    };
    let (outcome, created) = match now {
        Err(error) => (Outcome::Lost(error.clone()), None),
        // Whatever was there before counts too: the key may be of a request that nobody remembers.
        Ok(now) => match evidence::paid(action, &[], now) {
            Evidence::Done(id) => (Outcome::Applied, id),
            Evidence::Unclear => (Outcome::Applied, None),
            Evidence::NotDone => (Outcome::Refused(vec![refused::used_key(answer)]), None),
        },
    };
    let shown = now.as_ref().ok().cloned().into_iter().collect();
    Receipt {
        touched: Touched {
            shown,
            ..Touched::default()
        },
        created,
        ..Receipt::all(&outcome, targets)
    }
}

/// An answer that is a payment. It tells which invoices changed, but not how they are now.
fn of_payment(action: &Action, answer: &Answer, created: Option<NativeId>) -> Receipt {
    let mut touched = touched::unseen(action);
    let payment = answer.item().and_then(decode::<InvoiceNinjaPayment>);
    let shares = payment.ok().and_then(|payment| payment.paymentables);
    let paid = shares.into_iter().flatten().filter_map(|share| {
        let id = share.invoice_id?;
        Some(NativeId::new(&id))
    });
    touched::add(&mut touched.unseen, paid);
    applied(action, touched, created)
}

/// The id of what an answer shows.
fn made(answer: &Answer) -> Option<NativeId> {
    answer.row().ok()?.id
}

fn applied(action: &Action, touched: Touched, created: Option<NativeId>) -> Receipt {
    Receipt {
        touched,
        created,
        ..Receipt::all(&Outcome::Applied, action.targets.len())
    }
}
