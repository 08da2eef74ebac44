//! When and how an account's snapshot is brought up to date: once for all who wait, never more often than its age asks.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};
use tracing::Instrument;

use crate::{
    clock,
    domain::NativeId,
    error::{Error, ErrorKind, Result, Retry},
    provider::{Call, Checkpoint},
    snapshot::{
        account::{Account, Snapshot},
        measure::Served,
        operation,
        sink::SnapshotSink,
        state::{AccountResult, Freshness, Reader, ResultState},
    },
    span,
    tally::{self, Asker, Source},
};

/// After a failure the provider is left alone this long at first, then twice as long each time ...
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// ... up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A whole load may take this long; each of its calls is bounded by the account's deadline.
pub(crate) const LONGEST_RUN: Duration = Duration::from_secs(15 * 60);

/// What cannot be read is left alone this long, unless somebody wants it live ...
const BROKEN_REST: Duration = Duration::from_secs(5 * 60);
/// ... and so many are asked for again in one refresh, and so many again of those that are doubted: all of them only where
/// somebody wants it live.
const MOST_AGAIN: usize = 20;

/// How far an account's feed of changes has come.
#[derive(Debug, Default)]
pub(crate) struct Sync {
    checkpoint: Option<Checkpoint>,
    confirmed: Option<Confirmed>,
    failure: Option<Failure>,
    pub(super) expected: Option<usize>,
    running: Option<Run>,
}

/// Since when everything held is known to be right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Confirmed {
    pub(crate) at: Instant,
    pub(crate) wall: Timestamp,
    /// Whether the provider has failed to confirm it since.
    pub(crate) failing: bool,
}

#[derive(Clone, Debug)]
struct Failure {
    error: Error,
    not_before: Instant,
    in_a_row: u32,
}

#[derive(Clone, Debug)]
struct Run {
    started: Instant,
    exact: bool,
    /// Who began it to wait for it.
    asker: Asker,
    done: watch::Receiver<()>,
}

impl Sync {
    pub(crate) fn confirmed(&self) -> Option<Confirmed> {
        let failing = self.failure.is_some();
        self.confirmed.map(|confirmed| Confirmed {
            failing,
            ..confirmed
        })
    }

    /// Tells whether a refresh now would only hurt. Who wants it live may try again, unless the provider said when.
    fn is_paused(&self, now: Instant, live: bool) -> bool {
        self.failure.as_ref().is_some_and(|failure| {
            let told = matches!(failure.error.retry(), Retry::After(_));
            now < failure.not_before && (told || !live)
        })
    }

    /// Has the next refresh try again at once, as the reason for a failure may be gone.
    pub(crate) fn end_pause(&mut self) {
        if let Some(failure) = &mut self.failure {
            failure.not_before = Instant::now();
        }
    }

    /// The latest failure, with the time that is left until another try makes sense.
    fn failure(&self) -> Option<Error> {
        let failure = self.failure.as_ref()?;
        let error = failure.error.clone();
        Some(match error.retry() {
            Retry::After(_) => {
                let left = failure.not_before.saturating_duration_since(Instant::now());
                error.retry_hint(Retry::After(left))
            }
            Retry::Now | Retry::Never => error,
        })
    }

    /// Tells whether a first load was cut short by the quota and goes on later.
    fn is_interrupted(&self) -> bool {
        let limited = |failure: &Failure| failure.error.kind() == ErrorKind::RateLimited;
        self.expected.is_some() && self.failure.as_ref().is_some_and(limited)
    }

    fn failed(&mut self, error: Error) {
        let in_a_row = self.failure.as_ref().map_or(0, |failure| failure.in_a_row) + 1;
        let pause = FIRST_PAUSE
            .saturating_mul(1 << (in_a_row - 1).min(10))
            .min(LONGEST_PAUSE);
        let pause = match error.retry() {
            Retry::After(asked) => asked.max(pause),
            Retry::Now | Retry::Never => pause,
        };
        self.failure = Some(Failure {
            error,
            not_before: Instant::now() + pause,
            in_a_row,
        });
    }
}

impl Account {
    /// Brings the snapshot to the wanted freshness, as far as that is possible until `deadline`, and tells how it stands.
    pub(crate) async fn ensure(
        self: &Arc<Self>,
        freshness: Freshness,
        deadline: Instant,
    ) -> AccountResult {
        let arrived = Instant::now();
        let snapshot = self.snapshot();
        let mut source = Source::Held;
        let served = match freshness {
            Freshness::CacheOnly => Served::ListHeld,
            Freshness::Live => {
                // A run that began before this operation may have missed what the reader knows of: it is waited out first.
                // One that another field of the same operation began is as good as its own.
                let asked = operation::began();
                while let Some(run) = self.run(&snapshot, true, Reader::Waits) {
                    source = Source::Asked;
                    let is_enough = run.exact && run.started >= asked;
                    if !run.finish_by(deadline).await || is_enough {
                        break;
                    }
                }
                Served::ListLive
            }
            Freshness::ByAge => {
                let age = snapshot
                    .sync()
                    .confirmed
                    .map(|confirmed| arrived - confirmed.at);
                let is_over = |limit| age.is_none_or(|age| age > limit);
                let reader = match is_over(self.policy.max_age.max(self.policy.refresh)) {
                    true => Reader::Waits,
                    false => Reader::GoesOn,
                };
                if !is_over(self.policy.refresh) {
                    Served::ListFresh
                } else if let Some(run) = self.run(&snapshot, false, reader) {
                    if reader == Reader::GoesOn {
                        Served::ListBehind
                    } else {
                        source = Source::Asked;
                        run.finish_by(deadline.min(arrived + self.policy.max_wait))
                            .await;
                        Served::ListWaited
                    }
                } else {
                    Served::ListResting
                }
            }
        };
        self.measures.served(served);
        let result = self.result(&snapshot, freshness);
        tally::read(match result.state {
            _ if !result.is_complete() => Source::Partial,
            ResultState::Stale => Source::Stale,
            _ => source,
        });
        result
    }

    /// Refreshes behind, when the age asks for it.
    pub(crate) fn refresh_behind(self: &Arc<Self>, snapshot: &Arc<Snapshot>) {
        let young = snapshot
            .sync()
            .confirmed
            .is_some_and(|confirmed| confirmed.at.elapsed() <= self.policy.refresh);
        if !young {
            self.run(snapshot, false, Reader::GoesOn);
        }
    }

    /// Joins the refresh that is under way or starts one; `None` while the provider is left alone after a failure. Its calls
    /// count for whoever starts it and waits.
    fn run(self: &Arc<Self>, snapshot: &Arc<Snapshot>, exact: bool, reader: Reader) -> Option<Run> {
        let now = Instant::now();
        let mut sync = snapshot.sync();
        if let Some(run) = &sync.running {
            if reader == Reader::Waits {
                run.asker.is_waited_for();
            }
            return Some(run.clone());
        }
        if sync.is_paused(now, exact) {
            return None;
        }
        let (finished, done) = watch::channel(());
        let asker = match reader {
            Reader::Waits => Asker::me(),
            Reader::GoesOn => Asker::nobody(),
        };
        let run = Run {
            started: now,
            exact,
            asker: asker.clone(),
            done,
        };
        sync.running = Some(run.clone());
        let checkpoint = sync.checkpoint.clone();
        drop(sync);
        let task = RefreshTask {
            account: Arc::clone(self),
            snapshot: Arc::clone(snapshot),
            started: now,
            exact,
            whole: checkpoint.is_none(),
            outcome: None,
        };
        // Spawned, because it serves all readers and must outlive the one who happened to come first.
        let work = asker.count(async move {
            task.work(checkpoint).await;
            drop(finished);
        });
        tokio::spawn(work.instrument(span::refresh(&self.id)));
        Some(run)
    }

    /// Tells how the snapshot stands.
    pub(crate) fn result(
        self: &Arc<Self>,
        snapshot: &Snapshot,
        freshness: Freshness,
    ) -> AccountResult {
        let (done, unreadable, broken) = {
            let books = snapshot.books();
            (
                books.len(),
                books.broken().len(),
                books.broken().values().next().map(|it| it.error.clone()),
            )
        };
        let sync = snapshot.sync();
        let age = sync.confirmed.map(|confirmed| confirmed.at.elapsed());
        let failure = sync.failure();
        let young = self.policy.max_age.max(self.policy.refresh);
        let state = match age {
            Some(age) if age > self.policy.stale_for => ResultState::Failed,
            Some(age) if age > young || (failure.is_some() && age > self.policy.refresh) => {
                ResultState::Stale
            }
            Some(_) => ResultState::Fresh,
            None if sync.is_interrupted() => ResultState::Loading,
            None if failure.is_some() && sync.running.is_none() => ResultState::Failed,
            None if freshness == Freshness::CacheOnly && sync.running.is_none() => {
                ResultState::Skipped
            }
            None => ResultState::Loading,
        };
        let still = (state == ResultState::Loading || state == ResultState::Failed)
            .then(|| self.still_waiting(&sync));
        AccountResult {
            account: Arc::clone(self),
            state,
            fetched_at: sync.confirmed.map(|confirmed| confirmed.wall),
            error: failure.or(still.flatten()).or(broken),
            done,
            total: sync.expected,
            unreadable,
        }
    }

    /// Says that the provider has not answered yet, once somebody who came with the refresh has waited for it. The refresh
    /// may have started a little after the wait did, so that half of the time is enough.
    fn still_waiting(&self, sync: &Sync) -> Option<Error> {
        let waited = sync.running.as_ref()?.started.elapsed();
        (waited >= self.policy.max_wait / 2).then(|| {
            let message = format!(
                "{} has not answered in full yet: ask again in a moment",
                self.info().name
            );
            self.stamp(Error::new(ErrorKind::Timeout, message))
        })
    }
}

impl Run {
    /// Waits until it is over; `false` when `deadline` came first.
    async fn finish_by(&self, deadline: Instant) -> bool {
        let mut done = self.done.clone();
        // The sender never sends: the channel closes when the run is over, even by a panic.
        timeout_at(
            deadline,
            async move { while done.changed().await.is_ok() {} },
        )
        .await
        .is_ok()
    }
}

/// One refresh. Whatever happens to it, it leaves the account ready for the next.
struct RefreshTask {
    account: Arc<Account>,
    snapshot: Arc<Snapshot>,
    started: Instant,
    exact: bool,
    /// Whether nothing is known yet of what was there before.
    whole: bool,
    outcome: Option<Result<Checkpoint>>,
}

impl RefreshTask {
    async fn work(mut self, checkpoint: Option<Checkpoint>) {
        let call = Call {
            deadline: self.started + LONGEST_RUN,
            per_request: self.account.policy.deadline,
            exact: self.exact,
        };
        let began = clock::now();
        let sink = SnapshotSink {
            account: &self.account,
            snapshot: &self.snapshot,
        };
        let outcome = self
            .account
            .provider
            .changes(&call, checkpoint.as_ref(), &sink)
            .await;
        if outcome.is_ok() {
            self.read_again(&call, began).await;
        }
        self.outcome = Some(outcome);
    }

    /// Asks by id for what cannot be read and for what is doubted, where the feed was silent on it: what was wrong may have
    /// been mended without that being a change of the invoice, and not every feed tells of every change.
    async fn read_again(&self, call: &Call, began: Timestamp) {
        let (rest, most) = match self.exact {
            true => (Duration::ZERO, usize::MAX),
            false => (BROKEN_REST, MOST_AGAIN),
        };
        let ids: Vec<NativeId> = {
            let books = self.snapshot.books();
            let due = self.started.checked_sub(rest);
            let due = due.map_or_else(Vec::new, |due| books.broken_before(due));
            // What a write showed while this went on is read by the next one: a write makes nobody ask at once.
            let doubted = books.doubted_before(began);
            let doubted = doubted.into_iter();
            let doubted = doubted.filter(|id| !books.broken().contains_key(*id));
            let again = due.into_iter().take(most).chain(doubted.take(most));
            again.cloned().collect()
        };
        // One after another, as the adapter would ask: what is there counts, even where the rest takes too long.
        let together = self.account.info().batch.map(usize::try_from);
        let together = together.and_then(Result::ok).unwrap_or(MOST_AGAIN);
        for ids in ids.chunks(together.max(1)) {
            let batch = self.account.provider.invoices(call, ids).await;
            self.snapshot
                .take_in(&self.account, batch.into_iter().collect());
        }
    }
}

impl Drop for RefreshTask {
    fn drop(&mut self) {
        let (whole, took) = (self.whole, self.started.elapsed());
        let measures = &self.account.measures;
        measures.refreshed(whole, self.outcome.as_ref(), took);
        let outcome = self.outcome.take().unwrap_or_else(|| {
            Err(Error::new(
                ErrorKind::Internal,
                "the refresh ended without a result: see the gateway's log",
            ))
        });
        let mut sync = self.snapshot.sync();
        sync.running = None;
        match outcome {
            Ok(checkpoint) => {
                let age =
                    jiff::SignedDuration::try_from(self.started.elapsed()).unwrap_or_default();
                sync.checkpoint = Some(checkpoint);
                sync.confirmed = Some(Confirmed {
                    at: self.started,
                    wall: clock::now() - age,
                    failing: false,
                });
                sync.failure = None;
            }
            Err(error) => {
                let error = self.account.stamp_read(error);
                tracing::warn!(
                    account = %self.account.id, code = error.kind().code(), operation = error.operation(),
                    detail = error.detail(), "refresh failed: {error}"
                );
                sync.failed(error);
            }
        }
    }
}
