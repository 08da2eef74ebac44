//! What somebody wants done.

use std::{sync::Arc, time::Duration};

use crate::{
    domain::{Invoice, NativeId},
    provider::action::{Action, ActionKind, NativeInput, What},
    snapshot::Account,
};

/// A key by which the sender recognises a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The sender's word.
    pub word: String,
    /// Tells one input from another: the same for the same, and told for all that the action depends on.
    pub input: String,
}

/// What somebody wants done.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Who wants it: keys are theirs alone, and the audit names them.
    pub caller: String,
    /// Where.
    pub account: Arc<Account>,
    /// With which invoices, by the provider's ids.
    pub targets: Vec<NativeId>,
    /// What.
    pub what: What,
    /// What only one provider knows.
    pub native: Option<NativeInput>,
    /// The key, where there is one.
    pub key: Option<Key>,
    /// What the invoice's version must be.
    pub expected_version: Option<String>,
    /// Whether only to tell what would be sent.
    pub dry_run: bool,
    /// How long it may take.
    pub time: Duration,
}

impl Wish {
    /// Which action it is.
    #[must_use]
    pub fn kind(&self) -> ActionKind {
        self.what.kind()
    }

    /// It as an action with these invoices.
    pub(super) fn action(&self, targets: Vec<Arc<Invoice>>) -> Action {
        Action {
            targets,
            what: self.what.clone(),
            native: self.native.clone(),
            keyed: self.key.is_some(),
        }
    }
}
