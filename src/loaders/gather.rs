//! Gathers the ids that the fields of one level want.

use dataloader::{BatchFn, cached::Loader};

use crate::{
    domain::NativeId,
    error::{Error, ErrorKind, Result},
};

/// How often a load steps aside before it asks, so that all fields of one level can say what they want. The runtime
/// lets about 128 of them through each time.
const YIELDS: usize = 12;
/// Most ids in one batch: as many as can gather in that time. The adapter splits it into calls.
const MAX_BATCH: usize = 1000;

/// Asks once for all ids that the fields of one level want. An id that is wanted again later in the same request gets
/// the same answer.
pub(crate) struct Gather<T, F>(Loader<NativeId, Result<T>, F>)
where
    T: Clone,
    F: BatchFn<NativeId, Result<T>>;

impl<T, F> Gather<T, F>
where
    T: Clone,
    F: BatchFn<NativeId, Result<T>>,
{
    pub(crate) fn new(ask: F) -> Self {
        let loader = Loader::new(ask);
        Self(
            loader
                .with_yield_count(YIELDS)
                .with_max_batch_size(MAX_BATCH),
        )
    }

    pub(crate) async fn load(&self, id: &NativeId) -> Result<T> {
        // The loader fails only where a batch forgets an id.
        self.0.try_load(id.clone()).await.unwrap_or_else(|_| {
            Err(Error::new(
                ErrorKind::Internal,
                "the batch left out an invoice: see the gateway's log",
            ))
        })
    }
}
