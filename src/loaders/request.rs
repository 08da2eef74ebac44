//! The loaders of one request.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    domain::{AccountId, Activity, NativeId},
    error::Result,
    loaders::{Activities, Gather, Invoices},
    provider::Lookup,
    snapshot::{Account, Allowance, Entry, Want},
};

type ByAccount<T, F> = Mutex<HashMap<AccountId, Arc<Gather<T, F>>>>;

/// The loaders of one request, one per account, made when the account is first asked for something.
pub struct Loaders {
    allowance: Arc<Allowance>,
    invoices: ByAccount<Entry, Invoices>,
    wholes: ByAccount<Entry, Invoices>,
    activities: ByAccount<Arc<Activity>, Activities>,
}

impl Loaders {
    /// Makes the loaders of a request that may make the upstream calls of this allowance.
    #[must_use]
    pub fn new(allowance: Arc<Allowance>) -> Self {
        Self {
            allowance,
            invoices: Mutex::default(),
            wholes: Mutex::default(),
            activities: Mutex::default(),
        }
    }

    /// The invoice with this id: from the snapshot where that is young enough, else asked for together with all others
    /// of the same account that this request wants now.
    ///
    /// # Errors
    /// `NotFound`, `LimitExceeded` when they take too many calls, or what stopped the provider.
    pub async fn invoice(&self, account: &Arc<Account>, id: &NativeId) -> Result<Entry> {
        if let Some(entry) = account.held(id) {
            return Ok(entry);
        }
        let loader = of(&self.invoices, account, || self.ask(account, Want::Told));
        loader.load(id).await
    }

    /// The same with all that the provider tells of the invoice by id, where what is held is only a part.
    ///
    /// # Errors
    /// `NotFound`, `LimitExceeded` when they take too many calls, or what stopped the provider.
    pub async fn whole_invoice(&self, account: &Arc<Account>, id: &NativeId) -> Result<Entry> {
        if let Some(entry) = account.held(id)
            && !entry.invoice.partial
        {
            return Ok(entry);
        }
        let loader = of(&self.wholes, account, || self.ask(account, Want::Whole));
        loader.load(id).await
    }

    /// What people and the vendor did with an invoice, asked for together with all others of the same account.
    ///
    /// # Errors
    /// `Unsupported` where the vendor tells none apart, `LimitExceeded` when they take too many calls, or what stopped
    /// the provider.
    pub async fn activity(&self, account: &Arc<Account>, id: &NativeId) -> Result<Arc<Activity>> {
        let ask = || Activities {
            account: Arc::clone(account),
            allowance: Arc::clone(&self.allowance),
        };
        of(&self.activities, account, ask).load(id).await
    }

    /// The invoice with that number or reference; `None` only when it is certain that there is none.
    ///
    /// # Errors
    /// As [`Account::find`].
    pub async fn find(&self, account: &Arc<Account>, lookup: &Lookup) -> Result<Option<Entry>> {
        account.find(lookup, &self.allowance).await
    }

    fn ask(&self, account: &Arc<Account>, want: Want) -> Invoices {
        Invoices {
            account: Arc::clone(account),
            want,
            allowance: Arc::clone(&self.allowance),
        }
    }
}

/// The loader of an account, made where there is none yet.
fn of<T, F>(
    loaders: &ByAccount<T, F>,
    account: &Account,
    ask: impl FnOnce() -> F,
) -> Arc<Gather<T, F>>
where
    T: Clone,
    F: dataloader::BatchFn<NativeId, Result<T>>,
{
    let mut loaders = loaders.lock().unwrap_or_else(PoisonError::into_inner);
    let loader = loaders
        .entry(account.id.clone())
        .or_insert_with(|| Arc::new(Gather::new(ask())));
    Arc::clone(loader)
}

impl fmt::Debug for Loaders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Loaders").finish_non_exhaustive()
    }
}
