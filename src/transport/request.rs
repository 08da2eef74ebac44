//! What goes to a vendor and what comes back.

use std::{fmt, fs::File, sync::Arc};

use bytes::{Bytes, BytesMut};
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use tokio::time::Instant;
use url::Url;

use crate::error::Result;

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
    /// Whether the vendor's quota counts it: what goes to a storage beside the API it does not.
    pub counted: bool,
    /// Whether it may only go to a public address: so does what an answer points to, and not the config.
    pub public_only: bool,
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
            counted: true,
            public_only: false,
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

/// A vendor's answer whose body is still coming in.
pub struct Opened {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, piece by piece; an error ends it. Dropping it ends the request.
    pub body: BoxStream<'static, Result<Bytes>>,
}

impl Opened {
    /// Takes pieces from the body until there are so many bytes or it ends; the last piece may bring some more.
    ///
    /// # Errors
    /// What broke the body.
    pub async fn take(&mut self, bytes: usize) -> Result<Bytes> {
        let mut taken = BytesMut::new();
        while taken.len() < bytes
            && let Some(piece) = self.body.next().await
        {
            taken.extend_from_slice(&piece?);
        }
        Ok(taken.freeze())
    }
}

impl From<Response> for Opened {
    fn from(response: Response) -> Self {
        let body = response.body;
        let pieces = (!body.is_empty()).then_some(Ok(body));
        Self {
            status: response.status,
            headers: response.headers,
            body: stream::iter(pieces).boxed(),
        }
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Opened")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
