//! The contract between the gateway and its adapters.
//!
//! An adapter knows one vendor and turns its documents into `domain` words. It knows nothing of GraphQL, of caches or of
//! other adapters, and it never repeats or delays a call: retries, quotas and time limits are the transport's.

mod batch;
mod call;
mod info;
mod settings;
mod sink;

use std::{fmt::Debug, sync::Arc};

use async_trait::async_trait;

use crate::{
    domain::{Activity, Invoice, NativeId},
    error::Result,
};
pub use batch::Batch;
pub use call::Call;
pub use info::{Feature, ProviderInfo, QuotaRule, Reads};
pub use settings::AccountSettings;
pub use sink::{Checkpoint, Known, Sink};

/// How else than by id an invoice can be looked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// By the printed number.
    Number(String),
    /// By the reference.
    Reference(String),
}

/// One account at one vendor.
#[async_trait]
pub trait Provider: Debug + Send + Sync {
    /// What this provider is and can do.
    fn info(&self) -> &'static ProviderInfo;

    /// Asks what changed since `checkpoint` in the fewest calls, and tells `sink` as the answers arrive, newest invoices
    /// first. Without a checkpoint everything is new. Returns the next checkpoint.
    ///
    /// # Errors
    /// Whatever stopped it; what `sink` was told until then stays true, and the old checkpoint stays in force.
    async fn changes(
        &self,
        call: &Call,
        checkpoint: Option<&Checkpoint>,
        sink: &dyn Sink,
    ) -> Result<Checkpoint>;

    /// Tells how many calls `invoices` would make for these ids at most, each given once: without repeats, and without
    /// what is read once for the whole account.
    fn calls_for(&self, ids: &[NativeId]) -> usize;

    /// Asks for these invoices in the fewest calls: one result for each id, `NotFound` for what the vendor left out.
    async fn invoices(&self, call: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>>;

    /// Asks the vendor for the invoices with that number or reference, as many as it tells; an empty list when there is
    /// none.
    ///
    /// # Errors
    /// `Unsupported` where the vendor cannot look that way, else whatever stopped it.
    async fn find(&self, call: &Call, lookup: &Lookup) -> Result<Vec<Arc<Invoice>>>;

    /// Asks for what people and the vendor did with an invoice, where `info().reads` says that notes or timeline are
    /// told separately.
    ///
    /// # Errors
    /// `Unsupported` where the vendor has no such thing or tells it with the invoice, else whatever stopped it.
    async fn activity(&self, call: &Call, id: &NativeId) -> Result<Activity>;
}
