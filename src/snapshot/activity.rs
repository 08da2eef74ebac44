//! Notes and events of a single invoice, where the vendor tells them apart from it.

use std::sync::Arc;

use tokio::time::timeout_at;

use crate::{
    domain::{Activity, NativeId},
    error::{Error, ErrorKind, Result},
    provider::Call,
    snapshot::account::Account,
};

/// How many are asked for at once for one account: a page of invoices must not be a flood.
pub(crate) const SIDE_BY_SIDE: usize = 8;

impl Account {
    /// What people and the vendor did with an invoice; asked once for all who want it, and kept as long as the
    /// configured age lets it be simply served.
    ///
    /// # Errors
    /// `Unsupported` where the vendor tells none apart, else what stopped the provider.
    pub async fn activity(self: &Arc<Self>, id: &NativeId) -> Result<Arc<Activity>> {
        let snapshot = self.snapshot();
        let ask = async {
            let _turn = snapshot.activity_turns.acquire().await.map_err(|_| {
                Error::new(
                    ErrorKind::Internal,
                    "nobody may ask any more: see the gateway's log",
                )
            })?;
            let call = Call::within(self.policy.deadline);
            self.provider.activity(&call, id).await.map(Arc::new)
        };
        let asked = snapshot.activities.try_get_with_by_ref(id, ask);
        let asked = timeout_at(self.patience(), asked).await;
        let asked = asked.map_err(|_| self.too_late())?;
        asked.map_err(|error: Arc<Error>| self.stamp_read(Error::clone(&error)))
    }
}
