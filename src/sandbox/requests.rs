//! The record of what clients asked, for tests that count and compare upstream calls.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::Serialize;

use crate::sandbox::upload::{PartRecord, Upload};

/// How many requests the log keeps; older ones are dropped, the counts stay.
const KEPT_REQUESTS: usize = 10_000;

/// How much text all kept requests may hold together, in bytes, roughly.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// How much of a request body the log keeps, in bytes.
const KEPT_BODY_BYTES: usize = 64 * 1024;

/// One request as it arrived, without its credentials: of the headers only the content type.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Recorded {
    method: String,
    path: String,
    query: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    body: String,
    /// The size of a body that is not kept whole, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    body_size: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Vec<PartRecord>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    broken: bool,
}

impl Recorded {
    /// Records a request; a body that is no text is recorded with replacement characters.
    pub(crate) fn new(parts: &Parts, path: &str, body: &[u8]) -> Self {
        let kept = &body[..body.len().min(KEPT_BODY_BYTES)];
        Self {
            method: parts.method.to_string(),
            path: path.to_owned(),
            query: parts.uri.query().map(str::to_owned),
            content_type: content_type(&parts.headers),
            body: String::from_utf8_lossy(kept).into_owned(),
            body_size: (kept.len() < body.len()).then_some(body.len()),
            parts: None,
            broken: false,
        }
    }

    /// Records a request with a multipart body, which ended too early when it is `broken`.
    pub(crate) fn with_upload(parts: &Parts, path: &str, upload: &Upload, broken: bool) -> Self {
        // The boundary says nothing and differs every time.
        let content_type = content_type(&parts.headers).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        Self {
            content_type: Some(media_type.to_owned()),
            parts: Some(upload.record()),
            broken,
            ..Self::new(parts, path, b"")
        }
    }

    fn bytes(&self) -> usize {
        let query = self.query.as_ref().map_or(0, String::len);
        let parts = self.parts.as_ref().map_or(0, Vec::len);
        self.path.len() + query + self.body.len() + parts * size_of::<PartRecord>()
    }
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Counts requests by route template and keeps the latest of them.
#[derive(Debug, Default)]
pub(crate) struct RequestLog(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    counts: BTreeMap<String, u64>,
    requests: VecDeque<Recorded>,
    bytes: usize,
}

impl RequestLog {
    /// Counts one request under its route, for example `GET /a/{id}`.
    pub(crate) fn record(&self, route: String, request: Recorded) {
        let mut entries = self.entries();
        *entries.counts.entry(route).or_default() += 1;
        entries.bytes += request.bytes();
        entries.requests.push_back(request);
        while entries.requests.len() > KEPT_REQUESTS || entries.bytes > KEPT_BYTES {
            let Some(oldest) = entries.requests.pop_front() else {
                break;
            };
            entries.bytes -= oldest.bytes();
        }
    }

    /// Gives the number of requests per route since the last [`RequestLog::clear`].
    pub(crate) fn counts(&self) -> BTreeMap<String, u64> {
        self.entries().counts.clone()
    }

    /// Gives the recorded requests in the order of arrival.
    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.entries().requests.iter().cloned().collect()
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        *self.entries() = Entries::default();
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0
            .lock()
            .expect("no code panics while it holds the request log")
    }
}
