//! HTTP to the vendors: one method, wrapped.
//!
//! What counts or repeats HTTP requests wraps `Transport`; it knows nothing of invoices. The layers, outermost first, as
//! `gateway` stacks them:
//!
//! ```text
//! trace -> retry -> quota -> measure -> timeout -> client
//! ```
//!
//! Retry stands outside quota, so that each attempt pays; timeout is innermost, so that it bounds one attempt, while the
//! request's own deadline bounds all of them. Dropping the future of `send` ends the request.
//!
//! A file is opened instead of read: the layers work up to its headers in the same way, and then let it pass piece by
//! piece, so that its size costs no memory.

mod client;
mod echo;
mod form;
mod measure;
mod public;
mod quota;
mod request;
mod retry;
mod retry_after;
mod stack;
#[cfg(test)]
mod tests;
mod timeout;
mod trace;

use std::fmt::Debug;

use async_trait::async_trait;

use crate::error::Result;
pub use client::{Client, ClientSettings};
pub(crate) use echo::without_credentials;
pub use quota::{Quota, Quotas, Slot};
pub use request::{Form, FormFile, Opened, Request, Response};
pub use retry_after::retry_after;
pub use stack::{TransportSettings, stack};

/// Sends a request to a vendor.
#[async_trait]
pub trait Transport: Debug + Send + Sync {
    /// Sends it and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// `Timeout`, `Unavailable`, `RateLimited` or `BadAnswer` when there is no answer to speak of.
    async fn send(&self, request: Request) -> Result<Response>;

    /// Sends it and leaves the body of the answer to be read piece by piece, whatever its status.
    ///
    /// # Errors
    /// As `send`, up to the headers; what breaks the body later ends the body.
    async fn open(&self, request: Request) -> Result<Opened> {
        self.send(request).await.map(Opened::from)
    }
}
