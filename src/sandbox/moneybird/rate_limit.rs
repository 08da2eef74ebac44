//! The vendor's rate limit: a fixed window for the whole host, whoever asks.

use std::sync::Mutex;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::sandbox::clock;
use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::vendor::{Quota, RateLimitChange};

/// Requests per window.
const LIMIT: u32 = 150;

/// Length of a window in seconds.
const WINDOW_SECONDS: u32 = 300;

/// Counts the requests of the current window.
#[derive(Debug)]
pub(super) struct RateLimit(Mutex<Window>);

#[derive(Debug)]
struct Window {
    on: bool,
    limit: u32,
    window_seconds: u32,
    /// Unix time in seconds.
    ends: i64,
    used: u32,
}

impl RateLimit {
    /// Starts without a window: the first request opens it.
    pub(super) fn new(on: bool) -> Self {
        Self(Mutex::new(Window {
            on,
            limit: LIMIT,
            window_seconds: WINDOW_SECONDS,
            ends: 0,
            used: 0,
        }))
    }

    /// Changes what is given and leaves the rest.
    pub(super) fn change(&self, change: &RateLimitChange) {
        let mut window = self.window();
        window.on = change.on.unwrap_or(window.on);
        window.limit = change.limit.unwrap_or(window.limit);
        window.window_seconds = change.window_seconds.unwrap_or(window.window_seconds);
        if let Some(used) = change.used {
            window.open(clock::now_seconds());
            window.used = used;
        }
    }

    /// Counts one request.
    pub(super) fn count(&self) -> Quota {
        let now = clock::now_seconds();
        let mut window = self.window();
        if !window.on {
            return Quota::default();
        }
        if now >= window.ends {
            window.open(now);
        }
        let refused = window.used >= window.limit;
        window.used = window.used.saturating_add(1);
        Quota {
            headers: window.headers(now),
            refusal: refused.then(|| Refusal::retry_later(window.ends)),
        }
    }

    fn window(&self) -> std::sync::MutexGuard<'_, Window> {
        self.0
            .lock()
            .expect("no code panics while it holds the rate limit")
    }
}

impl Window {
    fn open(&mut self, now: i64) {
        self.ends = now + i64::from(self.window_seconds);
        self.used = 0;
    }

    /// `RateLimit-Remaining` holds seconds, whatever its name says; the count has a header of its own.
    fn headers(&self, now: i64) -> HeaderMap {
        let requests_left = self.limit.saturating_sub(self.used);
        let rows = [
            ("ratelimit-limit", i64::from(self.limit)),
            ("ratelimit-reset", self.ends),
            ("ratelimit-remaining", (self.ends - now).max(0)),
            ("ratelimit-requestsremaining", i64::from(requests_left)),
        ];
        let named = rows.map(|(name, value)| (HeaderName::from_static(name), value.into()));
        HeaderMap::<HeaderValue>::from_iter(named)
    }
}
