//! What goes to a vendor and what comes back.

use bytes::Bytes;
use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use tokio::time::Instant;
use url::Url;

/// A request to a vendor.
#[derive(Clone, Debug)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// The whole address.
    pub url: Url,
    /// The headers; credentials must be marked sensitive.
    pub headers: HeaderMap,
    /// The body, empty for none.
    pub body: Bytes,
    /// The vendor's name of the call, for logs and errors.
    pub operation: &'static str,
    /// Whether sending it twice does no harm: only then is it ever repeated.
    pub idempotent: bool,
    /// When nobody waits any more.
    pub deadline: Instant,
}

impl Request {
    /// Starts a read: a GET that may be repeated.
    #[must_use]
    pub fn get(operation: &'static str, url: Url, deadline: Instant) -> Self {
        let headers = HeaderMap::new();
        Self {
            method: Method::GET,
            url,
            headers,
            body: Bytes::new(),
            operation,
            idempotent: true,
            deadline,
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

/// A vendor's answer, read to its end.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}
