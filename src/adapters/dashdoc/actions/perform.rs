//! Sends the request of an action, once, and tells what became of it.

use std::sync::Arc;

use crate::{
    adapters::{
        dashdoc::{
            actions::{
                bodies::{file_of, may_replace, occupied},
                refused::refusals,
                steps,
            },
            adapter::{Dashdoc, is_possible},
            map::uid_of,
        },
        endpoint::{Answer, is_page},
        step,
    },
    clock,
    domain::{Invoice, NativeId},
    provider::{
        Call,
        action::{Action, ActionKind, Outcome, Receipt, Refusal, Touched},
    },
};

/// Does an action.
pub(in crate::adapters::dashdoc) async fn perform(
    dashdoc: &Dashdoc,
    call: &Call,
    action: &Action,
) -> Receipt {
    let targets = action.targets.len();
    let step = match steps::step(action, clock::today(&dashdoc.time_zone)) {
        Ok(step) => step,
        Err(refusals) => return Receipt::refused(refusals, targets),
    };
    if let Err(refusal) = keeps_file(dashdoc, call, action).await {
        return Receipt::refused(vec![refusal], targets);
    }
    let reply = match dashdoc.api.endpoint.write(call, &step).await {
        Ok(reply) => reply,
        Err(error) => return Receipt::all(&step::unanswered(error), targets),
    };
    if reply.status.is_success() && is_page(reply.answer.body()) {
        // A page for people is not the vendor's answer, so it says nothing about what was done.
        let error = reply.answer.not_understood("a page of HTML");
        return Receipt::all(&Outcome::Lost(error), targets);
    }
    if reply.status.is_success() {
        let mut receipt = Receipt::all(&Outcome::Applied, targets);
        (receipt.touched, receipt.created) = read(dashdoc, action, &reply.answer);
        return receipt;
    }
    let refusals = || refusals(action, &reply);
    let outcome = step::failed(reply.status, reply.answer.body(), refusals, || {
        reply.refusal()
    });
    Receipt::all(&outcome, targets)
}

/// Makes sure that no file is replaced unasked. The vendor makes documents on its own time, so the invoice is read once
/// more just before.
async fn keeps_file(dashdoc: &Dashdoc, call: &Call, action: &Action) -> Result<(), Refusal> {
    if action.kind() != ActionKind::AddAttachment || may_replace(action) {
        return Ok(());
    }
    let Some(target) = action.target() else {
        return Ok(());
    };
    let now = dashdoc.one(call, &target.id).await;
    // The file itself was not sent yet, whatever became of the question.
    let now = now.map_err(|error| Refusal::from(error.unsent()))?;
    match file_of(&now) {
        Some(_) => Err(occupied()),
        None => Ok(()),
    }
}

/// Reads a success: what it shows, and the id of what was made. An answer that cannot be read changes nothing about the
/// success: the invoice then has to be read again.
fn read(dashdoc: &Dashdoc, action: &Action, answer: &Answer<'_>) -> (Touched, Option<NativeId>) {
    let mut touched = Touched::default();
    if action.kind() == ActionKind::CreateInvoice {
        // The page does not say what is answered; the id alone is certain.
        let uid = answer.text().ok().and_then(uid_of).filter(is_possible);
        touched.unseen.extend(uid.clone());
        return (touched, uid);
    }
    let Some(invoice) = shown(dashdoc, action, answer) else {
        touched.unseen = action.ids();
        return (touched, None);
    };
    let payments = invoice.payments.as_deref().unwrap_or_default();
    let payment = payments.first().map(|payment| payment.id.clone());
    let created = payment.filter(|_| action.kind() == ActionKind::MarkPaid);
    touched.shown.push(invoice);
    (touched, created)
}

/// The invoice after the change, if that is what was answered: an id alone shows nothing of it.
fn shown(dashdoc: &Dashdoc, action: &Action, answer: &Answer<'_>) -> Option<Arc<Invoice>> {
    let invoice = dashdoc.decode(answer, answer.text().ok()?).ok()?;
    let is_it = action.target()?.id == invoice.id;
    (is_it && !invoice.native_status.is_empty()).then_some(invoice)
}
