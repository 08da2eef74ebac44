//! What a success says of the invoices that it changed.

use std::sync::Arc;

use crate::{
    adapters::invoice_ninja::{
        actions::{evidence, files, invoices::has_trigger, refused, rows, touched},
        adapter::InvoiceNinja,
        answer::Answer,
    },
    domain::{Invoice, NativeId},
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
        What::CreateInvoice(_) | What::CloneInvoice => new(ninja, call, action, answer).await,
        What::UpdateInvoice(_) => {
            let touched = changed(ninja, call, action, answer).await;
            applied(action, touched, None)
        }
        What::AddAttachment(upload) => {
            let touched = changed(ninja, call, action, answer).await;
            let added = |target| files::added(target, upload, answer);
            let added = action.target().map(|target| added(target));
            let (outcome, created) = added.unwrap_or((Outcome::Applied, None));
            Receipt {
                touched,
                created,
                ..Receipt::all(&outcome, action.targets.len())
            }
        }
        What::DeleteAttachment(id) => Receipt {
            touched: touched::unseen(action),
            ..Receipt::all(&files::deleted(id, answer), action.targets.len())
        },
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

/// Looks for the payment that a used key was of: the vendor knows it, and does not tell which it is. Only what came since
/// the action began can be its work; whether one like it that was there before is of this key, nobody can tell.
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
        return Receipt::refused(vec![refused::used_key(answer, false)], targets);
    };
    let (outcome, created) = match now {
        // Only the look for it failed: the payment itself was answered.
        Err(error) => (Outcome::Lost(error.clone().ended()), None),
        Ok(now) => match evidence::paid(action, &ninja.traces(action), now) {
            Evidence::Done(id) => (Outcome::Applied, id),
            Evidence::Unclear => (Outcome::Lost(refused::used_key(answer, true).error), None),
            Evidence::NotDone => {
                let is_like_one = evidence::paid(action, &[], now) != Evidence::NotDone;
                let refusal = refused::used_key(answer, is_like_one);
                (Outcome::Refused(vec![refusal]), None)
            }
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

/// An answer that is a new invoice. What it was made of has not changed.
async fn new(ninja: &InvoiceNinja, call: &Call, action: &Action, answer: &Answer) -> Receipt {
    let mut touched = Touched::default();
    let created = made(answer).filter(|id| !action.ids().contains(id));
    match shown(ninja, call, answer).await {
        Some(invoice) if !has_trigger(action) => touched.shown.push(invoice),
        _ => touched.unseen.extend(created.clone()),
    }
    applied(action, touched, created)
}

/// An answer that is the invoice after the change.
async fn changed(ninja: &InvoiceNinja, call: &Call, action: &Action, answer: &Answer) -> Touched {
    let mut touched = touched::unseen(action);
    if !has_trigger(action)
        && let Some(invoice) = shown(ninja, call, answer).await
        && touched.unseen.contains(&invoice.id)
    {
        touched.unseen.retain(|id| *id != invoice.id);
        touched.shown.push(invoice);
    }
    touched
}

/// The invoice that an answer shows.
async fn shown(ninja: &InvoiceNinja, call: &Call, answer: &Answer) -> Option<Arc<Invoice>> {
    let row = answer.row().ok()?;
    let found = ninja.decode(call, answer, vec![row]).await.ok()?;
    found.into_iter().next()?.1.ok()
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
