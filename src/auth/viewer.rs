//! Somebody who asks.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use crate::{
    auth::{Scope, Scopes},
    domain::AccountId,
};

/// The name of whoever asks where nobody needs a key. No client of a config has it.
pub const ANONYMOUS: &str = "anonymous";

/// Which accounts somebody sees. The others do not exist for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All that are configured.
    All,
    /// These.
    Only(BTreeSet<AccountId>),
}

/// Somebody who asks, and what they may do and see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// A name that stays the same as long as it is the same client: keys of writes, links and the audit go by it. Names
    /// from the config are made of letters, digits, `.`, `_` and `-`; a name from elsewhere must hold another character.
    pub name: Arc<str>,
    /// What they may do.
    pub scopes: Scopes,
    /// What they may see.
    pub accounts: Sight,
    /// Operations a minute, where it is not what everybody may.
    pub rate: Option<usize>,
    /// Whether they may see what an answer cost upstream.
    pub upstream: bool,
    /// When they cease to be known, if that is said already; what they were given ends then, too.
    pub until: Option<Timestamp>,
}

impl Viewer {
    /// Whoever asks where nobody needs a key: they may do and see everything.
    #[must_use]
    pub fn anonymous() -> Self {
        Self {
            name: ANONYMOUS.into(),
            scopes: Scopes::ALL,
            accounts: Sight::All,
            rate: None,
            upstream: true,
            until: None,
        }
    }

    /// Whether they may do this.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.has(scope)
    }

    /// Whether an account exists for them.
    #[must_use]
    pub fn sees(&self, account: &AccountId) -> bool {
        match &self.accounts {
            Sight::All => true,
            Sight::Only(accounts) => accounts.contains(account),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_not_seen() {
        let accounts = BTreeSet::from([AccountId::new("acme")]);
        let viewer = Viewer {
            accounts: Sight::Only(accounts),
            ..Viewer::anonymous()
        };
        assert!(viewer.sees(&AccountId::new("acme")));
        for other in ["acm", "acme2", "", "ACME"] {
            assert!(!viewer.sees(&AccountId::new(other)), "{other}");
            assert!(Viewer::anonymous().sees(&AccountId::new(other)));
        }
    }
}
