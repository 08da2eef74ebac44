//! Where an adapter tells what changed.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;

use crate::{
    domain::{Invoice, NativeId, Text},
    error::Result,
};

/// How far a feed of changes has come. Kept by the snapshot, made and read by the adapter alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// The latest change that was seen, by the vendor's clock.
    pub changed_at: Option<Timestamp>,
    /// When all ids were last listed, by our clock.
    pub listed_at: Option<Timestamp>,
    /// Whatever else the adapter needs to go on, in words of its own.
    pub marks: BTreeMap<&'static str, String>,
}

/// What is held of one invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The version held.
    pub version: Option<Text>,
    /// When it was read.
    pub fetched_at: Timestamp,
}

/// Takes what an adapter finds out, and tells it what is held already.
pub trait Sink: Send + Sync {
    /// What is held of an invoice; `None` when nothing.
    fn known(&self, id: &NativeId) -> Option<Known>;

    /// The ids of all invoices that are held.
    fn held(&self) -> Vec<NativeId>;

    /// Says how many invoices the account has in all, as soon as that is known, for progress.
    fn expect(&self, total: usize);

    /// Takes invoices, or why one of them could not be read; what was held of them is replaced.
    fn put(&self, invoices: Vec<(NativeId, Result<Arc<Invoice>>)>);

    /// Says which invoices exist: all others are gone, except those read after `as_of`, when the list was asked for.
    fn keep_only(&self, ids: &HashSet<NativeId>, as_of: Timestamp);
}
