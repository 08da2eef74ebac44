//! What the server remembers of its clients, whatever config it has.

use std::sync::Arc;

use crate::server::{
    persisted::Stores,
    request_id::RequestIds,
    settings::ServerSettings,
    traffic::{Places, Rates},
};

/// Bytes of large bodies that are held at a time while they come, all together.
const COMING: usize = 64 << 20;
/// As many large bodies may come at least: more than one for each of several clients.
const FEWEST: usize = 8;
/// And as many at most.
const MOST: usize = 1024;

/// How often each client asked, what is under way and what was stored, which routers share that follow one another.
#[derive(Debug)]
pub struct Memory {
    pub(super) ids: Arc<RequestIds>,
    /// Operations of each client.
    pub(super) operations: Arc<Rates>,
    /// Wrong keys from each address.
    pub(super) failures: Arc<Rates>,
    /// Operations under way.
    pub(super) places: Arc<Places>,
    /// Uploads and downloads under way.
    pub(super) transfers: Arc<Places>,
    /// Large bodies that are coming.
    pub(super) bodies: Arc<Places>,
    /// Documents that clients stored.
    pub(super) stored: Stores,
}

impl Memory {
    /// Remembers nothing yet.
    #[must_use]
    pub fn new(settings: &ServerSettings) -> Self {
        Self {
            ids: Arc::new(RequestIds::new()),
            operations: Arc::new(Rates::new()),
            failures: Arc::new(Rates::new()),
            places: Arc::new(Places::new(settings.concurrent)),
            transfers: Arc::new(Places::new(settings.transfers)),
            bodies: Arc::new(Places::new(large_bodies(settings))),
            stored: Stores::new(),
        }
    }

    /// Has as many places as these settings say. What is under way stays, and counts.
    pub fn adopt(&self, settings: &ServerSettings) {
        self.places.resize(settings.concurrent);
        self.transfers.resize(settings.transfers);
        self.bodies.resize(large_bodies(settings));
    }
}

/// How many large bodies may be coming at a time.
fn large_bodies(settings: &ServerSettings) -> usize {
    (COMING / settings.max_body_bytes.max(1)).clamp(FEWEST, MOST)
}
