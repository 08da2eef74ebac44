//! The rate limit of the hosted service: a fixed window for each address, which is ours alone here.
//!
//! Switched off it is a server of one's own, which has no limit and no headers about it.

use std::sync::Mutex;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::sandbox::clock;
use crate::sandbox::invoice_ninja::errors::Refusal;
use crate::sandbox::vendor::{Quota, RateLimitChange};

/// Requests per window.
const LIMIT: u32 = 1000;

/// Length of a window in seconds.
const WINDOW_SECONDS: u32 = 60;

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

    /// Counts one request. A refusal has no header that says when to come back, nor the others.
    pub(super) fn count(&self) -> Quota {
        let now = clock::now_seconds();
        let mut window = self.window();
        if !window.on {
            return Quota::default();
        }
        if now >= window.ends {
            window.open(now);
        }
        if window.used >= window.limit {
            let refusal = Refusal::example(StatusCode::TOO_MANY_REQUESTS);
            return Quota {
                headers: HeaderMap::new(),
                refusal: Some(refusal.always_json()),
            };
        }
        window.used += 1;
        let rows = [
            ("x-ratelimit-limit", window.limit),
            ("x-ratelimit-remaining", window.limit - window.used),
        ];
        let named = rows.map(|(name, value)| (HeaderName::from_static(name), value.into()));
        Quota {
            headers: HeaderMap::<HeaderValue>::from_iter(named),
            refusal: None,
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
}
