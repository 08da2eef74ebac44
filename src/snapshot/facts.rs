//! What is derived from what is held at the moment it is shown.

use std::sync::Arc;

use crate::{
    domain::NativeId,
    error::{Error, ErrorKind, Result},
    provider::Feature,
    snapshot::{
        account::Account,
        fetch::Entry,
        state::{AccountResult, Freshness},
    },
};

impl Entry {
    /// Tells whether money is still to come and was due before today, by the account's own calendar.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        let invoice = &*self.invoice;
        invoice.status.is_outstanding()
            && invoice.deleted != Some(true)
            && invoice
                .late_after()
                .is_some_and(|day| day < self.account.today())
    }
}

impl Account {
    /// The invoices that credit this one; `None` where the provider does not link them.
    ///
    /// # Errors
    /// What keeps the account from being known in full: then nobody can tell which credits there are.
    pub async fn credits(self: &Arc<Self>, id: &NativeId) -> Result<Option<Vec<Entry>>> {
        if self.info().reads.credits == Feature::NotTold {
            return Ok(None);
        }
        let state = self.ensure(Freshness::ByAge, self.patience()).await;
        if state.is_complete() {
            Ok(Some(self.credits_of(id)))
        } else {
            Err(self.unknown(state))
        }
    }

    fn unknown(&self, state: AccountResult) -> Error {
        state.error.unwrap_or_else(|| {
            let message = format!(
                "the account \"{}\" is not known in full yet: ask again in a moment",
                self.id
            );
            self.stamp(Error::new(ErrorKind::Unavailable, message))
        })
    }
}
