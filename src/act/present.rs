//! Tells what became of a wish, with the invoices as they are now.

use std::collections::HashMap;

use crate::{
    act::{
        done::{ActOutcome, Done, ResultOf, overall},
        record::Told,
        send::Fate,
        targets::Targets,
        wish::Wish,
    },
    domain::NativeId,
    provider::{
        Call,
        action::{Planned, Refusal},
    },
    snapshot::Entry,
};

/// What became of the parts of an action.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Of each target.
    pub(super) fates: HashMap<NativeId, Fate>,
    /// Of an action without targets.
    pub(super) whole: Option<Fate>,
    /// What was made.
    pub(super) created: Option<NativeId>,
    /// The invoices as they are now, as far as they were told.
    pub(super) entries: HashMap<NativeId, Entry>,
    /// The invoices that are gone.
    pub(super) missing: Vec<NativeId>,
}

impl Settled {
    fn all(&self) -> impl Iterator<Item = &Fate> {
        self.fates.values().chain(&self.whole)
    }

    /// Tells whether nothing of it was done.
    pub(super) fn is_undone(&self) -> bool {
        self.all().all(|fate| matches!(fate, Fate::Undone(_)))
    }

    /// Adds what became of the rest.
    pub(super) fn and(mut self, rest: Self) -> Self {
        self.fates.extend(rest.fates);
        self.entries.extend(rest.entries);
        self.missing.extend(rest.missing);
        self.whole = rest.whole.or(self.whole);
        self.created = rest.created.or(self.created);
        self
    }
}

fn told(fate: &Fate) -> (ActOutcome, Vec<Refusal>) {
    match fate {
        Fate::Done => (ActOutcome::Applied, Vec::new()),
        Fate::Refused(refusals) | Fate::Undone(refusals) => (ActOutcome::Refused, refusals.clone()),
        Fate::Unknown(error) => (ActOutcome::Unknown, vec![Refusal::from(error.clone())]),
    }
}

/// What became of it.
pub(super) async fn of(wish: &Wish, call: &Call, targets: Targets, mut settled: Settled) -> Done {
    let undone = settled.is_undone() && settled.all().next().is_some();
    let results: Vec<ResultOf> = wish
        .targets
        .iter()
        .map(|id| {
            let (outcome, refusals) = match (settled.fates.get(id), targets.refused.get(id)) {
                (Some(fate), _) => told(fate),
                (None, Some(refusals)) => (ActOutcome::Refused, refusals.clone()),
                (None, None) => (ActOutcome::Refused, Vec::new()),
            };
            let entry = (!settled.missing.contains(id)).then(|| {
                let now = settled.entries.get(id).or_else(|| targets.entries.get(id));
                now.cloned()
            });
            ResultOf {
                id: id.clone(),
                outcome,
                entry: entry.flatten(),
                refusals,
            }
        })
        .collect();
    let whole = settled.whole.as_ref().map(told);
    let of_whole = whole.iter().map(|(outcome, _)| *outcome);
    let outcome = overall(results.iter().map(|result| result.outcome).chain(of_whole));
    let created = settled.created.take();
    let made = match &created {
        Some(id) if wish.kind().makes_invoice() => match settled.entries.remove(id) {
            Some(entry) => Some(entry),
            None => read(wish, call, std::iter::once(id)).await.remove(id),
        },
        _ => None,
    };
    let is_other = |id: &NativeId| !wish.targets.contains(id) && Some(id) != created.as_ref();
    let others = settled.entries.into_iter().filter(|(id, _)| is_other(id));
    let mut others: Vec<Entry> = others.map(|(_, entry)| entry).collect();
    others.sort_unstable_by(|one, other| one.invoice.id.cmp(&other.invoice.id));
    Done {
        outcome,
        results,
        others,
        refusals: whole.map(|(_, refusals)| refusals).unwrap_or_default(),
        created,
        made,
        planned: Vec::new(),
        undone,
    }
}

/// What would be sent.
pub(super) fn planned(wish: &Wish, targets: Targets, planned: Vec<Planned>) -> Done {
    let results: Vec<ResultOf> = wish
        .targets
        .iter()
        .map(|id| {
            let refusals = targets.refused.get(id).cloned().unwrap_or_default();
            let outcome = if refusals.is_empty() {
                ActOutcome::Planned
            } else {
                ActOutcome::Refused
            };
            ResultOf {
                id: id.clone(),
                outcome,
                entry: targets.entries.get(id).cloned(),
                refusals,
            }
        })
        .collect();
    Done {
        outcome: ActOutcome::Planned,
        results,
        planned,
        ..Done::refused(Vec::new())
    }
}

/// Tells again what was told before, with the invoices as they are now.
pub(super) async fn again(wish: &Wish, call: &Call, told: &Told) -> Done {
    let (created, others) = (told.created(), told.others());
    let made = created.as_ref().filter(|_| wish.kind().makes_invoice());
    let refusals: Vec<Vec<Refusal>> = (0..wish.targets.len())
        .map(|place| told.refusals_of(place))
        .collect();
    // Whoever deleted an invoice need not hear from the provider that it is gone.
    let is_gone = |refusals: &Vec<Refusal>| wish.kind().removes_invoice() && refusals.is_empty();
    let there = wish.targets.iter().zip(&refusals);
    let there = there.filter(|(_, refusals)| !is_gone(refusals));
    let shown = there.map(|(id, _)| id).chain(made).chain(&others);
    let entries = read(wish, call, shown).await;
    let entry = |id: &NativeId| entries.get(id).cloned();
    let results: Vec<ResultOf> = wish
        .targets
        .iter()
        .zip(refusals)
        .map(|(id, refusals)| ResultOf {
            id: id.clone(),
            outcome: outcome_of(&refusals),
            // Some providers keep what was deleted, and so is it held.
            entry: entry(id).or_else(|| wish.account.held(id)),
            refusals,
        })
        .collect();
    let refusals = told.whole();
    let whole = wish.targets.is_empty().then(|| outcome_of(&refusals));
    Done {
        outcome: overall(results.iter().map(|result| result.outcome).chain(whole)),
        results,
        made: made.and_then(entry),
        others: others.iter().filter_map(entry).collect(),
        created,
        ..Done::refused(refusals)
    }
}

fn outcome_of(refusals: &[Refusal]) -> ActOutcome {
    if refusals.is_empty() {
        ActOutcome::Applied
    } else {
        ActOutcome::Refused
    }
}

/// The invoices as they are held, and the others as the provider tells them when it is asked for all of them at once.
async fn read(
    wish: &Wish,
    call: &Call,
    ids: impl Iterator<Item = &NativeId>,
) -> HashMap<NativeId, Entry> {
    let (mut entries, mut rest) = (HashMap::new(), Vec::new());
    for id in ids {
        match wish.account.held(id) {
            Some(entry) => drop(entries.insert(id.clone(), entry)),
            None if !rest.contains(id) => rest.push(id.clone()),
            None => {}
        }
    }
    let told = wish.account.reread(call, &rest).await;
    entries.extend(
        told.into_iter()
            .filter_map(|(id, entry)| Some((id, entry.ok()?))),
    );
    entries
}
