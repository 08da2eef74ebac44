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

/// The loaders of one request, one per account, made when the account is first asked for something.
#[derive(Default)]
pub struct Loaders {
    invoices: Mutex<HashMap<AccountId, InvoiceLoader>>,
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
        self.of(account).load(id).await
    }

    fn of(&self, account: &Arc<Account>) -> InvoiceLoader {
        let mut loaders = self.invoices.lock().unwrap_or_else(PoisonError::into_inner);
        loaders
            .entry(account.id.clone())
            .or_insert_with(|| InvoiceLoader::new(Arc::clone(account)))
            .clone()
    }
}

impl fmt::Debug for Loaders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Loaders").finish_non_exhaustive()
    }
}
