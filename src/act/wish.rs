//! What somebody wants done.

use std::{sync::Arc, time::Duration};

use crate::{
    domain::{AccountId, Invoice, NativeId},
    provider::action::{Action, ActionKind, NativeInput, What},
    snapshot::{Account, Allowance},
};

/// A key by which the sender recognises a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The sender's word.
    pub word: String,
    /// Tells one input from another: the same for the same, and told for all that the action depends on.
    pub input: String,
    /// The account whose part this is of a request that was spread over accounts.
    pub part: Option<AccountId>,
}

impl Key {
    /// Its name among those of all callers. None can be made to look like another: whatever a caller may choose comes
    /// behind its own length.
    pub(super) fn name(&self, caller: &str) -> String {
        match &self.part {
            None => format!("{}/{caller}/{}", caller.len(), self.word),
            Some(account) => format!("{}{account}", self.parts(caller)),
        }
    }

    /// What those wait for who want to use it.
    pub(super) fn turn(&self, caller: &str) -> String {
        format!("key/{}", self.name(caller))
    }

    /// What the names of all its parts begin with.
    pub(super) fn parts(&self, caller: &str) -> String {
        let (caller_len, word_len) = (caller.len(), self.word.len());
        format!("part/{caller_len}/{caller}/{word_len}/{}/", self.word)
    }
}

/// What somebody wants done.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Who wants it: keys are theirs alone, and the audit names them.
    pub caller: String,
    /// Whether they may change anything.
    pub may_write: bool,
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
    /// The upstream calls that it may make until it has begun, which it may share with others.
    pub allowance: Arc<Allowance>,
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
