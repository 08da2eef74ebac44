//! Whose pages may call: ours, and those of the origins that are configured.
//!
//! Browsers keep other pages from reading answers, and ask before they send what a form could not send (CORS). That leaves
//! what a page can do without asking. A form cannot post JSON, and multipart needs a header that a form cannot set, so
//! nothing is changed that way. A picture or a link can ask by GET, and although its page sees no answer, the question
//! costs calls to the vendors; browsers say where it comes from (`Sec-Fetch-Site`), and so it is refused.
//!
//! No cookies and no other credentials that a browser adds by itself are taken, so that none are allowed here either.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use tower_http::cors::CorsLayer;

use crate::{
    error::ErrorKind,
    server::{refusal::Refusal, request_id::REQUEST_ID, upstream::UPSTREAM},
};

/// Where a request comes from, as browsers say it and scripts cannot change (Fetch Metadata).
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The trace of a client that a request belongs to (W3C Trace Context).
pub(super) const TRACEPARENT: &str = "traceparent";

/// How long a browser may remember what is allowed.
const REMEMBERED: Duration = Duration::from_secs(10 * 60);

/// The origins whose pages may call.
#[derive(Debug)]
pub(super) struct Origins(Vec<HeaderValue>);

impl Origins {
    /// Takes them as browsers send them.
    pub(super) fn new(origins: &[String]) -> Self {
        let values = origins.iter();
        Self(
            values
                .filter_map(|origin| HeaderValue::from_str(origin).ok())
                .collect(),
        )
    }

    /// Answers the questions of browsers, and marks what such a page may read. Nothing where no origin is configured: a
    /// page that asks is told nothing then, which means no.
    pub(super) fn layer(&self) -> Option<CorsLayer> {
        if self.0.is_empty() {
            return None;
        }
        let layer = CorsLayer::new()
            .allow_origin(self.0.clone())
            .allow_methods([Method::GET, Method::POST, Method::OPTIONS])
            .allow_headers([
                header::CONTENT_TYPE,
                header::AUTHORIZATION,
                HeaderName::from_static("graphql-require-preflight"),
                HeaderName::from_static("apollo-require-preflight"),
                REQUEST_ID,
                UPSTREAM,
                HeaderName::from_static(TRACEPARENT),
            ])
            .expose_headers([REQUEST_ID, header::RETRY_AFTER])
            .vary([header::ORIGIN])
            .max_age(REMEMBERED);
        Some(layer)
    }

    /// Refuses a question by GET that a page of somebody else's had the browser send.
    pub(super) fn check(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return Ok(());
        }
        let foreign = |site: &HeaderValue| site != "same-origin" && site != "none";
        if !headers.get_all(SITE).iter().any(foreign) {
            return Ok(());
        }
        let origin = headers.get(header::ORIGIN);
        if origin.is_some_and(|origin| self.0.contains(origin)) {
            return Ok(());
        }
        Err(Refusal::http(
            StatusCode::FORBIDDEN,
            ErrorKind::Forbidden,
            "pages of other sites may not ask by GET; post the query, or name the page in cors.origins",
        ))
    }
}
