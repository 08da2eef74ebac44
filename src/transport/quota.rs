//! What a vendor allows in a time, kept so strictly that it never has to refuse.
//!
//! A quota belongs to a quota domain, that is to whatever the vendor counts by: accounts that share a domain share the
//! [`Quota`]. It never waits: out of budget is an error at once, and the caller decides what to show instead.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use futures_util::StreamExt;
use reqwest::{StatusCode, header::HeaderMap};
use tokio::time::Instant;

use crate::{
    clock,
    domain::AccountId,
    error::{Error, ErrorKind, Result, Retry},
    meter::Counter,
    precedence,
    transport::{Opened, Request, Response, Transport, retry_after, timeout::overdue},
};

/// Added to the vendor's window, for what a cancelled request still spends on the wire.
const MARGIN: Duration = Duration::from_secs(2);
/// Most calls that are kept for writes.
const MOST_FOR_WRITES: usize = 15;
/// How long an account stays closed after a 429 that does not say how long.
const CLOSED_WITHOUT_HINT: Duration = Duration::from_secs(10);

/// A budget of calls: at most so many in any stretch of time as long as the window.
///
/// A log of single calls and not a counter by window or a leaking bucket: those allow up to twice the calls around an
/// edge, and nobody knows where the vendor's window begins. A call may be counted by the vendor at any time between its
/// sending and its end, so it weighs until a window after its end.
#[derive(Debug)]
pub struct Quota {
    state: Mutex<State>,
    /// Of each account that is or was configured.
    closings: Mutex<HashMap<AccountId, Closing>>,
}

#[derive(Debug)]
struct State {
    calls: usize,
    span: Duration,
    running: usize,
    ended: VecDeque<Instant>,
}

impl Quota {
    /// Allows `calls` in any `window`; at least one.
    #[must_use]
    pub fn new(calls: u32, window: Duration) -> Self {
        let state = Mutex::new(State {
            calls: calls.max(1) as usize,
            span: window + MARGIN,
            running: 0,
            ended: VecDeque::new(),
        });
        Self {
            state,
            closings: Mutex::default(),
        }
    }

    /// Takes the right to send one request, to be held until the request has ended, however it ends.
    ///
    /// # Errors
    /// How long until there may be another, when all are taken.
    pub fn try_take(self: &Arc<Self>) -> Result<Slot, Duration> {
        self.take(|calls| calls)
    }

    /// The same for a request that leaves some for writes.
    ///
    /// # Errors
    /// How long until there may be another, when all but those are taken.
    pub fn try_take_for_reading(self: &Arc<Self>) -> Result<Slot, Duration> {
        self.take(|calls| calls - kept_for_writes(calls))
    }

    fn take(self: &Arc<Self>, most: impl Fn(usize) -> usize) -> Result<Slot, Duration> {
        let mut state = self.state();
        let most = most(state.calls);
        let wait = state.wait(Instant::now(), most);
        if !wait.is_zero() {
            return Err(wait);
        }
        state.running += 1;
        Ok(Slot(Arc::clone(self)))
    }

    /// Tells how many requests could be sent now.
    #[must_use]
    pub fn left(&self) -> u32 {
        let mut state = self.state();
        let calls = state.calls;
        if !state.wait(Instant::now(), calls).is_zero() {
            return 0;
        }
        let used = state.running + state.ended.len();
        u32::try_from(state.calls.saturating_sub(used)).unwrap_or(u32::MAX)
    }

    fn closing_of(&self, account: &AccountId) -> Closing {
        let mut closings = self.closings.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(closings.entry(account.clone()).or_default())
    }

    /// Tells how often each of `accounts` may refresh at `calls_per_refresh`, so that all together take `share` of the
    /// budget (0 to 1) and leave the rest to people.
    #[must_use]
    pub fn interval_for(&self, accounts: u32, calls_per_refresh: u32, share: f64) -> Duration {
        let state = self.state();
        let calls_for_all = f64::from(accounts) * f64::from(calls_per_refresh);
        let affordable = state.calls as f64 * share.clamp(0.01, 1.0);
        Duration::try_from_secs_f64(state.span.as_secs_f64() * calls_for_all / affordable)
            .unwrap_or(Duration::MAX)
    }

    /// Allows this from now on. What was spent still counts, for a window as long as the new one.
    pub fn allow(&self, calls: u32, window: Duration) {
        let mut state = self.state();
        state.calls = calls.max(1) as usize;
        state.span = window + MARGIN;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change is one step, so a panic elsewhere leaves nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Forgets what has left the window, and tells how long until one more call is allowed where `most` are: zero for now.
    fn wait(&mut self, now: Instant, most: usize) -> Duration {
        while self
            .ended
            .front()
            .is_some_and(|end| now >= *end + self.span)
        {
            self.ended.pop_front();
        }
        let used = self.running + self.ended.len();
        match used.checked_sub(most) {
            None => Duration::ZERO,
            // So many must leave before there is room; one that has not ended leaves a window from now at the earliest.
            Some(surplus) => match self.ended.get(surplus) {
                Some(end) => (*end + self.span).saturating_duration_since(now),
                None => self.span,
            },
        }
    }
}

/// How many of so many calls only writes may take: a tenth, and none of a handful.
fn kept_for_writes(calls: usize) -> usize {
    (calls / 10).min(MOST_FOR_WRITES)
}

/// The right to send one request; dropping it says that the request has ended.
#[derive(Debug)]
#[must_use = "the call counts as ended when this is dropped"]
pub struct Slot(Arc<Quota>);

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.running -= 1;
        state.ended.push_back(Instant::now());
    }
}

/// All quotas by what the vendors count by.
#[derive(Debug, Default)]
pub struct Quotas {
    domains: Mutex<HashMap<(String, String), Arc<Quota>>>,
}

impl Quotas {
    /// Finds or opens the quota of the domain `name` at `host`, which allows what it did before if it is open already.
    #[must_use]
    pub fn open(&self, name: &str, host: &str, calls: u32, window: Duration) -> Arc<Quota> {
        let mut domains = self.domains.lock().unwrap_or_else(PoisonError::into_inner);
        let quota = domains
            .entry((name.to_owned(), host.to_ascii_lowercase()))
            .or_insert_with(|| Arc::new(Quota::new(calls, window)));
        Arc::clone(quota)
    }
}

/// Lets an account's requests pass while there is budget.
///
/// A 429 closes the account that got it and not its neighbours: what the vendor counted is not known for sure, and a
/// neighbour learns it by one call of its own.
#[derive(Debug)]
pub(crate) struct QuotaTransport {
    inner: Arc<dyn Transport>,
    quota: Arc<Quota>,
    closed_until: Closing,
    refusals: Counter,
}

/// Until when a vendor wants to hear nothing of an account.
type Closing = Arc<Mutex<Option<Instant>>>;

impl QuotaTransport {
    /// Wraps `inner`; every attempt that passes costs one call of `quota`.
    pub(crate) fn new(inner: Arc<dyn Transport>, quota: Arc<Quota>) -> Self {
        Self {
            inner,
            quota,
            closed_until: Closing::default(),
            refusals: Counter::noop(),
        }
    }

    /// Shares what the vendor said of this account with whoever calls for it before and after.
    pub(crate) fn of(self, account: &AccountId) -> Self {
        Self {
            closed_until: self.quota.closing_of(account),
            ..self
        }
    }

    /// Counts what it does not let pass.
    pub(crate) fn counting(self, refusals: Counter) -> Self {
        Self { refusals, ..self }
    }

    /// Lets a request pass, or says when it may come again.
    fn admit(&self, request: &Request) -> Result<Slot> {
        let operation = request.operation;
        if request.deadline <= Instant::now() {
            // It would end before it is sent: not worth a call.
            return Err(overdue(operation).unsent());
        }
        let closed = self.closed();
        if !closed.is_zero() {
            return Err(self.refuse(closed).during(operation));
        }
        let taken = match precedence::is_of_write() {
            true => self.quota.try_take(),
            false => self.quota.try_take_for_reading(),
        };
        taken.map_err(|wait| self.refuse(wait).during(operation))
    }

    fn refuse(&self, wait: Duration) -> Error {
        self.refusals.increment(1);
        used_up(wait)
    }

    fn learn(&self, status: StatusCode, headers: &HeaderMap) {
        if status == StatusCode::TOO_MANY_REQUESTS {
            let hint = retry_after(headers, clock::now());
            self.close_for(hint.unwrap_or(CLOSED_WITHOUT_HINT));
        }
    }

    /// How long until the vendor wants to be asked again: zero for now.
    pub(super) fn closed(&self) -> Duration {
        let until = *self.until();
        until.map_or(Duration::ZERO, |until| {
            until.saturating_duration_since(Instant::now())
        })
    }

    pub(super) fn close_for(&self, wait: Duration) {
        let mut until = self.until();
        *until = until.max(Some(Instant::now() + wait));
    }

    fn until(&self) -> MutexGuard<'_, Option<Instant>> {
        self.closed_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transport for QuotaTransport {
    async fn send(&self, request: Request) -> Result<Response> {
        if !request.counted {
            return self.inner.send(request).await;
        }
        let _slot = self.admit(&request)?;
        let answer = self.inner.send(request).await?;
        self.learn(answer.status, &answer.headers);
        Ok(answer)
    }

    async fn open(&self, request: Request) -> Result<Opened> {
        if !request.counted {
            return self.inner.open(request).await;
        }
        let slot = self.admit(&request)?;
        let mut opened = self.inner.open(request).await?;
        self.learn(opened.status, &opened.headers);
        let held = move |piece| {
            let _until_the_end = &slot;
            piece
        };
        opened.body = opened.body.map(held).boxed();
        Ok(opened)
    }
}

fn used_up(wait: Duration) -> Error {
    Error::new(
        ErrorKind::RateLimited,
        "the provider's quota is used up: ask again after `retryAfter` seconds",
    )
    .retry_hint(Retry::After(wait))
    .unsent()
}
