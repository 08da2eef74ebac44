//! Passes a wish with several invoices through the door, and tells for each id what became of it.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Context, ID};

use crate::{
    act::{self, ActOutcome, Done, Door, overall},
    domain::{AccountId, GlobalId, NativeId},
    graphql::{
        input::action::Options,
        mutation::ask,
        types::{InvoiceResult, InvoicesPayload, PlannedRequest, Said, UserError},
    },
    provider::action::{Refusal, What},
    snapshot::Account,
};

/// Longest text that is given back as the id that it is not, in characters.
const MAX_QUOTED: usize = 128;

/// An account, and its invoices among those that were given.
#[derive(Debug)]
struct Group {
    account: Arc<Account>,
    /// Each with its place among all.
    members: Vec<(usize, NativeId)>,
}

/// What became of each id, in the order in which they were given; `None` while it is not known.
type Results = Vec<Option<InvoiceResult>>;

/// Passes a wish with several invoices: one for each account, side by side.
pub(super) async fn of_invoices(
    ctx: &Context<'_>,
    ids: &[ID],
    what: impl Fn() -> What,
    options: &Options,
) -> InvoicesPayload {
    let forbidden = ask::forbidden(ctx);
    if let Some(refusal) = bad_count(ids.len()) {
        let refusals = vec![forbidden.unwrap_or(refusal)];
        ask::trail(ctx).end(ActOutcome::Refused, &refusals);
        return payload(&[Done::refused(refusals)], Vec::new());
    }
    let (groups, mut results) = grouped(ctx, ids);
    let wishes = groups.iter().map(|group| {
        let ids = group.members.iter().map(|(_, id)| id.clone()).collect();
        ask::wish(ctx, &group.account, ids, what(), options.clone())
    });
    let door: &Arc<Door> = ctx.data_unchecked();
    let dones = door.perform_parts(wishes.collect()).await;
    if let Some(refusal) = forbidden {
        // All were refused, for one reason that is of none of them.
        return payload(&[Done::refused(vec![refusal])], Vec::new());
    }
    for (group, done) in groups.iter().zip(&dones) {
        group.tell(done, &mut results);
    }
    payload(&dones, results.into_iter().flatten().collect())
}

/// Refuses no ids, and more than an action takes, before any is looked at.
fn bad_count(ids: usize) -> Option<Refusal> {
    let none = || Refusal::invalid("invoiceIds", "give at least one invoice");
    (ids == 0).then(none).or_else(|| act::too_many(ids))
}

/// Tells the invoices of each account apart, and refuses what is the id of none.
fn grouped(ctx: &Context<'_>, ids: &[ID]) -> (Vec<Group>, Results) {
    let mut groups: BTreeMap<AccountId, Group> = BTreeMap::new();
    let mut results: Results = Vec::with_capacity(ids.len());
    let (mut refused, mut refusals) = (Vec::new(), Vec::new());
    for (place, id) in ids.iter().enumerate() {
        match ask::invoice(ctx, id) {
            Ok((account, native)) => {
                let group = groups.entry(account.id.clone());
                let group = group.or_insert_with(|| Group {
                    account,
                    members: Vec::new(),
                });
                group.members.push((place, native));
                results.push(None);
            }
            Err(refusal) => {
                let refusal = refusal.at(&format!("invoiceIds.{place}"));
                let refusal = ask::forbidden(ctx).unwrap_or(refusal);
                results.push(Some(InvoiceResult {
                    id: quoted(id),
                    outcome: ActOutcome::Refused.into(),
                    invoice: None,
                    user_errors: vec![UserError::from(&refusal)],
                }));
                refused.push(id);
                refusals.push(refusal);
            }
        }
    }
    if !refused.is_empty() {
        let trail = ask::trail(ctx).with(ask::named(refused));
        trail.end(ActOutcome::Refused, &refusals);
    }
    (groups.into_values().collect(), results)
}

/// What was given as an id, or its beginning.
fn quoted(id: &ID) -> ID {
    match id.char_indices().nth(MAX_QUOTED) {
        None => id.clone(),
        Some((end, _)) => ID(format!("{}...", &id[..end])),
    }
}

impl Group {
    /// Puts what became of each member at its place.
    fn tell(&self, done: &Done, results: &mut Results) {
        if done.results.is_empty() {
            for (place, id) in &self.members {
                results[*place] = Some(InvoiceResult {
                    id: ID(GlobalId::invoice(&self.account.id, id).encode()),
                    outcome: done.outcome.into(),
                    invoice: None,
                    user_errors: done.refusals.iter().map(UserError::from).collect(),
                });
            }
        }
        for ((place, id), result) in self.members.iter().zip(&done.results) {
            debug_assert_eq!(*id, result.id);
            let mut told = InvoiceResult::of(&self.account, result);
            for error in &mut told.user_errors {
                error.place(*place);
            }
            results[*place] = Some(told);
        }
    }
}

fn payload(dones: &[Done], results: Vec<InvoiceResult>) -> InvoicesPayload {
    let said: Vec<Said> = dones.iter().map(Said::by).collect();
    let requests: Vec<PlannedRequest> = said
        .iter()
        .flat_map(|said| said.requests.iter().flatten().cloned())
        .collect();
    let user_errors = if results.is_empty() {
        said.iter()
            .flat_map(|said| said.user_errors.iter().cloned())
            .collect()
    } else {
        let of_results = results.iter().flat_map(|result| &result.user_errors);
        of_results.cloned().collect()
    };
    InvoicesPayload {
        outcome: overall(dones.iter().map(|done| done.outcome)).into(),
        results,
        user_errors,
        request: requests.first().cloned(),
        requests: (!requests.is_empty()).then_some(requests),
    }
}
