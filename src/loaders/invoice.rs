//! Invoices of one account by id.

use std::{collections::HashMap, sync::Arc};

use dataloader::{BatchFn, cached::Loader};

use crate::{
    domain::NativeId,
    error::{Error, ErrorKind, Result},
    snapshot::{Account, Entry},
};

/// How often a load steps aside before it asks, so that all fields of one level can say what they want. The runtime
/// lets about 128 of them through each time.
const YIELDS: usize = 12;
/// Most ids in one batch: as many as can gather in that time. The adapter splits it into calls.
const MAX_BATCH: usize = 1000;

/// Asks one account once for all ids that the fields of one level want. An id that is wanted again later in the same
/// request gets the same answer.
#[derive(Clone)]
pub(crate) struct InvoiceLoader(Loader<NativeId, Result<Entry>, FromAccount>);

impl InvoiceLoader {
    /// Loads invoices as far as they are told; `whole` ones with all that they tell by id.
    pub(crate) fn new(account: Arc<Account>, whole: bool) -> Self {
        let loader = Loader::new(FromAccount { account, whole });
        Self(
            loader
                .with_yield_count(YIELDS)
                .with_max_batch_size(MAX_BATCH),
        )
    }

    pub(crate) async fn load(&self, id: &NativeId) -> Result<Entry> {
        // The loader fails only where a batch forgets an id.
        self.0.try_load(id.clone()).await.unwrap_or_else(|_| {
            Err(Error::new(
                ErrorKind::Internal,
                "the batch left out an invoice: see the gateway's log",
            ))
        })
    }
}

struct FromAccount {
    account: Arc<Account>,
    whole: bool,
}

impl BatchFn<NativeId, Result<Entry>> for FromAccount {
    async fn load(&mut self, ids: &[NativeId]) -> HashMap<NativeId, Result<Entry>> {
        // In order, so that the same query makes the same calls.
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        let found = match self.whole {
            true => self.account.fetch_whole(&ids).await,
            false => self.account.fetch(&ids).await,
        };
        found.into_iter().collect()
    }
}
