//! The loaders of one request.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    domain::{AccountId, NativeId},
    error::Result,
    loaders::InvoiceLoader,
    snapshot::{Account, Entry},
};

type ByAccount = Mutex<HashMap<AccountId, InvoiceLoader>>;

/// The loaders of one request, one per account, made when the account is first asked for something.
#[derive(Default)]
pub struct Loaders {
    invoices: ByAccount,
    wholes: ByAccount,
}

impl Loaders {
    /// The invoice with this id: from the snapshot where that is young enough, else asked for together with all others
    /// of the same account that this request wants now.
    ///
    /// # Errors
    /// `NotFound`, or what stopped the provider.
    pub async fn invoice(&self, account: &Arc<Account>, id: &NativeId) -> Result<Entry> {
        if let Some(entry) = account.held(id) {
            return Ok(entry);
        }
        Self::of(&self.invoices, account, false).load(id).await
    }

    /// The same with all that the provider tells of the invoice by id, where what is held is only a part.
    ///
    /// # Errors
    /// `NotFound`, or what stopped the provider.
    pub async fn whole_invoice(&self, account: &Arc<Account>, id: &NativeId) -> Result<Entry> {
        if let Some(entry) = account.held(id)
            && !entry.invoice.partial
        {
            return Ok(entry);
        }
        Self::of(&self.wholes, account, true).load(id).await
    }

    fn of(loaders: &ByAccount, account: &Arc<Account>, whole: bool) -> InvoiceLoader {
        let mut loaders = loaders.lock().unwrap_or_else(PoisonError::into_inner);
        loaders
            .entry(account.id.clone())
            .or_insert_with(|| InvoiceLoader::new(Arc::clone(account), whole))
            .clone()
    }
}

impl fmt::Debug for Loaders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Loaders").finish_non_exhaustive()
    }
}
