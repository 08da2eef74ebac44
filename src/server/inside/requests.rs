//! Counts requests by their routes.

use std::sync::Arc;

use axum::http::StatusCode;
use tokio::time::Instant;

use crate::meter::{Counter, Family, HTTP_DURATION, HTTP_REQUESTS, Histogram};

/// The classes of status, and the client who left before there was one.
const OUTCOMES: [&str; 6] = ["1xx", "2xx", "3xx", "4xx", "5xx", "gone"];
const GONE: usize = 5;

/// Counts every request.
#[derive(Debug, Default)]
pub(in crate::server) struct Requests(Family<String, Arc<Route>>);

/// What is counted of one route.
#[derive(Debug)]
struct Route {
    requests: [Counter; OUTCOMES.len()],
    duration: Histogram,
}

/// A request that is under way. It is counted when this is dropped.
#[derive(Debug)]
pub(in crate::server) struct UnderWay {
    route: Arc<Route>,
    started: Instant,
    outcome: usize,
}

impl Requests {
    /// Begins with a request to a route: the pattern, never the path.
    pub(in crate::server) fn begin(&self, route: &str) -> UnderWay {
        UnderWay {
            route: self.0.get(route, || Arc::new(Route::new(route))),
            started: Instant::now(),
            outcome: GONE,
        }
    }
}

impl Route {
    fn new(route: &str) -> Self {
        Self {
            requests: OUTCOMES.map(|outcome| HTTP_REQUESTS.counter(&[route, outcome])),
            duration: HTTP_DURATION.histogram(&[route]),
        }
    }
}

impl UnderWay {
    /// Says how it was answered.
    pub(in crate::server) fn answered(mut self, status: StatusCode) {
        self.outcome = usize::from(status.as_u16() / 100).clamp(1, GONE) - 1;
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.route.requests[self.outcome].increment(1);
        let took = self.started.elapsed();
        self.route.duration.record(took.as_secs_f64());
    }
}
