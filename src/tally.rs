//! What one operation costs upstream: counted where calls are made, told where the operation ends.
//!
//! The tally of an operation goes with its task, so that nobody in between has to hand it on; what is spawned for an
//! operation is [`carried`]. A call counts for the operation that made it, whoever else waits for its answer: the others
//! are told as having waited. Outside of any operation nothing is counted.
//!
//! It keeps no addresses, bodies or words of clients: names of accounts and of our own operations, and numbers.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
};

use tokio::{task_local, time::Instant};
use tracing::{Instrument, Span};

use crate::domain::AccountId;

task_local! {
    static WORK: Option<Work>;
}

/// The operation that a task is at work for.
#[derive(Clone, Debug)]
struct Work {
    tally: Arc<Tally>,
    /// Its span in the log and its span in a trace. Either looks for its parent among those that were entered, so that a
    /// task of its own must enter both.
    spans: [Span; 2],
}

/// Where an answer came from, as its worst part: each is worse than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Source {
    /// It needed nothing of any account.
    Nowhere,
    /// What is held, all of it young enough.
    Held,
    /// A provider was asked before the answer, by this operation or by one that it waited for.
    Asked,
    /// What is held, some of it older than it should be.
    Stale,
    /// A part is missing: an account is not loaded yet, or could not be read.
    Partial,
}

impl Source {
    const ALL: [Self; 5] = [
        Self::Nowhere,
        Self::Held,
        Self::Asked,
        Self::Stale,
        Self::Partial,
    ];

    /// The word for clients.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Nowhere => "none",
            Self::Held => "held",
            Self::Asked => "asked",
            Self::Stale => "stale",
            Self::Partial => "partial",
        }
    }
}

/// The calls of one kind to one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calls {
    /// The account.
    pub account: AccountId,
    /// The vendor's name of the call.
    pub operation: &'static str,
    /// How many were begun, retries not counted.
    pub calls: u64,
    /// How long they took together, in milliseconds; those under way count up to now.
    pub ms: u64,
}

/// What somebody may know of the calls of one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// How many there were.
    pub calls: u64,
    /// How long they took together, in milliseconds: longer than the operation, where they went side by side.
    pub ms: u64,
    /// The first of them, by account and kind.
    pub rows: Vec<Calls>,
    /// How many more rows there would be.
    pub more: usize,
}

/// Most rows that are told of one operation.
const MAX_ROWS: usize = 100;

/// What one operation has cost so far.
#[derive(Debug)]
pub struct Tally {
    began: Instant,
    sums: Mutex<BTreeMap<(AccountId, &'static str), Sum>>,
    waited: AtomicBool,
    source: AtomicU8,
}

#[derive(Debug, Default)]
struct Sum {
    calls: u64,
    under_way: i64,
    /// The moments at which calls ended less those at which they began, in microseconds of the operation.
    micros: i64,
}

impl Tally {
    /// Begins to count.
    #[must_use]
    pub fn begin() -> Arc<Self> {
        Arc::new(Self {
            began: Instant::now(),
            sums: Mutex::default(),
            waited: AtomicBool::new(false),
            source: AtomicU8::new(Source::Nowhere as u8),
        })
    }

    /// Does the work of the operation, whose calls are counted here, in its span of a trace.
    pub async fn count<F: Future>(self: &Arc<Self>, traced: Span, work: F) -> F::Output {
        let at_work = Work {
            tally: Arc::clone(self),
            spans: [Span::current(), traced.clone()],
        };
        WORK.scope(Some(at_work), work).instrument(traced).await
    }

    /// How many calls it has begun.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.sums().values().map(|sum| sum.calls).sum()
    }

    /// What somebody may know of it who sees these accounts.
    #[must_use]
    pub fn cost(&self, sees: impl Fn(&AccountId) -> bool) -> Cost {
        let mut rows = self.rows();
        rows.retain(|row| sees(&row.account));
        let (calls, ms) = (
            rows.iter().map(|row| row.calls).sum(),
            rows.iter().map(|row| row.ms).sum(),
        );
        let more = rows.len().saturating_sub(MAX_ROWS);
        rows.truncate(MAX_ROWS);
        Cost {
            calls,
            ms,
            rows,
            more,
        }
    }

    fn rows(&self) -> Vec<Calls> {
        let now = self.micros();
        let sums = self.sums();
        let calls = sums.iter().map(|((account, operation), sum)| {
            let micros = sum.micros + sum.under_way * now;
            Calls {
                account: account.clone(),
                operation,
                calls: sum.calls,
                ms: u64::try_from(micros).unwrap_or_default() / 1000,
            }
        });
        calls.collect()
    }

    /// Whether it waited for what somebody else had asked already.
    #[must_use]
    pub fn has_waited(&self) -> bool {
        self.waited.load(Ordering::Relaxed)
    }

    /// Where its answer came from.
    #[must_use]
    pub fn source(&self) -> Source {
        let source = usize::from(self.source.load(Ordering::Relaxed));
        Source::ALL[source]
    }

    fn micros(&self) -> i64 {
        i64::try_from(self.began.elapsed().as_micros()).unwrap_or(i64::MAX)
    }

    fn sums(&self) -> MutexGuard<'_, BTreeMap<(AccountId, &'static str), Sum>> {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call under way; it ends when dropped.
#[derive(Debug)]
pub struct Call {
    tally: Arc<Tally>,
    key: (AccountId, &'static str),
    began: i64,
}

impl Drop for Call {
    fn drop(&mut self) {
        let now = self.tally.micros();
        if let Some(sum) = self.tally.sums().get_mut(&self.key) {
            sum.under_way -= 1;
            // Its beginning was taken off when it began.
            sum.micros += now.max(self.began);
        }
    }
}

/// Counts a call of the operation that makes it; `None` outside of any.
#[must_use = "the call ends when this is dropped"]
pub fn call(account: &AccountId, operation: &'static str) -> Option<Call> {
    let tally = current()?;
    let key = (account.clone(), operation);
    let began = tally.micros();
    {
        let mut sums = tally.sums();
        let sum = sums.entry(key.clone()).or_default();
        sum.calls += 1;
        sum.under_way += 1;
        sum.micros -= began;
    }
    Some(Call { tally, key, began })
}

/// Takes in where a part of the operation's answer came from.
pub fn read(source: Source) {
    // Nobody counts outside of an operation.
    let _ = WORK.try_with(|work| {
        if let Some(work) = work {
            work.tally.source.fetch_max(source as u8, Ordering::Relaxed);
        }
    });
}

/// Lets work count for the operation that sets it up, in its spans, whoever does it then.
pub fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let at_work = WORK.try_with(Clone::clone).ok().flatten();
    let spans = at_work.as_ref().map(|work| work.spans.clone());
    let [log, traced] = spans.unwrap_or([Span::none(), Span::none()]);
    WORK.scope(at_work, work).instrument(traced).instrument(log)
}

/// The operation that asks a provider for something that others may want too.
#[derive(Clone, Debug)]
pub struct Asker(Option<Arc<Tally>>);

impl Asker {
    /// The operation that is at work; nobody outside of any.
    #[must_use]
    pub fn me() -> Self {
        Self(current())
    }

    /// No operation: what is asked outlives whoever began it, and serves everybody.
    #[must_use]
    pub fn nobody() -> Self {
        Self(None)
    }

    /// Has work count for it that may outlive it, and so is no part of its spans.
    pub fn count<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        let at_work = self.0.clone().map(|tally| Work {
            tally,
            spans: [Span::none(), Span::none()],
        });
        WORK.scope(at_work, work)
    }

    /// Takes in that the operation at work waits for what was asked, unless it asked for it itself.
    pub fn is_waited_for(&self) {
        let Some(tally) = current() else { return };
        let is_own = self.0.as_ref().is_some_and(|own| Arc::ptr_eq(own, &tally));
        if !is_own {
            tally.waited.store(true, Ordering::Relaxed);
        }
    }
}

/// Whether an operation asks for what is kept for all, by itself.
#[derive(Debug, Default)]
pub struct Asks(AtomicBool);

impl Asks {
    /// Takes in that it does.
    pub fn itself(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Takes in where the answer came from in the end: what was not kept and not asked for was waited for.
    pub fn tell(&self, is_kept: bool) {
        let is_own = self.0.load(Ordering::Relaxed);
        if !is_own && !is_kept {
            Asker::nobody().is_waited_for();
        }
        read(match is_kept && !is_own {
            true => Source::Held,
            false => Source::Asked,
        });
    }
}

fn current() -> Option<Arc<Tally>> {
    let tally = |work: &Option<Work>| work.as_ref().map(|work| Arc::clone(&work.tally));
    WORK.try_with(tally).ok().flatten()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::{advance, sleep};

    use super::*;

    fn acme() -> AccountId {
        AccountId::new("acme")
    }

    #[tokio::test(start_paused = true)]
    async fn calls_count_from_their_beginning_and_their_time_until_now() {
        let tally = Tally::begin();
        tally
            .count(Span::none(), async {
                let first = call(&acme(), "list");
                advance(Duration::from_millis(30)).await;
                let _second = call(&acme(), "list");
                drop(first);
                advance(Duration::from_millis(5)).await;
                drop(call(&acme(), "show"));
                let told = tally.cost(|_| true);
                let told = told.rows.iter().map(|it| (it.operation, it.calls, it.ms));
                assert_eq!(told.collect::<Vec<_>>(), [("list", 2, 35), ("show", 1, 0)]);
            })
            .await;
        assert_eq!(tally.calls(), 3);
    }

    #[tokio::test]
    async fn the_worst_part_tells_where_an_answer_came_from() {
        let tally = Tally::begin();
        assert_eq!(tally.source().word(), "none");
        tally
            .count(Span::none(), async {
                read(Source::Stale);
                read(Source::Held);
            })
            .await;
        assert_eq!(tally.source(), Source::Stale);
        for (index, source) in Source::ALL.into_iter().enumerate() {
            assert_eq!(source as usize, index);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_shared_counts_for_who_asked_and_the_others_have_waited() {
        let (asks, waits) = (Tally::begin(), Tally::begin());
        let (work, asker) = asks
            .count(Span::none(), async {
                let work = carried(async {
                    let _call = call(&acme(), "list");
                    sleep(Duration::from_millis(1)).await;
                });
                (work, Asker::me())
            })
            .await;
        asks.count(Span::none(), async { asker.is_waited_for() })
            .await;
        waits
            .count(Span::none(), async {
                asker.is_waited_for();
                work.await;
            })
            .await;
        assert_eq!((asks.calls(), asks.has_waited()), (1, false));
        assert_eq!((waits.calls(), waits.has_waited()), (0, true));
    }

    #[tokio::test]
    async fn accounts_that_are_not_seen_are_neither_named_nor_counted() {
        let tally = Tally::begin();
        let work = async {
            for account in ["mine", "theirs", "theirs"] {
                drop(call(&AccountId::new(account), "list"));
            }
        };
        tally.count(Span::none(), work).await;
        let cost = tally.cost(|account| account.as_str() == "mine");
        assert_eq!((cost.calls, cost.rows.len(), cost.more), (1, 1, 0));
        assert_eq!(cost.rows[0].account.as_str(), "mine");
    }

    #[tokio::test]
    async fn rows_are_bounded_and_sums_are_not() {
        let tally = Tally::begin();
        let work = async {
            for number in 0..150 {
                drop(call(&AccountId::new(&format!("a{number}")), "list"));
            }
        };
        tally.count(Span::none(), work).await;
        let cost = tally.cost(|_| true);
        assert_eq!((cost.calls, cost.rows.len(), cost.more), (150, 100, 50));
    }

    #[tokio::test]
    async fn outside_of_an_operation_nothing_is_counted() {
        assert!(call(&acme(), "list").is_none());
        read(Source::Partial);
        Asker::me().is_waited_for();
        let tally = Tally::begin();
        let apart = async { call(&acme(), "list").is_none() };
        let apart = tally.count(Span::none(), async { Asker::nobody().count(apart).await });
        assert!(apart.await);
        assert_eq!(tally.calls(), 0);
    }
}
