//! What is remembered of a wish under a key.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::{
    act::{
        done::{ActOutcome, Done},
        present::Settled,
        send::Fate,
        targets::Targets,
    },
    clock,
    domain::NativeId,
    error::ErrorKind,
    provider::{
        Call,
        action::{Action, Refusal},
    },
};

/// A wish that was begun, and what became of it as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Tells one input from another.
    pub(super) input: String,
    /// When something of it was last begun, by our clock.
    pub(super) began: Timestamp,
    /// What was sent of it, and nobody knows what became of that.
    pub(super) open: Vec<Sending>,
    /// Why it was not done with single targets, empty where it was, while others are open or still to be sent.
    known: BTreeMap<String, Vec<ToldRefusal>>,
    /// What became of all of it; `None` while something is open or still to be sent.
    pub(super) told: Option<Told>,
}

/// Something that is sent: the whole action, or what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sending {
    /// Its targets; none where the action has none.
    targets: Vec<String>,
    /// What the adapter wants to remember of the targets as they were.
    pub(super) traces: Vec<String>,
    /// When it was begun, by our clock.
    pub(super) began: Timestamp,
    /// The last moment at which a request of it may have been sent.
    pub(super) until: Timestamp,
}

/// What became of a wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    /// For each target in order, why it was not done; empty when it was.
    refusals: Vec<Vec<ToldRefusal>>,
    /// Why it was not done, where there are no targets.
    whole: Vec<ToldRefusal>,
    /// The provider's id of what was made.
    created: Option<String>,
    /// The other invoices that changed by it.
    #[serde(default)]
    others: Vec<String>,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ToldRefusal {
    code: String,
    message: String,
    field: Vec<String>,
}

impl Record {
    /// A wish of which nothing was sent yet.
    pub(super) fn new(input: &str) -> Self {
        Self {
            input: input.to_owned(),
            began: clock::now(),
            open: Vec::new(),
            known: BTreeMap::new(),
            told: None,
        }
    }

    /// Whether nothing was ever sent of it.
    pub(super) fn is_bare(&self) -> bool {
        self.open.is_empty() && self.known.is_empty() && self.told.is_none()
    }

    /// Takes in that something is about to be sent. What was open of the same targets is not any more: it was looked up.
    pub(super) fn begin(&mut self, sending: Sending) {
        self.keep_open(|target| !sending.targets.iter().any(|sent| sent == target));
        self.began = sending.began;
        self.open.push(sending);
    }

    /// Takes in that nothing of what was begun last is sent any more. Whatever was foreseen: the clock may have been set
    /// since.
    pub(super) fn is_sent(&mut self, now: Timestamp) {
        if let Some(sending) = self.open.last_mut() {
            sending.until = now;
        }
    }

    /// Takes in what became of the targets.
    pub(super) fn learn(&mut self, wanted: &[NativeId], targets: &Targets, settled: &Settled) {
        for id in wanted {
            let refusals: Option<&[Refusal]> = match settled.fates.get(id) {
                Some(Fate::Done) => Some(&[]),
                Some(Fate::Refused(refusals)) => Some(refusals),
                Some(Fate::Undone(_) | Fate::Unknown(_)) => None,
                None => targets.obstacles(id),
            };
            if let Some(refusals) = refusals {
                let told = refusals.iter().map(ToldRefusal::of).collect();
                self.known.insert(id.to_string(), told);
            }
        }
        if matches!(settled.whole, Some(Fate::Unknown(_))) {
            return;
        }
        let is_unknown = |id: &str| matches!(settled.fates.get(id), Some(Fate::Unknown(_)));
        self.keep_open(is_unknown);
    }

    /// What became of single targets, as far as that is known.
    pub(super) fn fates(&self) -> HashMap<NativeId, Fate> {
        let fate = |refusals: &[ToldRefusal]| match refusals {
            [] => Fate::Done,
            _ => Fate::Refused(refusals.iter().map(ToldRefusal::refusal).collect()),
        };
        let known = self.known.iter();
        known
            .map(|(id, refusals)| (NativeId::new(id), fate(refusals)))
            .collect()
    }

    /// Whether nothing is open or still to be sent.
    pub(super) fn is_ended(&self, wanted: &[NativeId]) -> bool {
        self.open.is_empty() && wanted.iter().all(|id| self.known.contains_key(id.as_str()))
    }

    fn keep_open(&mut self, is_kept: impl Fn(&str) -> bool) {
        for sending in &mut self.open {
            sending.targets.retain(|target| is_kept(target));
        }
        self.open.retain(|sending| !sending.targets.is_empty());
    }
}

impl Sending {
    /// Begins now, and may send until the call is over.
    pub(super) fn new(action: &Action, traces: Vec<String>, call: &Call) -> Self {
        let began = clock::now();
        let time = call.deadline.saturating_duration_since(Instant::now());
        Self {
            targets: action.ids().iter().map(ToString::to_string).collect(),
            traces,
            began,
            until: began.saturating_add(time).unwrap_or(Timestamp::MAX),
        }
    }

    /// Its targets; none where the action has none.
    pub(super) fn targets(&self) -> impl Iterator<Item = NativeId> {
        self.targets.iter().map(|id| NativeId::new(id))
    }
}

impl Told {
    /// What is to be told again; `None` while something is not known.
    pub(super) fn of(done: &Done) -> Option<Self> {
        let known = |outcome| outcome != ActOutcome::Unknown;
        let all_known =
            known(done.outcome) && done.results.iter().all(|result| known(result.outcome));
        all_known.then(|| Self {
            refusals: done
                .results
                .iter()
                .map(|result| result.refusals.iter().map(ToldRefusal::of).collect())
                .collect(),
            whole: done.refusals.iter().map(ToldRefusal::of).collect(),
            created: done.created.as_ref().map(ToString::to_string),
            others: done
                .others
                .iter()
                .map(|entry| entry.invoice.id.to_string())
                .collect(),
        })
    }

    /// Why it was not done with the target at this place.
    pub(super) fn refusals_of(&self, place: usize) -> Vec<Refusal> {
        let told = self.refusals.get(place).into_iter().flatten();
        told.map(ToldRefusal::refusal).collect()
    }

    /// Why it was not done, where there are no targets.
    pub(super) fn whole(&self) -> Vec<Refusal> {
        self.whole.iter().map(ToldRefusal::refusal).collect()
    }

    /// The id of what was made.
    pub(super) fn created(&self) -> Option<NativeId> {
        self.created.as_deref().map(NativeId::new)
    }

    /// The ids of the other invoices that changed.
    pub(super) fn others(&self) -> Vec<NativeId> {
        self.others.iter().map(|id| NativeId::new(id)).collect()
    }
}

impl ToldRefusal {
    fn of(refusal: &Refusal) -> Self {
        Self {
            code: refusal.error.kind().code().to_owned(),
            message: refusal.error.message().to_owned(),
            field: refusal.field.clone(),
        }
    }

    /// The refusal as it was.
    pub(super) fn refusal(&self) -> Refusal {
        let kind = ErrorKind::from_code(&self.code).unwrap_or(ErrorKind::Internal);
        Refusal {
            field: self.field.clone(),
            ..Refusal::new(kind, self.message.clone())
        }
    }
}
