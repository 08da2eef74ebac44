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
            None => read(wish, call, id).await,
        },
        _ => None,
    };
    let is_other = |id: &NativeId| !wish.targets.contains(id) && Some(id) != created.as_ref();
    let others = settled.entries.into_iter().filter(|(id, _)| is_other(id));
    Done {
        outcome,
        results,
        others: others.map(|(_, entry)| entry).collect(),
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
    let created = told.created();
    let mut results = Vec::with_capacity(wish.targets.len());
    for (place, id) in wish.targets.iter().enumerate() {
        let refusals: Vec<Refusal> = told.refusals_of(place);
        let outcome = if refusals.is_empty() {
            ActOutcome::Applied
        } else {
            ActOutcome::Refused
        };
        results.push(ResultOf {
            id: id.clone(),
            outcome,
            entry: read(wish, call, id).await,
            refusals,
        });
    }
    let refusals = told.whole();
    let whole = if refusals.is_empty() {
        ActOutcome::Applied
    } else {
        ActOutcome::Refused
    };
    let of_whole = wish.targets.is_empty().then_some(whole);
    let made = match &created {
        Some(id) if wish.kind().makes_invoice() => read(wish, call, id).await,
        _ => None,
    };
    Done {
        outcome: overall(results.iter().map(|result| result.outcome).chain(of_whole)),
        results,
        created,
        made,
        ..Done::refused(refusals)
    }
}

/// The invoice as it is held, or as the provider tells it.
async fn read(wish: &Wish, call: &Call, id: &NativeId) -> Option<Entry> {
    if let Some(entry) = wish.account.held(id) {
        return Some(entry);
    }
    let read = wish.account.reread(call, std::slice::from_ref(id)).await;
    read.into_iter().next()?.1.ok()
}
