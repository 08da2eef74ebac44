//! Sends the request of an action, once, and tells what became of it.

use crate::{
    adapters::{
        invoice_ninja::{
            actions::{receipt, refused, steps::step, touched},
            adapter::InvoiceNinja,
            answer::Reply,
            error::is_page,
        },
        step,
    },
    error::ErrorKind,
    provider::{
        Call,
        action::{Action, Outcome, Receipt, What},
    },
};

/// Does an action.
pub(in crate::adapters::invoice_ninja) async fn perform(
    ninja: &InvoiceNinja,
    call: &Call,
    action: &Action,
) -> Receipt {
    let step = match step(action) {
        Ok(step) => step,
        Err(refusals) => return Receipt::refused(refusals, action.targets.len()),
    };
    let reply = match ninja.api.write(call, &step).await {
        Ok(reply) => reply,
        Err(error) => return undone(action, &step::unanswered(error)),
    };
    if reply.status.is_success() {
        return answered(ninja, call, action, &reply).await;
    }
    if refused::is_key_used(action, &reply) {
        return receipt::of_used_key(ninja, call, action, &reply.answer).await;
    }
    undone(action, &refused::outcome(action, &reply))
}

async fn answered(ninja: &InvoiceNinja, call: &Call, action: &Action, reply: &Reply) -> Receipt {
    // A page for people is not the vendor's answer, so it says nothing about what was done.
    if is_page(reply.answer.body()) {
        let error = reply.answer.not_understood("a page of HTML");
        return undone(action, &Outcome::Lost(error));
    }
    receipt::read(ninja, call, action, &reply.answer).await
}

/// What is told when there is no success.
fn undone(action: &Action, outcome: &Outcome) -> Receipt {
    let mut receipt = Receipt::all(outcome, action.targets.len());
    if is_doubtful(action, outcome) {
        receipt.touched = touched::unseen(action);
    }
    receipt
}

/// Whether the invoices may be other than they are held to be. A payment that is gone is refused like one that nobody may
/// delete.
fn is_doubtful(action: &Action, outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Lost(_) => true,
        Outcome::Refused(refusals) => refusals.iter().any(|refusal| {
            let kind = refusal.error.kind();
            let is_gone = matches!(action.what, What::DeletePayment(_));
            kind == ErrorKind::NotFound || (is_gone && kind == ErrorKind::ProviderAuth)
        }),
        Outcome::Applied | Outcome::Busy(_) => false,
    }
}
