//! What became of an action.

use std::{sync::Arc, time::Duration};

use crate::{
    domain::{Invoice, NativeId},
    error::{Error, ErrorKind},
    provider::action::Refusal,
};

/// What became of an action for one of its invoices, or for the account.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The provider did it.
    Applied,
    /// The provider did not do it, and says why; nothing has changed.
    Refused(Vec<Refusal>),
    /// The provider did not do it because it is busy with the like; nothing has changed, and after this time it can be
    /// asked again.
    Busy(Duration),
    /// It was sent, and what became of it is not known.
    Lost(Error),
}

impl Outcome {
    /// Tells whether the invoice may be other than it was held to be when the action was sent: nobody knows what became of
    /// it, or the vendor refused what its state was held to allow. Who blames a part of the input says nothing of the
    /// invoice, and neither does what was never sent.
    #[must_use]
    pub fn doubts_invoice(&self) -> bool {
        let is_of_invoice = |refusal: &Refusal| match refusal.error.kind() {
            ErrorKind::Conflict | ErrorKind::NotFound => true,
            ErrorKind::InvalidInput => refusal.field.is_empty(),
            _ => false,
        };
        match self {
            Self::Lost(_) => true,
            Self::Refused(refusals) => refusals.iter().any(is_of_invoice),
            Self::Applied | Self::Busy(_) => false,
        }
    }
}

/// What an action changed beside what it says itself.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// Invoices as the answers show them, after the change.
    pub shown: Vec<Arc<Invoice>>,
    /// Invoices that changed and were not shown: they must be read again.
    pub unseen: Vec<NativeId>,
    /// Invoices that are gone.
    pub gone: Vec<NativeId>,
}

/// What became of an action.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// One for each target, in order; a single one where there are none.
    pub outcomes: Vec<Outcome>,
    /// Which invoices changed.
    pub touched: Touched,
    /// The provider's id of the invoice, payment, note or file that was made, where the answer tells it; else it is found
    /// by reading again.
    pub created: Option<NativeId>,
}

impl Receipt {
    /// Says the same of all targets.
    #[must_use]
    pub fn all(outcome: &Outcome, targets: usize) -> Self {
        Self {
            outcomes: vec![outcome.clone(); targets.max(1)],
            touched: Touched::default(),
            created: None,
        }
    }

    /// Says that nothing was done, and why.
    #[must_use]
    pub fn refused(refusals: Vec<Refusal>, targets: usize) -> Self {
        Self::all(&Outcome::Refused(refusals), targets)
    }
}

/// Whether an invoice, as it was read later, shows that an action was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It was; with the provider's id of what was made, if anything was.
    Done(Option<NativeId>),
    /// It was not.
    NotDone,
    /// It cannot be told.
    Unclear,
}
