//! What goes to a vendor and what comes back.

use std::{fs::File, sync::Arc};

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
    /// A form with a file in place of the body.
    pub form: Option<Form>,
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
            form: None,
            operation,
            idempotent: true,
            deadline,
        }
    }

    /// Starts a write, which is sent once.
    #[must_use]
    pub fn write(method: Method, operation: &'static str, url: Url, deadline: Instant) -> Self {
        Self {
            method,
            idempotent: false,
            ..Self::get(operation, url, deadline)
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

/// A form of several parts (`multipart/form-data`).
#[derive(Clone, Debug)]
pub struct Form {
    /// Parts that are text.
    pub fields: Vec<(&'static str, String)>,
    /// The part that is a file.
    pub file: FormFile,
}

/// A file in a form; it is read piece by piece while it is sent.
#[derive(Clone, Debug)]
pub struct FormFile {
    /// The part's name.
    pub part: &'static str,
    /// The file's name.
    pub filename: String,
    /// Its media type.
    pub content_type: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Its content, from the start.
    pub content: Arc<File>,
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
