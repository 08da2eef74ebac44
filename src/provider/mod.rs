//! The contract between the gateway and its adapters.
//!
//! An adapter knows one vendor and turns its documents into `domain` words. It knows nothing of GraphQL, of caches or of
//! other adapters, and it never repeats or delays a call: retries, quotas and time limits are the transport's.

pub mod action;
mod batch;
mod call;
mod file;
mod info;
mod settings;
mod sink;

use std::{fmt::Debug, sync::Arc};

use async_trait::async_trait;

use crate::{
    domain::{Activity, Invoice, NativeId},
    error::{Error, ErrorKind, Result},
    provider::action::{Action, ActionKind, Evidence, Obstacle, Planned, Receipt, Refusal},
};
pub use batch::Batch;
pub use call::Call;
pub use file::{DocumentKind, FileContent, FileWanted};
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

    /// Asks the vendor once, for as little as shows that the account can be used: that the API is there and takes the
    /// credential, and what else the settings name.
    ///
    /// # Errors
    /// Whatever stands in the way.
    async fn probe(&self, call: &Call) -> Result<()>;

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

    /// Tells how many calls `invoices` would make for these ids at most, each given once, without repeats.
    fn calls_for(&self, ids: &[NativeId]) -> usize;

    /// Tells how many calls `find` would make at most, without repeats, where it finds a page of invoices or less.
    fn calls_to_find(&self) -> usize {
        1
    }

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

    /// Says why an action that the provider offers cannot be done with an invoice as it stands; `None` when it can.
    fn obstacle(&self, _kind: ActionKind, _invoice: &Invoice) -> Option<Obstacle> {
        None
    }

    /// The requests that an action takes, without sending any; every part of the input that the provider cannot take is
    /// refused.
    ///
    /// # Errors
    /// Why the action cannot be asked for, each with the part of the input that is to blame.
    fn plan(&self, action: &Action) -> Result<Vec<Planned>, Vec<Refusal>> {
        Err(vec![not_offered(self.info(), action.kind())])
    }

    /// Does it, once. What it does was planned, so it is asked only for what `plan` takes.
    async fn perform(&self, _call: &Call, action: &Action) -> Receipt {
        let refusal = not_offered(self.info(), action.kind());
        Receipt::refused(vec![refusal], action.targets.len())
    }

    /// What has to be remembered of an action's targets before it is sent, so that `evidence` can tell later whether it
    /// was done: the ids of the payments that there are, a counter. In words of the adapter's own.
    fn traces(&self, _action: &Action) -> Vec<String> {
        Vec::new()
    }

    /// Tells by an invoice as it was read after an action, and by its notes and events where those are told separately,
    /// whether the action was done with it. Of an action that makes an invoice, `now` is one that may be it.
    fn evidence(
        &self,
        _action: &Action,
        _traces: &[String],
        _now: &Invoice,
        _activity: Option<&Activity>,
    ) -> Evidence {
        Evidence::Unclear
    }

    /// Which documents the provider makes of an invoice as it stands.
    fn documents(&self, _invoice: &Invoice) -> Vec<DocumentKind> {
        Vec::new()
    }

    /// Opens a file of an invoice.
    ///
    /// # Errors
    /// `NotFound` when there is none, `Unsupported` where the provider has no such files, else whatever stopped it.
    async fn file(
        &self,
        _call: &Call,
        _invoice: &Invoice,
        _file: &FileWanted,
    ) -> Result<FileContent> {
        let message = format!("{} has no such files", self.info().name);
        Err(Error::new(ErrorKind::Unsupported, message))
    }
}

/// Says that a provider does not offer an action.
#[must_use]
pub fn not_offered(info: &ProviderInfo, kind: ActionKind) -> Refusal {
    let message = format!(
        "{} does not offer {}: `actions` tells what it does",
        info.name,
        kind.name()
    );
    Refusal::new(ErrorKind::Unsupported, message)
}
