//! Sends the requests of an action, once each, and tells what became of them.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use reqwest::{Method, StatusCode};

use crate::{
    adapters::{
        moneybird::{
            actions::{
                receipt::{read, untold},
                refused::refusals,
                reminders::count,
                steps::steps,
            },
            adapter::{Moneybird, SIDE_BY_SIDE},
            answer::{Answer, Reply},
            error::{is_page, refusal},
        },
        step::{self, Step},
    },
    clock,
    error::{Error, ErrorKind},
    provider::{
        Call, Provider,
        action::{Action, Outcome, Receipt, Touched, What},
    },
};

/// Does an action.
pub(in crate::adapters::moneybird) async fn perform(
    moneybird: &Moneybird,
    call: &Call,
    action: &Action,
) -> Receipt {
    let today = clock::today(&moneybird.time_zone);
    let steps = match steps(&moneybird.api, today, action) {
        Ok(steps) => steps,
        Err(refusals) => return Receipt::refused(refusals, action.targets.len()),
    };
    match &action.what {
        What::SendReminders(_) => remind(moneybird, call, action, &steps).await,
        What::DeleteInvoices => delete_each(moneybird, call, action, &steps).await,
        _ => at_once(moneybird, call, action, &steps).await,
    }
}

/// Sends the one request of an action: its answer is that of all targets.
async fn at_once(moneybird: &Moneybird, call: &Call, action: &Action, steps: &[Step]) -> Receipt {
    let targets = action.targets.len();
    let mut receipt = Receipt::all(&Outcome::Applied, targets);
    for step in steps {
        match send(moneybird, call, action, step).await {
            Ok(answer) => (receipt.touched, receipt.created) = read(moneybird, action, &answer),
            Err(outcome) => {
                receipt = Receipt::all(&outcome, targets);
                receipt.touched = untold(action, &outcome);
            }
        }
    }
    receipt
}

/// Sends reminders, and looks whether each was counted: the answer is a bare status, which says nothing of any invoice.
/// A refusal of several says as little, because the vendor knows no transaction: those before the one that it is about
/// may have been sent.
async fn remind(moneybird: &Moneybird, call: &Call, action: &Action, steps: &[Step]) -> Receipt {
    let mut receipt = at_once(moneybird, call, action, steps).await;
    if !receipt.outcomes.iter().all(may_have_reminded) {
        return receipt;
    }
    let is_alone = action.targets.len() == 1;
    if is_alone && matches!(receipt.outcomes[..], [Outcome::Refused(_)]) {
        return receipt;
    }
    let found = moneybird.invoices(call, &action.ids()).await;
    receipt.touched = Touched::default();
    for (target, outcome) in action.targets.iter().zip(&mut receipt.outcomes) {
        let is_refused = matches!(outcome, Outcome::Refused(_));
        match found.get(&target.id) {
            Some(Ok(now)) if count(now) > count(target) => {
                receipt.touched.shown.push(Arc::clone(now));
                *outcome = Outcome::Applied;
            }
            Some(Ok(now)) if is_refused => receipt.touched.shown.push(Arc::clone(now)),
            Some(Ok(_)) => {
                receipt.touched.unseen.push(target.id.clone());
                *outcome =
                    Outcome::Lost(moneybird.api.origin(steps[0].operation).stamp(uncounted()));
            }
            Some(Err(error)) if is_refused => {
                receipt.touched.unseen.push(target.id.clone());
                // Only the look at it failed: the reminder itself was answered.
                *outcome = Outcome::Lost(error.clone().ended());
            }
            _ => receipt.touched.unseen.push(target.id.clone()),
        }
    }
    receipt
}

/// Whether some of several reminders may have been sent: the vendor looked into the request, be it to refuse it.
fn may_have_reminded(outcome: &Outcome) -> bool {
    use ErrorKind::{Conflict, InvalidInput, NotFound};
    match outcome {
        Outcome::Applied => true,
        Outcome::Refused(refusals) => refusals
            .iter()
            .any(|refusal| matches!(refusal.error.kind(), InvalidInput | NotFound | Conflict)),
        _ => false,
    }
}

fn uncounted() -> Error {
    let message = "moneybird took the reminder, and does not count one more on the invoice";
    Error::new(ErrorKind::BadAnswer, message)
}

/// Deletes invoices, a call for each.
async fn delete_each(
    moneybird: &Moneybird,
    call: &Call,
    action: &Action,
    steps: &[Step],
) -> Receipt {
    let requests = steps.iter().map(|step| send(moneybird, call, action, step));
    let answers: Vec<_> = stream::iter(requests.collect::<Vec<_>>())
        .buffered(SIDE_BY_SIDE)
        .collect()
        .await;
    let mut touched = Touched::default();
    let mut outcomes = Vec::with_capacity(answers.len());
    for (target, answer) in action.targets.iter().zip(answers) {
        outcomes.push(match answer {
            Ok(_) => {
                touched.gone.push(target.id.clone());
                Outcome::Applied
            }
            Err(outcome) => {
                if matches!(outcome, Outcome::Lost(_)) {
                    touched.unseen.push(target.id.clone());
                }
                outcome
            }
        });
    }
    Receipt {
        outcomes,
        touched,
        created: None,
    }
}

/// Sends one request. What is no success is the outcome.
async fn send(
    moneybird: &Moneybird,
    call: &Call,
    action: &Action,
    step: &Step,
) -> Result<Answer, Outcome> {
    let reply = moneybird.api.write(call, step).await;
    let reply = reply.map_err(step::unanswered)?;
    let body = reply.answer.body();
    if reply.status.is_success() && is_page(body) {
        // A page for people is not the vendor's answer, so it says nothing about what was done.
        let error = reply.answer.not_understood("a page of HTML");
        return Err(Outcome::Lost(error));
    }
    if reply.status.is_success() || was_gone_before(step, &reply) {
        return Ok(reply.answer);
    }
    let refusals = || refusals(moneybird.api.resource, action, &reply);
    let error = || {
        reply
            .answer
            .stamp(refusal(reply.status, &reply.headers, body))
    };
    Err(step::failed(reply.status, body, refusals, error))
}

/// Whether it was to be deleted and is not there: somebody else did it. A page of something in front of the API does not
/// say so.
fn was_gone_before(step: &Step, reply: &Reply) -> bool {
    let is_told = || {
        let body = serde_json::from_slice::<serde_json::Value>(reply.answer.body());
        body.is_ok_and(|body| body.get("error").is_some())
    };
    step.method == Method::DELETE && reply.status == StatusCode::NOT_FOUND && is_told()
}
