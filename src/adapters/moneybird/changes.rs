//! Asks what changed, in the fewest calls.
//!
//! ```text
//! sales:     what changed since the last time (1 call); every 5 minutes, and when asked to be exact, as below
//! external:  ids and versions of all (1 call), then by id, 100 a call, those that are not held in that version
//! ```
//!
//! Only the first page of changes is ever asked for. When there are more, ids and versions tell the rest for the same
//! number of calls: rows move between pages while they are read, and a run that was cut short would start over, while
//! versions tell what it got already.

use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
};

use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};

use crate::{
    adapters::moneybird::{
        adapter::{Moneybird, SIDE_BY_SIDE},
        answer::{Answer, Listed},
        info::BATCH,
        map::Parties,
        resource::Resource,
    },
    clock,
    domain::{NativeId, Text},
    error::Result,
    provider::{Call, Checkpoint, Known, Sink},
};

/// A version tells seconds: what was read this shortly after its last change may have changed again in the same second.
const UNSETTLED: SignedDuration = SignedDuration::from_secs(2);
/// Longest that an answer can take, from when it was asked for to when the vendor looked.
const SLOWEST_ANSWER: SignedDuration = SignedDuration::from_mins(5);
/// How often the ids are listed, to notice deletions.
const LISTING_INTERVAL: SignedDuration = SignedDuration::from_mins(5);
/// From this age on an invoice is read again although its version is the same: its customer may have changed.
const REREAD_AGE: SignedDuration = SignedDuration::from_hours(8);
/// In this time all invoices that have reached that age are read again, spread evenly.
const REREAD_SPREAD: SignedDuration = SignedDuration::from_hours(12);

/// One run.
struct Run<'a> {
    moneybird: &'a Moneybird,
    call: &'a Call,
    sink: &'a dyn Sink,
    parties: Parties,
    /// The versions that this run has read.
    read: HashMap<NativeId, Option<Text>>,
}

/// Tells `sink` what changed since `checkpoint`, or everything that it does not hold when there is none.
pub(super) async fn changes(
    moneybird: &Moneybird,
    call: &Call,
    checkpoint: Option<&Checkpoint>,
    sink: &dyn Sink,
) -> Result<Checkpoint> {
    let mut run = Run {
        moneybird,
        call,
        sink,
        parties: Parties::default(),
        read: HashMap::new(),
    };
    let mut next = checkpoint.cloned().unwrap_or_default();
    let since = next
        .changed_at
        .filter(|_| moneybird.api.resource == Resource::Sales && !call.exact);
    let complete = match since {
        Some(since) => run.updated(since, &mut next).await?,
        None => false,
    };
    let due = |at: Timestamp| clock::now().duration_since(at).abs() > LISTING_INTERVAL;
    if !complete || next.listed_at.is_none_or(due) {
        run.listing(&mut next).await?;
    }
    Ok(next)
}

impl Run<'_> {
    /// Takes what changed after the last change that was seen. Tells whether that was all.
    async fn updated(&mut self, since: Timestamp, next: &mut Checkpoint) -> Result<bool> {
        // Its clock tells seconds, and the last of them may not have been over.
        let since = since.saturating_sub(UNSETTLED).unwrap_or(since);
        let answer = self.moneybird.api.updated_after(self.call, since).await?;
        let documents = answer.documents()?;
        let mut complete = !answer.has_next && documents.len() < BATCH;
        let mut found = Vec::new();
        for document in documents {
            let Some(listed) = Listed::read(document) else {
                // Whose it is, the listing tells.
                complete = false;
                continue;
            };
            next.changed_at = next.changed_at.max(listed.updated_at);
            if !self.is_held(&listed, answer.skew) {
                let invoice = self.moneybird.decode(&answer, document, &self.parties);
                found.push((listed.id.clone(), invoice));
            }
            self.read.insert(listed.id, listed.version);
        }
        if !found.is_empty() {
            self.sink.put(found);
        }
        Ok(complete)
    }

    /// Lists all ids and versions, and reads those that are not held in that version.
    async fn listing(&mut self, next: &mut Checkpoint) -> Result<()> {
        let answer = self.moneybird.api.synchronization(self.call).await?;
        let listed = answer.versions()?;
        let ids: HashSet<NativeId> = listed.iter().map(|listed| listed.id.clone()).collect();
        self.sink.expect(ids.len());
        self.sink.keep_only(&ids, answer.asked_at);

        let elapsed = next.listed_at.map(|at| answer.asked_at.duration_since(at));
        let latest = listed.iter().filter_map(changed_at).max();
        let wanted = self.wanted(listed, &answer, elapsed.unwrap_or_default());
        self.read_all(wanted).await?;
        // Not what the documents say: one read late may be younger than a change that was not seen yet.
        next.changed_at = next.changed_at.max(latest);
        next.listed_at = Some(answer.asked_at);
        Ok(())
    }

    /// Chooses what to read: what is not held, and some of what has been held for long. Newest first.
    fn wanted(
        &self,
        listed: Vec<Listed>,
        answer: &Answer,
        elapsed: SignedDuration,
    ) -> Vec<NativeId> {
        let allowance = rereads(listed.len(), elapsed);
        let mut wanted = HashSet::new();
        let mut aged = Vec::new();
        for listed in listed {
            if self
                .read
                .get(&listed.id)
                .is_some_and(|version| *version == listed.version)
            {
                continue;
            }
            match self.sink.known(&listed.id) {
                Some(known) if is_settled(&known, &listed, answer.skew) => {
                    if answer.asked_at.duration_since(known.fetched_at) > REREAD_AGE {
                        aged.push((known.fetched_at, listed.id));
                    }
                }
                _ => {
                    wanted.insert(listed.id);
                }
            }
        }
        aged.sort_unstable();
        wanted.extend(aged.into_iter().take(allowance).map(|(_, id)| id));
        let mut wanted: Vec<NativeId> = wanted.into_iter().collect();
        wanted.sort_unstable_by(newest_first);
        wanted
    }

    /// Reads these by id, telling the sink after each hundred, in order.
    async fn read_all(&self, ids: Vec<NativeId>) -> Result<()> {
        let chunks: Vec<Vec<NativeId>> = ids.chunks(BATCH).map(<[_]>::to_vec).collect();
        let mut answers = stream::iter(chunks)
            .map(|ids| async move { self.moneybird.chunk(self.call, &ids, &self.parties).await })
            .buffered(SIDE_BY_SIDE);
        while let Some(found) = answers.next().await {
            self.sink.put(found?);
        }
        Ok(())
    }

    fn is_held(&self, listed: &Listed, skew: SignedDuration) -> bool {
        let known = self.sink.known(&listed.id);
        known.is_some_and(|known| is_settled(&known, listed, skew))
    }
}

/// Tells whether what is held is surely what the vendor has.
fn is_settled(known: &Known, listed: &Listed, skew: SignedDuration) -> bool {
    if known.version != listed.version {
        return false;
    }
    let Some(changed_at) = changed_at(listed) else {
        return true;
    };
    let read_after = known.fetched_at.duration_since(changed_at) + skew;
    read_after > UNSETTLED || read_after < -SLOWEST_ANSWER
}

/// When a version was made: it is the Unix time in seconds of the change.
fn changed_at(listed: &Listed) -> Option<Timestamp> {
    let seconds = listed.version.as_deref()?.parse().ok()?;
    Timestamp::from_second(seconds).ok()
}

/// How many of the oldest are read again, when the last listing was `elapsed` ago: a call's worth at least.
fn rereads(total: usize, elapsed: SignedDuration) -> usize {
    let elapsed = usize::try_from(elapsed.as_secs()).unwrap_or_default();
    let spread = usize::try_from(REREAD_SPREAD.as_secs()).unwrap_or(usize::MAX);
    (total.saturating_mul(elapsed) / spread).max(BATCH)
}

/// Ids are numbers in the order of time: the longer is the newer, of the same length the greater.
fn newest_first(one: &NativeId, other: &NativeId) -> Ordering {
    let (one, other) = (one.as_str(), other.as_str());
    (other.len(), other).cmp(&(one.len(), one))
}
