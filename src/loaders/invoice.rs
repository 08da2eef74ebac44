//! What one account tells by the ids of invoices: the invoices, and what is told apart from them.

use std::{collections::HashMap, sync::Arc};

use dataloader::BatchFn;

use crate::{
    domain::{Activity, NativeId},
    error::Result,
    snapshot::{Account, Allowance, Entry, Want},
};

/// Asks for invoices.
pub(crate) struct Invoices {
    pub(crate) account: Arc<Account>,
    pub(crate) want: Want,
    pub(crate) allowance: Arc<Allowance>,
}

/// Asks for notes and events.
pub(crate) struct Activities {
    pub(crate) account: Arc<Account>,
    pub(crate) allowance: Arc<Allowance>,
}

impl BatchFn<NativeId, Result<Entry>> for Invoices {
    async fn load(&mut self, ids: &[NativeId]) -> HashMap<NativeId, Result<Entry>> {
        let ids = in_order(ids);
        let found = self.account.fetch(&ids, self.want, &self.allowance).await;
        found.into_iter().collect()
    }
}

impl BatchFn<NativeId, Result<Arc<Activity>>> for Activities {
    async fn load(&mut self, ids: &[NativeId]) -> HashMap<NativeId, Result<Arc<Activity>>> {
        let ids = in_order(ids);
        let found = self.account.activities(&ids, &self.allowance).await;
        found.into_iter().collect()
    }
}

/// In order, so that the same query makes the same calls.
fn in_order(ids: &[NativeId]) -> Vec<NativeId> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids
}
