//! Counts what is sent to a vendor, and how long it takes.

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::StatusCode;
use tokio::time::Instant;

use crate::{
    domain::{AccountId, ProviderId},
    error::{Error, Result},
    meter::{ATTEMPT_DURATION, ATTEMPTS, Counter, Family, Histogram, QUOTA_REFUSALS, RETRIES},
    transport::{Opened, Request, Response, Transport},
};

/// What is counted of one account's calls.
#[derive(Debug)]
pub(crate) struct Measures {
    provider: ProviderId,
    account: AccountId,
    attempts: Family<(&'static str, &'static str), Counter>,
    durations: Family<&'static str, Histogram>,
}

impl Measures {
    /// Begins to count for an account.
    pub(crate) fn new(provider: ProviderId, account: &AccountId) -> Self {
        Self {
            provider,
            account: account.clone(),
            attempts: Family::default(),
            durations: Family::default(),
        }
    }

    /// Counts requests that repeat another.
    pub(crate) fn retries(&self) -> Counter {
        RETRIES.counter(&[self.provider.slug(), self.account.as_str()])
    }

    /// Counts calls for which nothing is left.
    pub(crate) fn refusals(&self) -> Counter {
        QUOTA_REFUSALS.counter(&[self.provider.slug(), self.account.as_str()])
    }

    fn sent(&self, attempt: &Attempt<'_>) {
        let (provider, account) = (self.provider.slug(), self.account.as_str());
        let (operation, outcome) = (attempt.operation, attempt.outcome);
        let count = || ATTEMPTS.counter(&[provider, account, operation, outcome]);
        self.attempts.get(&(operation, outcome), count).increment(1);
        let measure = || ATTEMPT_DURATION.histogram(&[provider, operation]);
        let duration = self.durations.get(&operation, measure);
        duration.record(attempt.started.elapsed().as_secs_f64());
    }
}

/// Counts each request that is sent, repeats included: inside the quota, so that what it holds back is none.
#[derive(Debug)]
pub(crate) struct MeasureTransport {
    inner: Arc<dyn Transport>,
    measures: Measures,
}

impl MeasureTransport {
    /// Wraps `inner`.
    pub(crate) fn new(inner: Arc<dyn Transport>, measures: Measures) -> Self {
        Self { inner, measures }
    }
}

#[async_trait]
impl Transport for MeasureTransport {
    async fn send(&self, request: Request) -> Result<Response> {
        let mut attempt = Attempt::begin(&self.measures, &request);
        let answer = self.inner.send(request).await;
        attempt.outcome = outcome(answer.as_ref().map(|answer| answer.status));
        answer
    }

    async fn open(&self, request: Request) -> Result<Opened> {
        let mut attempt = Attempt::begin(&self.measures, &request);
        let opened = self.inner.open(request).await;
        attempt.outcome = outcome(opened.as_ref().map(|opened| opened.status));
        opened
    }
}

/// A request on its way. It is counted when it is dropped, so that one that nobody waited for is counted too.
struct Attempt<'a> {
    measures: &'a Measures,
    operation: &'static str,
    started: Instant,
    outcome: &'static str,
}

impl<'a> Attempt<'a> {
    fn begin(measures: &'a Measures, request: &Request) -> Self {
        Self {
            measures,
            operation: request.operation,
            started: Instant::now(),
            outcome: "gone",
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.measures.sent(self);
    }
}

fn outcome(answer: Result<StatusCode, &Error>) -> &'static str {
    match answer {
        Ok(StatusCode::TOO_MANY_REQUESTS) => "429",
        Ok(status) => match status.as_u16() / 100 {
            1 => "1xx",
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        },
        Err(error) => error.kind().code(),
    }
}
