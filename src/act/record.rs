//! What is remembered of a wish under a key.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    act::done::{ActOutcome, Done},
    domain::NativeId,
    error::ErrorKind,
    provider::action::Refusal,
};

/// A wish that was begun, and what became of it once that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Tells one input from another.
    pub(super) input: String,
    /// When it was begun, by our clock.
    pub(super) began: Timestamp,
    /// What the adapter wants to remember of the targets as they were.
    pub(super) traces: Vec<String>,
    /// What became of it; `None` while nobody knows.
    pub(super) told: Option<Told>,
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
    /// Begins one.
    pub(super) fn open(input: &str, began: Timestamp, traces: Vec<String>) -> Self {
        Self {
            input: input.to_owned(),
            began,
            traces,
            told: None,
        }
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
