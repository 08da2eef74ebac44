//! See inside: what the server counts of requests and operations, and the routes that tell it.
//!
//! It asks the engine for what only that knows, and never a provider. What it tells is never kept by anybody on the way.
//!
//! Invariant: labels are route patterns, classes of status and our own words, and nothing that a client made up. Whoever
//! asks is told of accounts that they see.

mod operations;
mod ready;
mod requests;
mod scrape;
mod vitals;

use std::sync::Arc;

use axum::{Router, routing::get};

use crate::server::endpoint::Endpoint;
pub(super) use operations::{Operations, Told};
pub(super) use requests::Requests;
pub use vitals::Vitals;

/// The routes `/health/ready` and `/metrics`.
pub(super) fn routes(endpoint: Arc<Endpoint>) -> Router {
    Router::new()
        .route("/health/ready", get(ready::ready))
        .route("/metrics", get(scrape::scrape))
        .with_state(endpoint)
}
