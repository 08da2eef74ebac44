//! The record of what clients asked, for tests that count upstream calls.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

use serde::Serialize;

/// How many requests the log keeps; older ones are dropped, the counts stay.
const KEPT_REQUESTS: usize = 10_000;

/// How much of a request body the log keeps, in bytes.
const KEPT_BODY_BYTES: usize = 64 * 1024;

/// One request as it arrived, without its headers: credentials are never recorded.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Recorded {
    method: String,
    path: String,
    query: Option<String>,
    body: String,
}

impl Recorded {
    /// Records a request; bodies that are no text are recorded with replacement characters.
    pub(crate) fn new(method: &str, path: &str, query: Option<&str>, body: &[u8]) -> Self {
        let kept = &body[..body.len().min(KEPT_BODY_BYTES)];
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            body: String::from_utf8_lossy(kept).into_owned(),
        }
    }
}

/// Counts requests by route template and keeps the latest of them.
#[derive(Debug, Default)]
pub(crate) struct RequestLog(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    counts: BTreeMap<String, u64>,
    requests: VecDeque<Recorded>,
}

impl RequestLog {
    /// Counts one request under its route, for example `GET /a/{id}`.
    pub(crate) fn record(&self, route: String, request: Recorded) {
        let mut entries = self.entries();
        *entries.counts.entry(route).or_default() += 1;
        if entries.requests.len() == KEPT_REQUESTS {
            entries.requests.pop_front();
        }
        entries.requests.push_back(request);
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
