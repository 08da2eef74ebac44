//! Finds out what became of a wish that was begun and never ended, before anything of it is sent again.
//!
//! What is found was done, at once. What is not found may still be under way: it counts as not done only when nothing of
//! it can be carried out any more, which is a while after it was last sent.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use crate::{
    act::{
        present::Settled,
        record::{Record, Sending},
        send::{self, Fate},
        targets::{self, Targets},
        wish::Wish,
    },
    clock,
    domain::NativeId,
    error::{Error, ErrorKind, Retry},
    provider::{
        Call,
        action::{ActionKind, Evidence},
    },
};

/// How long what was sent may still be carried out.
#[derive(Debug)]
pub(super) struct Window {
    /// When this process began to keep records; none keeps them beside it.
    pub(super) opened: Timestamp,
    /// How long after its last sending a provider may still carry a request out.
    pub(super) settle: Duration,
}

impl Window {
    /// How long it may be from `now`; `None` when that time is over.
    pub(super) fn rest(&self, sending: &Sending, now: Timestamp) -> Option<Duration> {
        // A process that sent it and is no more has sent nothing since this one opened. It may have sent it just before,
        // whatever it foresaw: between two processes a clock is set more often than within one.
        let until = match sending.began < self.opened {
            true => self.opened,
            false => sending.until,
        };
        let end = until.saturating_add(self.settle).unwrap_or(Timestamp::MAX);
        let rest = Duration::try_from(end.duration_since(now)).ok();
        rest.filter(|rest| !rest.is_zero())
    }
}

/// What was found out.
struct Looked {
    targets: Targets,
    settled: Settled,
    /// How long something that is not there may still come.
    rest: Option<Duration>,
}

/// Reads the targets and tells what became of each. What may still come is waited for, where there is time for it.
pub(super) async fn look(
    wish: &Wish,
    call: &Call,
    record: &Record,
    window: &Window,
) -> (Targets, Settled) {
    let now = clock::now();
    let mut looked = look_once(wish, call, record, (window, now)).await;
    if let Some(rest) = looked.rest
        && Instant::now() + rest < call.deadline
    {
        sleep(rest).await;
        let later = now.saturating_add(rest).unwrap_or(Timestamp::MAX);
        looked = look_once(wish, call, record, (window, later)).await;
    }
    (looked.targets, looked.settled)
}

async fn look_once(
    wish: &Wish,
    call: &Call,
    record: &Record,
    (window, now): (&Window, Timestamp),
) -> Looked {
    let targets = targets::load_again(wish, call).await;
    let mut looked = Looked {
        settled: Settled {
            fates: record.fates(),
            ..Settled::default()
        },
        targets,
        rest: None,
    };
    for sending in &record.open {
        looked
            .look_at(wish, call, sending, window.rest(sending, now))
            .await;
    }
    looked
}

impl Looked {
    /// Looks what became of what was sent, without sending anything; `rest` is how long it may still be carried out.
    async fn look_at(
        &mut self,
        wish: &Wish,
        call: &Call,
        sending: &Sending,
        rest: Option<Duration>,
    ) {
        let entries = &self.targets.entries;
        let read = sending.targets().filter_map(|id| entries.get(&id));
        let action = wish.action(read.map(|entry| Arc::clone(&entry.invoice)).collect());
        let mut found = Settled {
            entries: entries.clone(),
            ..Settled::default()
        };
        let targets: Vec<NativeId> = sending.targets().collect();
        for id in &targets {
            let Some(entry) = entries.get(id) else {
                found.fates.insert(id.clone(), self.unseen(wish, id));
                continue;
            };
            let target = Some(&entry.invoice);
            let shown = send::evidence(wish, call, &action, sending, target, &found).await;
            let (fate, wait) = judge(wish.kind(), shown, rest, &mut found.created);
            self.rest = self.rest.max(wait);
            found.fates.insert(id.clone(), fate);
        }
        if targets.is_empty() {
            let shown = send::evidence(wish, call, &action, sending, None, &found).await;
            let (fate, wait) = judge(wish.kind(), shown, rest, &mut found.created);
            self.rest = self.rest.max(wait);
            found.whole = Some(fate);
        }
        let settled = std::mem::take(&mut self.settled);
        self.settled = settled.and(found);
    }

    /// What became of a target that could not be read: that it is not there is what a deletion was to bring about, and
    /// tells nothing of anything else.
    fn unseen(&self, wish: &Wish, id: &NativeId) -> Fate {
        match self.targets.unread(id) {
            Some(error) => Fate::Unknown(error.clone()),
            None if wish.kind().removes_invoice() => Fate::Done,
            None => Fate::Unknown(gone()),
        }
    }
}

/// What became of it by what is shown of it, and how long to wait before that can be told better.
fn judge(
    kind: ActionKind,
    shown: Evidence,
    rest: Option<Duration>,
    created: &mut Option<NativeId>,
) -> (Fate, Option<Duration>) {
    let wait = rest.filter(|_| send::can_be_sent(kind, &shown));
    let error = match rest {
        Some(rest) => under_way(rest),
        None => untold().ended(),
    };
    (send::judge(kind, shown, error, created), wait)
}

fn under_way(rest: Duration) -> Error {
    let seconds = rest.as_secs_f64().ceil();
    let message = format!(
        "it was sent before and may still be carried out: look again in {seconds} seconds with the same idempotencyKey"
    );
    Error::new(ErrorKind::Unavailable, message).retry_hint(Retry::After(rest))
}

fn untold() -> Error {
    let message = "it was sent before, and the provider does not tell what became of it";
    Error::new(ErrorKind::Unavailable, message)
}

fn gone() -> Error {
    let message = "it was sent before, and the provider has no such invoice any more: nobody can tell what became of it";
    Error::new(ErrorKind::NotFound, message)
}
