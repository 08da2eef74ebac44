//! What the server asks of the schema behind it.

use std::{any::Any, fmt, sync::Arc};

use async_graphql::{Request, Response};
use async_trait::async_trait;

use crate::auth::Viewer;

/// What the operations of one HTTP request may spend together. Only the engine knows what is in it.
pub type Purse = Arc<dyn Any + Send + Sync>;

/// Executes GraphQL requests that passed the gate.
///
/// The request arrives with its parsed document and with the [`RequestId`](super::RequestId) in its data. The server
/// drops the future when the client leaves or the deadline passes, so work that must outlive it has to say so itself.
#[async_trait]
pub trait Engine: Send + Sync + 'static {
    /// Fills the purse of an HTTP request.
    fn purse(&self) -> Purse;

    /// Executes one query or mutation of somebody who may read. It spends from the purse of its HTTP request.
    async fn execute(&self, request: Request, viewer: Arc<Viewer>, purse: Purse) -> Response;

    /// Prints the schema in the schema definition language.
    fn sdl(&self) -> String;
}

impl fmt::Debug for dyn Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Engine")
    }
}
