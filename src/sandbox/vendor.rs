//! What every simulated vendor brings, so that the common part needs to know no vendor by name.

use std::fmt::Debug;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use crate::sandbox::paging::PageManner;

/// One simulated vendor host with its books.
///
/// A vendor may own several resources (kinds of invoices that users know as separate providers).
/// All methods that take a resource are only called with one of [`Vendor::resources`].
pub(crate) trait Vendor: Debug + Send + Sync {
    /// The path under which everything of this vendor lives, for example `/moneybird`.
    fn mount(&self) -> &'static str;

    /// The names by which control commands and faults address its invoices.
    fn resources(&self) -> &'static [&'static str];

    /// The resource that a request path belongs to.
    fn resource_of(&self, path: &str) -> &'static str;

    /// The part of a request path that routes are matched with, without a format suffix.
    fn routed_path<'a>(&self, path: &'a str) -> &'a str;

    /// The vendor's routes, with full paths.
    fn routes(self: Arc<Self>) -> Router;

    /// Counts a call against the vendor's rate limit.
    fn count_call(&self, path: &str) -> Quota;

    /// Gives the vendor's refusal when the credential or the tenant of a call is wrong.
    fn authorize(&self, path: &str, headers: &HeaderMap) -> Result<(), Box<Response>>;

    /// The vendor's own answer for a failure with this status.
    fn error(&self, status: StatusCode) -> Response;

    /// The ids of all invoices, newest first.
    fn ids(&self, resource: &str) -> Vec<String>;

    /// Every invoice as the vendor renders it, newest first, one JSON text each.
    fn books(&self, resource: &str) -> Box<dyn Iterator<Item = Vec<u8>> + Send>;

    /// Adds `count` invoices like the partial vendor object `invoice`; gives their ids.
    fn add(&self, resource: &str, invoice: &Value, count: usize) -> Result<Vec<String>, String>;

    /// Changes fields of the invoices `ids` and moves their version.
    fn edit(&self, resource: &str, ids: &[String], set: &Value) -> Result<(), String>;

    /// Removes the invoices `ids` without a trace, as the vendor does.
    fn remove(&self, resource: &str, ids: &[String]) -> Result<(), String>;

    /// Moves the day that the vendor believes it is.
    fn set_today(&self, today: Date);

    /// Changes how the pages of a resource's lists follow each other.
    fn set_paging(&self, resource: &str, _manner: PageManner) -> Result<(), String> {
        Err(format!("the pages of {resource:?} cannot be disturbed"))
    }

    /// Changes the rate limit.
    fn set_rate_limit(&self, change: &RateLimitChange);
}

/// What counting a call found.
#[derive(Debug, Default)]
pub(crate) struct Quota {
    /// Headers for the answer, whatever it becomes.
    pub(crate) headers: HeaderMap,
    /// The vendor's refusal when the limit is used up.
    pub(crate) refusal: Option<Response>,
}

/// What may be changed about a rate limit; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RateLimitChange {
    /// Whether it is enforced.
    pub(crate) on: Option<bool>,
    /// Requests per window.
    pub(crate) limit: Option<u32>,
    /// Length of a window, from the next one on.
    pub(crate) window_seconds: Option<u32>,
    /// Requests already used in a window that begins now.
    pub(crate) used: Option<u32>,
}
