//! Brings a snapshot up to date from lists that have no order, no versions and no list of ids.
//!
//! ```text
//! leading pages   the first pages of the list, until one brings nothing new; a short list is known in full by them
//! sweep           all pages: when due, and when asked to be exact
//! after a sweep   what is held and was not seen is read by id before it counts as deleted
//! ```
//!
//! Rows move between pages while they are read. When the pages did not fit together, the list is read again, until what was
//! seen in all of them is surely everything; where that cannot be known, the run fails and says so.

use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::{
    adapters::reading::{Reading, Readings, Told, Verdict},
    clock,
    domain::{Invoice, NativeId},
    error::{Error, ErrorKind, Result},
    provider::{Batch, Call, Checkpoint, Sink},
};

/// From this age on an invoice is told again although it says the same, and a sweep is due: all are read within a day.
pub(super) const REREAD_AGE: SignedDuration = SignedDuration::from_hours(8);
/// A sweep is due when this many times its calls went by without one.
const SWEEP_SHARE: usize = 9;
/// Most ids that one run looks up because a sweep did not see them; the next one goes on.
const MAX_MISSING: usize = 100;

/// The calls that the last sweep took, and those made since then.
const SWEEP_CALLS: &str = "sweep_calls";
const CALLS_SINCE: &str = "calls_since_sweep";

/// A list in pages.
#[async_trait]
pub(super) trait Pages: Sync {
    /// Where the list begins.
    fn start(&self) -> usize;

    /// Tells whether it has only some of the account's invoices by design.
    fn is_narrowed(&self) -> bool {
        false
    }

    /// Reads the page at a place; `None` beyond the end.
    async fn page(&self, call: &Call, at: usize) -> Result<Option<Page>>;

    /// Stamps an error about the whole list with whose it is.
    fn stamp(&self, error: Error) -> Error;
}

/// A page of a list.
#[derive(Debug)]
pub(super) struct Page {
    /// The invoices, or why one of them could not be read.
    pub(super) rows: Vec<(NativeId, Result<Arc<Invoice>>)>,
    /// When it was asked for.
    pub(super) asked_at: Timestamp,
    /// How many of its rows the pages before have too, if nothing moved.
    pub(super) overlap: usize,
    /// How many rows the whole list has, where the vendor says so.
    pub(super) total: Option<usize>,
    /// Where the next page is.
    pub(super) next: Option<usize>,
}

/// Reads invoices by id.
#[async_trait]
pub(super) trait ById: Sync {
    /// One result for each id.
    async fn by_id(&self, call: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>>;
}

/// One run.
pub(super) struct Walk<'a> {
    call: &'a Call,
    sink: &'a dyn Sink,
    /// When it began, or the reading that counts.
    pub(super) as_of: Timestamp,
    /// What was seen, in the list that was read last.
    pub(super) seen: HashSet<NativeId>,
    /// The latest time at which one of the invoices became final.
    pub(super) latest_final: Option<Timestamp>,
    calls: usize,
}

impl<'a> Walk<'a> {
    /// Starts a run.
    pub(super) fn new(call: &'a Call, sink: &'a dyn Sink) -> Self {
        Self {
            call,
            sink,
            as_of: clock::now(),
            seen: HashSet::new(),
            latest_final: None,
            calls: 0,
        }
    }

    /// Tells whether all pages are to be read now.
    pub(super) fn is_due(&self, checkpoint: &Checkpoint) -> bool {
        let aged = |at: Timestamp| self.as_of.duration_since(at).abs() > REREAD_AGE;
        let mark = |name| number(checkpoint, name);
        self.call.exact
            || checkpoint.listed_at.is_none_or(aged)
            || mark(CALLS_SINCE) >= SWEEP_SHARE * mark(SWEEP_CALLS)
    }

    /// Reads the first pages, until one brings nothing new. Tells whether that was the whole list.
    pub(super) async fn leading(&mut self, pages: &impl Pages) -> Result<bool> {
        let reading = self.read(pages, false).await?;
        let is_whole = reading.is_whole();
        self.seen = reading.into_seen();
        Ok(is_whole)
    }

    /// Reads all pages, again when they did not fit together.
    ///
    /// # Errors
    /// `BadAnswer` where they never did and nobody can know what they left out, else whatever stopped it.
    pub(super) async fn all(&mut self, pages: &impl Pages) -> Result<()> {
        let mut readings = Readings::default();
        loop {
            let began = clock::now();
            let reading = self.read(pages, true).await?;
            match readings.judge(reading) {
                Verdict::Whole(seen) => (self.seen, self.as_of) = (seen, began),
                Verdict::Enough(seen) => self.seen = seen,
                Verdict::Again => continue,
                Verdict::Hopeless(reason) => {
                    return Err(pages.stamp(Error::new(ErrorKind::BadAnswer, reason)));
                }
            }
            return Ok(());
        }
    }

    /// Looks up what is held and was not seen by a sweep, and tells the sink what is left.
    pub(super) async fn finish_sweep(
        &mut self,
        provider: &impl ById,
        checkpoint: &mut Checkpoint,
    ) -> Result<()> {
        let swept = self.calls;
        let missing = self.missing();
        let limit = match self.call.exact {
            true => usize::MAX,
            false => MAX_MISSING,
        };
        let checked = &missing[..missing.len().min(limit)];
        let gone = self.look_up(provider, checked).await;
        let held = missing.iter().filter(|id| !gone.contains(*id)).cloned();
        let left: HashSet<NativeId> = self.seen.iter().cloned().chain(held).collect();
        self.sink.expect(left.len());
        self.sink.keep_only(&left, self.as_of);
        let is_finished = checked.len() == missing.len();
        checkpoint.listed_at = Some(self.as_of);
        mark(checkpoint, SWEEP_CALLS, swept);
        // What was not looked up yet, the next run does.
        let since = if is_finished { 0 } else { SWEEP_SHARE * swept };
        mark(checkpoint, CALLS_SINCE, since);
        Ok(())
    }

    /// Reads these by id and tells the sink. Returns those that are gone.
    pub(super) async fn look_up(
        &mut self,
        provider: &impl ById,
        ids: &[NativeId],
    ) -> HashSet<NativeId> {
        if ids.is_empty() {
            return HashSet::new();
        }
        let found: Vec<_> = provider.by_id(self.call, ids).await.into_iter().collect();
        self.calls += ids.len();
        let is_gone = |error: &Error| error.kind() == ErrorKind::NotFound;
        let gone = found
            .iter()
            .filter(|(_, result)| result.as_ref().is_err_and(is_gone))
            .map(|(id, _)| id.clone())
            .collect();
        self.sink.put(found);
        gone
    }

    /// How many calls a sweep took last.
    pub(super) fn sweep_calls(checkpoint: &Checkpoint) -> usize {
        number(checkpoint, SWEEP_CALLS)
    }

    /// Notes what a run without a sweep cost.
    pub(super) fn note_calls(&self, checkpoint: &mut Checkpoint) {
        let since = number(checkpoint, CALLS_SINCE) + self.calls;
        mark(checkpoint, CALLS_SINCE, since);
    }

    /// What is held and was not seen, the longest held first.
    fn missing(&self) -> Vec<NativeId> {
        let held = self.sink.held().into_iter();
        // What is held but could not be read again is not known: it comes first.
        let read_at = |id: &NativeId| {
            let known = self.sink.known(id);
            known.map_or(Timestamp::MIN, |known| known.fetched_at)
        };
        let mut missing: Vec<(Timestamp, NativeId)> = held
            .filter(|id| !self.seen.contains(id))
            .map(|id| (read_at(&id), id))
            .filter(|(fetched_at, _)| *fetched_at <= self.as_of)
            .collect();
        missing.sort_unstable();
        missing.into_iter().map(|(_, id)| id).collect()
    }

    async fn read(&mut self, pages: &impl Pages, to_the_end: bool) -> Result<Reading> {
        let mut reading = Reading::new();
        let mut at = pages.start();
        while let Some(page) = pages.page(self.call, at).await? {
            self.calls += 1;
            if let Some(total) = page.total
                && !pages.is_narrowed()
            {
                self.sink.expect(total);
            }
            let told = Told {
                ids: page.rows.iter().map(|(id, _)| id.clone()).collect(),
                overlap: page.overlap,
                total: page.total,
                more: page.next.is_some(),
            };
            let next = page.next;
            let news = self.take(page, &reading);
            if !reading.take(told) {
                break;
            }
            if !to_the_end && news == 0 {
                reading.leave();
                break;
            }
            let Some(next) = next else { break };
            at = next;
        }
        Ok(reading)
    }

    /// Tells the sink what of a page it does not hold in that version. Returns how many those are.
    fn take(&mut self, page: Page, reading: &Reading) -> usize {
        let mut news = 0;
        let mut told = Vec::new();
        let mut on_page = HashSet::new();
        for (id, result) in page.rows {
            if !reading.is_new(&id) || !on_page.insert(id.clone()) {
                continue;
            }
            let known = self.sink.known(&id);
            if let Ok(invoice) = &result {
                self.latest_final = self.latest_final.max(invoice.finalized_at);
            }
            let is_same = match (&result, &known) {
                (Ok(invoice), Some(known)) => invoice.version == known.version,
                _ => false,
            };
            let aged = |at: Timestamp| page.asked_at.duration_since(at).abs() > REREAD_AGE;
            if !is_same {
                news += 1;
            }
            if !is_same || known.is_some_and(|known| aged(known.fetched_at)) {
                told.push((id, result));
            }
        }
        if !told.is_empty() {
            self.sink.put(told);
        }
        news
    }
}

fn number(checkpoint: &Checkpoint, name: &'static str) -> usize {
    let mark = checkpoint.marks.get(name);
    mark.and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn mark(checkpoint: &mut Checkpoint, name: &'static str, number: usize) {
    checkpoint.marks.insert(name, number.to_string());
}
