//! Which invoices were made by which sending from here, so that none is ever taken for the work of two.
//!
//! It is kept in memory alone. What was sent before that reaches back is not known: then only what was certainly made
//! after a sending began counts as its work.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{Invoice, NativeId},
    provider::action::{Action, CLOCKS_APART, Made},
};

/// So many sendings are remembered per account.
const REMEMBERED: usize = 500;
/// No sending makes an invoice later than this after it began.
const LATEST: SignedDuration = SignedDuration::from_hours(1);

/// The sendings of an account that make an invoice, each known by the moment at which it began.
#[derive(Debug)]
pub(crate) struct Makings(Mutex<Known>);

#[derive(Debug)]
struct Known {
    /// Nothing that began since is missing.
    since: Timestamp,
    makings: VecDeque<Making>,
}

#[derive(Debug)]
struct Making {
    began: Timestamp,
    end: End,
}

#[derive(Debug)]
enum End {
    /// It is under way, or nobody knows what became of it.
    Open(Box<Action>, Vec<String>),
    /// It made this invoice.
    Made(NativeId),
}

impl Makings {
    /// Remembers all that begins after `now`.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self(Mutex::new(Known {
            since: now,
            makings: VecDeque::new(),
        }))
    }

    /// Takes in that an action is about to be sent, with what is remembered to find its work by.
    pub(crate) fn begin(&self, began: Timestamp, action: &Action, traces: &[String]) {
        let end = End::Open(Box::new(action.clone()), traces.to_vec());
        self.lock().put(Making { began, end });
    }

    /// Takes in what a sending made, as the provider told.
    pub(crate) fn made(&self, began: Timestamp, id: &NativeId) {
        let end = End::Made(id.clone());
        self.lock().put(Making { began, end });
    }

    /// Takes in that a sending made nothing and never will.
    pub(crate) fn made_nothing(&self, began: Timestamp) {
        self.lock().makings.retain(|making| making.began != began);
    }

    /// Whether an invoice is the work of another sending than the one that began then.
    pub(crate) fn is_of_another(&self, began: Timestamp, id: &NativeId) -> bool {
        self.lock().is_of_another(began, id)
    }

    /// Takes an invoice for the work of a sending, unless it may as well be another's: `false` then. `fits` tells whether
    /// it may be what an action made, by the action and its traces.
    pub(crate) fn take(
        &self,
        began: Timestamp,
        invoice: &Invoice,
        fits: impl Fn(&Action, &[String]) -> bool,
    ) -> bool {
        let mut known = self.lock();
        let is_made = |since, made| Made::at(made, since, SignedDuration::ZERO) == Made::Since;
        let is_later = invoice.created_at.is_some_and(|made| is_made(began, made));
        let reach = began.checked_sub(CLOCKS_APART).unwrap_or(began);
        let is_known = known.since <= reach;
        let may_be_anothers = known.others(began).any(|making| match &making.end {
            End::Made(id) => *id == invoice.id,
            End::Open(action, traces) => {
                let latest = making.began.saturating_add(LATEST);
                let latest = latest.unwrap_or(Timestamp::MAX);
                invoice.created_at.is_none_or(|made| made <= latest) && fits(action, traces)
            }
        });
        if may_be_anothers || !(is_later || is_known) {
            return false;
        }
        let end = End::Made(invoice.id.clone());
        known.put(Making { began, end });
        true
    }

    // A panic while it is locked leaves at worst one sending too many: go on.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn others(&self, began: Timestamp) -> impl Iterator<Item = &Making> {
        let makings = self.makings.iter();
        makings.filter(move |making| making.began != began)
    }

    fn is_of_another(&self, began: Timestamp, id: &NativeId) -> bool {
        let mut others = self.others(began);
        others.any(|making| matches!(&making.end, End::Made(made) if made == id))
    }

    fn put(&mut self, making: Making) {
        self.makings.retain(|known| known.began != making.began);
        self.makings.push_back(making);
        if self.makings.len() > REMEMBERED
            && let Some(oldest) = self.makings.pop_front()
        {
            self.since = self.since.max(oldest.began);
        }
    }
}
