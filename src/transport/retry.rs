//! Repeats what failed, where that does no harm.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use backon::{BackoffBuilder, ExponentialBuilder};
use futures_util::future::BoxFuture;
use reqwest::{StatusCode, header::HeaderMap};
use tokio::time::{Instant, sleep};
use tracing::warn;

use crate::{
    clock,
    domain::AccountId,
    error::{ErrorKind, Result, Retry},
    meter::Counter,
    span,
    transport::{Opened, Request, Response, Transport, TransportSettings, retry_after},
};

/// Added to a vendor's `Retry-After`, lest the clocks' last digits bring us back a moment too early.
const AFTER_HINT: Duration = Duration::from_millis(100);

/// Repeats idempotent requests that met a passing fault: a few times, ever later, never past the deadline.
#[derive(Debug)]
pub(crate) struct RetryTransport {
    inner: Arc<dyn Transport>,
    account: AccountId,
    backoff: ExponentialBuilder,
    budget: Budget,
    retries: Counter,
}

impl RetryTransport {
    /// Wraps `inner` for the calls of `account`.
    pub(crate) fn new(
        inner: Arc<dyn Transport>,
        account: AccountId,
        settings: &TransportSettings,
    ) -> Self {
        let backoff = ExponentialBuilder::new()
            .with_min_delay(settings.first_retry_delay)
            .with_max_delay(settings.longest_retry_delay)
            .with_max_times(settings.retries as usize);
        let budget = Budget::new(settings.retry_tokens);
        Self {
            inner,
            account,
            backoff,
            budget,
            retries: Counter::noop(),
        }
    }

    /// Counts what it repeats.
    pub(crate) fn counting(self, retries: Counter) -> Self {
        Self { retries, ..self }
    }

    /// Draws each pause between zero and a ceiling that doubles ("full jitter"), so that callers who failed together do
    /// not come back together.
    fn pauses(&self) -> impl Iterator<Item = Duration> + Send + use<> {
        // With jitter the builder adds up to one ceiling to the ceiling: what it added is the draw.
        let ceilings = self.backoff.build();
        let drawn = self.backoff.with_jitter().build();
        drawn
            .zip(ceilings)
            .map(|(drawn, ceiling)| drawn.saturating_sub(ceiling))
    }

    fn tell(&self, request: &Request, fault: &Fault, attempt: usize, wait: Duration) {
        let (account, operation) = (&self.account, request.operation);
        let delay_ms = wait.as_millis();
        let (status, error) = match fault {
            Fault::Status(status, _) => (Some(status.as_u16()), None),
            Fault::Error(kind) => (None, Some(kind.code())),
        };
        warn!(%account, operation, attempt, status, error, delay_ms, "provider call is repeated");
    }

    async fn repeat<'a, T: Answered>(
        &'a self,
        request: Request,
        ask: impl Fn(Request) -> BoxFuture<'a, Result<T>> + Send + Sync,
    ) -> Result<T> {
        if !request.idempotent {
            span::attempted(1);
            return ask(request).await;
        }
        let mut attempt = 1;
        let outcome = self.attempts(request, ask, &mut attempt).await;
        span::attempted(attempt);
        outcome
    }

    async fn attempts<'a, T: Answered>(
        &'a self,
        request: Request,
        ask: impl Fn(Request) -> BoxFuture<'a, Result<T>> + Send + Sync,
        attempt: &mut usize,
    ) -> Result<T> {
        let mut torn_before = false;
        let mut pauses = self.pauses();
        loop {
            let outcome = ask(request.clone()).await;
            let Some(fault) = Fault::of(&outcome) else {
                if outcome.is_ok() {
                    self.budget.earn();
                }
                return outcome;
            };
            // A vendor that tears every answer has not had an accident.
            let torn = matches!(fault, Fault::Error(ErrorKind::BadAnswer));
            if torn && torn_before {
                return outcome;
            }
            torn_before |= torn;
            let Some(pause) = pauses.next() else {
                return outcome;
            };
            let wait = fault.hint().map_or(pause, |hint| hint + AFTER_HINT + pause);
            // Waiting for nothing helps nobody: what there is now is told now.
            if Instant::now() + wait >= request.deadline || !self.budget.spend() {
                return outcome;
            }
            // An answer that is given up is not read on while nobody wants it.
            drop(outcome);
            self.tell(&request, &fault, *attempt, wait);
            sleep(wait).await;
            self.retries.increment(1);
            *attempt += 1;
        }
    }
}

#[async_trait]
impl Transport for RetryTransport {
    async fn send(&self, request: Request) -> Result<Response> {
        self.repeat(request, |request| self.inner.send(request))
            .await
    }

    async fn open(&self, request: Request) -> Result<Opened> {
        self.repeat(request, |request| self.inner.open(request))
            .await
    }
}

/// What an answer says before its body.
trait Answered: Send {
    fn head(&self) -> (StatusCode, &HeaderMap);
}

impl Answered for Response {
    fn head(&self) -> (StatusCode, &HeaderMap) {
        (self.status, &self.headers)
    }
}

impl Answered for Opened {
    fn head(&self) -> (StatusCode, &HeaderMap) {
        (self.status, &self.headers)
    }
}

/// What may pass by itself.
enum Fault {
    Status(StatusCode, Option<Duration>),
    Error(ErrorKind),
}

impl Fault {
    fn of(outcome: &Result<impl Answered>) -> Option<Self> {
        match outcome {
            Ok(answer) => {
                let (status, headers) = answer.head();
                matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
                    .then(|| Self::Status(status, retry_after(headers, clock::now())))
            }
            Err(error) => match error.kind() {
                kind @ (ErrorKind::Timeout | ErrorKind::Unavailable) => Some(Self::Error(kind)),
                // Torn; the client marks an answer that is bad for good with `Never`.
                kind @ ErrorKind::BadAnswer if error.retry() == Retry::Now => {
                    Some(Self::Error(kind))
                }
                // `RateLimited` is our own quota: asking again at once cannot help.
                _ => None,
            },
        }
    }

    fn hint(&self) -> Option<Duration> {
        match self {
            Self::Status(_, hint) => *hint,
            Self::Error(_) => None,
        }
    }
}

/// What an account may spend on retries, in tenths: a retry costs ten, a call that went well earns one.
///
/// While a provider is well, every failure is repeated; once it is dead, no more than a tenth is added to its load.
#[derive(Debug)]
struct Budget {
    tenths: Mutex<u32>,
    most: u32,
}

impl Budget {
    fn new(tokens: u32) -> Self {
        let most = tokens.saturating_mul(10);
        Self {
            tenths: Mutex::new(most),
            most,
        }
    }

    fn earn(&self) {
        let mut tenths = self.tenths.lock().unwrap_or_else(PoisonError::into_inner);
        *tenths = self.most.min(*tenths + 1);
    }

    fn spend(&self) -> bool {
        let mut tenths = self.tenths.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(rest) = tenths.checked_sub(10) else {
            return false;
        };
        *tenths = rest;
        true
    }
}
