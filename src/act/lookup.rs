//! Finds out what became of an action by reading what it was of.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    act::wish::Wish,
    domain::{Activity, Invoice},
    provider::{
        Call, Feature,
        action::{Action, ActionKind, CLOCKS_APART, Evidence},
    },
    snapshot::Allowance,
};

/// Tells whether an action was done with one of its invoices, as that was read afterwards.
pub(super) async fn of_invoice(
    wish: &Wish,
    action: &Action,
    traces: &[String],
    now: &Invoice,
) -> Evidence {
    let activity = match activity(wish, now).await {
        Ok(activity) => activity,
        Err(()) => return Evidence::Unclear,
    };
    let provider = wish.account.provider();
    provider.evidence(action, traces, now, activity.as_deref())
}

/// The notes of an invoice, where they are needed and told separately.
async fn activity(wish: &Wish, invoice: &Invoice) -> Result<Option<Arc<Activity>>, ()> {
    let is_needed =
        wish.kind() == ActionKind::AddNote && wish.account.info().reads.notes == Feature::Separate;
    if !is_needed {
        return Ok(None);
    }
    let ids = std::slice::from_ref(&invoice.id);
    let told = wish.account.activities(ids, &Allowance::new(1)).await;
    let (_, activity) = told.into_iter().next().ok_or(())?;
    activity.map(Some).map_err(drop)
}

/// Looks for the invoice that an action made since it began. What another sending made is not its work.
pub(super) async fn of_account(
    wish: &Wish,
    call: &Call,
    action: &Action,
    traces: &[String],
    began: Timestamp,
) -> Evidence {
    let since = began.checked_sub(CLOCKS_APART).unwrap_or(began);
    let Some(candidates) = wish.account.made_since(call, since).await else {
        return Evidence::Unclear;
    };
    let provider = wish.account.provider();
    let makings = &wish.account.makings;
    let is_free = |candidate: &Arc<Invoice>| !makings.is_of_another(began, &candidate.id);
    let mut made: Vec<Arc<Invoice>> = Vec::new();
    let mut unclear = false;
    for candidate in candidates.into_iter().filter(is_free) {
        match provider.evidence(action, traces, &candidate, None) {
            Evidence::Done(_) => made.push(candidate),
            Evidence::NotDone => {}
            Evidence::Unclear => unclear = true,
        }
    }
    match made.as_slice() {
        [one] => {
            let fits = |action: &Action, traces: &[String]| {
                provider.evidence(action, traces, one, None) != Evidence::NotDone
            };
            match makings.take(began, one, fits) {
                true => Evidence::Done(Some(one.id.clone())),
                false => Evidence::Unclear,
            }
        }
        [] if !unclear => Evidence::NotDone,
        _ => Evidence::Unclear,
    }
}
