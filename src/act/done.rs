//! What is told of a wish.

use std::time::Duration;

use crate::{
    domain::NativeId,
    error::{ErrorKind, Retry},
    provider::action::{Planned, Refusal},
    snapshot::Entry,
};

/// What became of a wish, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActOutcome {
    /// It was done.
    Applied,
    /// It was not done, and nothing changed.
    Refused,
    /// It was sent, and nobody can tell what became of it.
    Unknown,
    /// It was only planned.
    Planned,
}

/// What became of it for one invoice.
#[derive(Clone, Debug)]
pub struct ResultOf {
    /// The invoice, by the provider's id.
    pub id: NativeId,
    /// What became of it.
    pub outcome: ActOutcome,
    /// The invoice as it is now; `None` when it is gone or cannot be read.
    pub entry: Option<Entry>,
    /// Why it was not done.
    pub refusals: Vec<Refusal>,
}

/// What became of a wish.
#[derive(Clone, Debug)]
pub struct Done {
    /// In one word: applied when that is true of any invoice.
    pub outcome: ActOutcome,
    /// For each invoice that was asked for, in order.
    pub results: Vec<ResultOf>,
    /// Why it was not done, where that is of no single invoice.
    pub refusals: Vec<Refusal>,
    /// The provider's id of what was made.
    pub created: Option<NativeId>,
    /// The invoice that was made.
    pub made: Option<Entry>,
    /// Other invoices that changed by it, as they are now.
    pub others: Vec<Entry>,
    /// What would be sent.
    pub planned: Vec<Planned>,
    /// Whether it is sure that the provider did nothing of it, and that it may be sent again.
    pub(super) undone: bool,
}

impl Done {
    /// Says that nothing was done, and why.
    #[must_use]
    pub fn refused(refusals: Vec<Refusal>) -> Self {
        Self {
            outcome: ActOutcome::Refused,
            results: Vec::new(),
            refusals,
            created: None,
            made: None,
            others: Vec::new(),
            planned: Vec::new(),
            undone: false,
        }
    }

    /// Says that the work came to no end, so that nobody knows what was done.
    pub(super) fn broke_off() -> Self {
        let message = "the action broke off: look whether it was done before you repeat it";
        Self {
            outcome: ActOutcome::Unknown,
            ..Self::refused(vec![Refusal::new(ErrorKind::Internal, message)])
        }
    }

    /// Says when to come back for what nobody knows: with a key, after the time in which it may still be carried out;
    /// without one never, as that would do it twice.
    pub(super) fn advise(&mut self, settle: Option<Duration>) {
        let of_whole = self.results.is_empty() && self.outcome == ActOutcome::Unknown;
        let unknown = self.results.iter_mut();
        let unknown = unknown.filter(|result| result.outcome == ActOutcome::Unknown);
        let whole = of_whole.then_some(&mut self.refusals);
        for refusals in unknown.map(|result| &mut result.refusals).chain(whole) {
            for refusal in refusals {
                let retry = match (settle, refusal.error.retry()) {
                    (None, _) => Retry::Never,
                    (Some(_), known @ Retry::After(_)) => known,
                    (Some(settle), _) => Retry::After(settle),
                };
                refusal.error = refusal.error.clone().retry_hint(retry);
            }
        }
    }

    /// Tells whether its key is free again.
    pub(super) fn can_be_repeated(&self) -> bool {
        self.undone
    }

    /// The invoice that a single-invoice action was of, as it is now.
    #[must_use]
    pub fn entry(&self) -> Option<&Entry> {
        self.results.first()?.entry.as_ref()
    }

    /// Every reason, whatever it is of.
    pub fn all_refusals(&self) -> impl Iterator<Item = &Refusal> {
        let of_results = self.results.iter().flat_map(|result| &result.refusals);
        self.refusals.iter().chain(of_results)
    }
}

/// The one word for several.
#[must_use]
pub fn overall(outcomes: impl IntoIterator<Item = ActOutcome>) -> ActOutcome {
    let mut overall = ActOutcome::Refused;
    for outcome in outcomes {
        match outcome {
            ActOutcome::Applied | ActOutcome::Planned => return outcome,
            ActOutcome::Unknown => overall = ActOutcome::Unknown,
            ActOutcome::Refused => {}
        }
    }
    overall
}
