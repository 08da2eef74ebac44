//! What the server asks of the schema behind it.

use std::{any::Any, fmt, sync::Arc};

use async_graphql::{Request, Response};
use async_trait::async_trait;

use crate::{auth::Viewer, meter::Sheet};

/// What the operations of one HTTP request may spend together. Only the engine knows what is in it.
pub type Purse = Arc<dyn Any + Send + Sync>;

/// How an account stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The account.
    pub id: String,
    /// Its provider, as the config calls it.
    pub provider: &'static str,
    /// How its snapshot stands, in a word.
    pub state: &'static str,
    /// When what is held was last known to be right, as RFC 3339 writes it.
    pub fetched_at: Option<String>,
    /// What went wrong, by its code.
    pub code: Option<&'static str>,
}

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

    /// How the accounts stand that somebody sees, without asking any provider.
    fn accounts(&self, viewer: &Viewer) -> Vec<Standing>;

    /// Writes down what is so now, of the accounts that somebody sees and of what belongs to none.
    fn measure(&self, viewer: &Viewer, sheet: &mut Sheet);

    /// Prints the schema in the schema definition language.
    fn sdl(&self) -> String;
}

impl fmt::Debug for dyn Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Engine")
    }
}
