//! What the server remembers of its clients, whatever config it has.

use std::sync::Arc;

use crate::server::{
    persisted::Stores,
    request_id::RequestIds,
    settings::ServerSettings,
    traffic::{Places, Rates},
};

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
            stored: Stores::new(),
        }
    }

    /// Has as many places as these settings say. What is under way stays, and counts.
    pub fn adopt(&self, settings: &ServerSettings) {
        self.places.resize(settings.concurrent);
        self.transfers.resize(settings.transfers);
    }
}
