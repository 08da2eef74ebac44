//! Sends an action, and finds out what became of it where the answer does not tell.

use std::{collections::HashMap, time::Duration};

use tokio::time::{Instant, sleep};

use crate::{
    act::{audit, lookup, present::Settled, record::Sending, wish::Wish},
    domain::{Invoice, NativeId},
    error::{Error, ErrorKind},
    provider::{
        Call,
        action::{Action, ActionKind, Evidence, Outcome, Receipt, Refusal},
    },
    snapshot::Entry,
};

/// What became of one target.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// It was done.
    Done,
    /// It was not done, and why.
    Refused(Vec<Refusal>),
    /// It was never sent, or the provider never did it: it can be sent again.
    Undone(Vec<Refusal>),
    /// Nobody can tell.
    Unknown(Error),
}

/// Sends it once. While the vendor is busy with the like it is sent again: then nothing was done.
pub(super) async fn perform(
    wish: &Wish,
    call: &Call,
    action: &Action,
    sending: &Sending,
) -> Settled {
    audit::begun(wish);
    if wish.kind().makes_invoice() {
        let makings = &wish.account.makings;
        makings.begin(sending.began, action, &sending.traces);
    }
    let provider = wish.account.provider();
    let mut receipt = provider.perform(call, action).await;
    while let Some(pause) = busy(&receipt)
        && Instant::now() + pause < call.deadline
    {
        sleep(pause).await;
        receipt = provider.perform(call, action).await;
    }
    settle(wish, call, action, sending, receipt).await
}

/// Says that nothing was sent, and why.
pub(super) fn unsent(action: &Action, refusals: &[Refusal]) -> Settled {
    let fate = || Fate::Undone(refusals.to_vec());
    Settled {
        fates: action.ids().into_iter().map(|id| (id, fate())).collect(),
        whole: action.targets.is_empty().then(fate),
        ..Settled::default()
    }
}

/// How long to wait when nothing was done because the vendor is busy.
fn busy(receipt: &Receipt) -> Option<Duration> {
    let mut longest = Duration::ZERO;
    for outcome in &receipt.outcomes {
        match outcome {
            Outcome::Busy(pause) => longest = longest.max(*pause),
            _ => return None,
        }
    }
    Some(longest)
}

async fn settle(
    wish: &Wish,
    call: &Call,
    action: &Action,
    sending: &Sending,
    receipt: Receipt,
) -> Settled {
    let makings = &wish.account.makings;
    if let Some(id) = &receipt.created
        && wish.kind().makes_invoice()
    {
        makings.made(sending.began, id);
    }
    let touched = receipt.touched;
    wish.account.bury(&touched.gone).await;
    let mut entries: HashMap<NativeId, Entry> = HashMap::new();
    for entry in wish.account.take_written(touched.shown).await {
        entries.insert(entry.invoice.id.clone(), entry);
    }
    let lost = receipt
        .outcomes
        .iter()
        .zip(&action.targets)
        .filter(|(outcome, _)| outcome.doubts_invoice())
        .map(|(_, target)| target.id.clone());
    let mut unseen: Vec<NativeId> = touched.unseen.into_iter().chain(lost).collect();
    unseen.retain(|id| !entries.contains_key(id));
    unseen.sort_unstable();
    unseen.dedup();
    let mut missing = touched.gone;
    for (id, result) in wish.account.reread(call, &unseen).await {
        match result {
            Ok(entry) => drop(entries.insert(id, entry)),
            Err(error) if error.kind() == ErrorKind::NotFound => missing.push(id),
            Err(_) => {}
        }
    }
    let mut settled = Settled {
        created: receipt.created,
        entries,
        missing,
        ..Settled::default()
    };
    for (place, outcome) in receipt.outcomes.into_iter().enumerate() {
        let target = action.targets.get(place);
        let fate = fate(wish, call, action, sending, target, outcome, &mut settled).await;
        if let Fate::Refused(_) | Fate::Undone(_) = fate
            && settled.created.is_none()
        {
            makings.made_nothing(sending.began);
        }
        match target {
            Some(target) => drop(settled.fates.insert(target.id.clone(), fate)),
            None => settled.whole = Some(fate),
        }
    }
    settled
}

async fn fate(
    wish: &Wish,
    call: &Call,
    action: &Action,
    sending: &Sending,
    target: Option<&std::sync::Arc<Invoice>>,
    outcome: Outcome,
    settled: &mut Settled,
) -> Fate {
    match outcome {
        Outcome::Applied => {
            if settled.created.is_none() && wish.kind().makes_something() {
                let found = evidence(wish, call, action, sending, target, settled).await;
                if let Evidence::Done(id) = found {
                    settled.created = id;
                }
            }
            Fate::Done
        }
        Outcome::Refused(refusals) => {
            let unsent = refusals.iter().all(|refusal| refusal.error.is_unsent());
            let limited = refusals
                .iter()
                .any(|refusal| refusal.error.kind() == ErrorKind::RateLimited);
            if limited || (unsent && !refusals.is_empty()) {
                Fate::Undone(refusals)
            } else {
                Fate::Refused(refusals)
            }
        }
        Outcome::Busy(_) => Fate::Undone(vec![Refusal::new(
            ErrorKind::RateLimited,
            "the provider is busy with the same action: try again in a moment",
        )]),
        Outcome::Lost(error) => {
            let found = evidence(wish, call, action, sending, target, settled).await;
            judge(wish.kind(), found, error, &mut settled.created)
        }
    }
}

/// Judges a lost answer by what was found. Of a request that may still be under way, nobody can tell that it was not done.
pub(super) fn judge(
    kind: ActionKind,
    found: Evidence,
    error: Error,
    created: &mut Option<NativeId>,
) -> Fate {
    if can_be_sent(kind, &found) && !error.may_be_under_way() {
        return Fate::Undone(vec![Refusal::from(error)]);
    }
    match found {
        Evidence::Done(id) => {
            *created = created.take().or(id);
            Fate::Done
        }
        Evidence::NotDone | Evidence::Unclear => Fate::Unknown(error),
    }
}

/// Whether it can be sent again by what was found, once nothing of it is under way.
pub(super) fn can_be_sent(kind: ActionKind, found: &Evidence) -> bool {
    match found {
        Evidence::Done(_) => false,
        Evidence::NotDone => true,
        Evidence::Unclear => kind.is_repeatable(),
    }
}

/// Whether a target, as it is in `settled`, or the account shows that it was done.
pub(super) async fn evidence(
    wish: &Wish,
    call: &Call,
    action: &Action,
    sending: &Sending,
    target: Option<&std::sync::Arc<Invoice>>,
    settled: &Settled,
) -> Evidence {
    if wish.kind().makes_invoice() {
        let since = sending.began;
        return lookup::of_account(wish, call, action, &sending.traces, since).await;
    }
    let Some(target) = target else {
        return Evidence::Unclear;
    };
    match settled.entries.get(&target.id) {
        Some(entry) => lookup::of_invoice(wish, action, &sending.traces, &entry.invoice).await,
        None if settled.missing.contains(&target.id) && wish.kind().removes_invoice() => {
            Evidence::Done(None)
        }
        None => Evidence::Unclear,
    }
}
