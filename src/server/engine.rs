//! What the server asks of the schema behind it.

use std::fmt;

use async_graphql::{Request, Response};
use async_trait::async_trait;

/// Executes GraphQL requests that passed the gate.
///
/// The request arrives with its parsed document and with the [`RequestId`](super::RequestId) in its data. The server
/// drops the future when the client leaves or the deadline passes, so work that must outlive it has to say so itself.
#[async_trait]
pub trait Engine: Send + Sync + 'static {
    /// Executes one query or mutation.
    async fn execute(&self, request: Request) -> Response;

    /// Prints the schema in the schema definition language.
    fn sdl(&self) -> String;
}

impl fmt::Debug for dyn Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Engine")
    }
}
