//! Whole lists in the order of ids, page by page, and the sweep that reads every invoice again within a day.
//!
//! Deleted rows stay in the vendor's lists and new ones come at one end, so that in the order of ids a row can come twice
//! while the list is read, but is not skipped. Only what the vendor forgets altogether moves the others forward; who
//! takes a missing row for gone must ask for it by id first.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    adapters::invoice_ninja::{
        answer::{Answer, Page},
        api::{Api, List, Listing},
        feed::endless,
    },
    domain::NativeId,
    error::Result,
    provider::Call,
};

/// No list has more pages.
const MAX_PAGES: usize = 10_000;
/// How many rows a page of a whole list has: some megabytes at most.
pub(super) const WHOLE_PAGE: usize = 250;
/// From this age on invoices are read again although nothing seems to have changed.
const REREAD_AGE: SignedDuration = SignedDuration::from_hours(8);
/// In this time all of them are read again, spread evenly.
const REREAD_SPREAD: SignedDuration = SignedDuration::from_hours(12);
/// A list may grow by this many pages while it is read; one that grows more has no end.
const SPARE_PAGES: usize = 16;
/// So many pages in a row that bring nothing new are the end, whatever they say: each page may come twice.
const BARREN_PAGES: usize = 3;

/// A whole list, page by page.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    api: &'a Api,
    call: &'a Call,
    filter: Option<(&'static str, &'a str)>,
    sort: &'static str,
    page: usize,
    most: Option<usize>,
    seen: HashSet<NativeId>,
    /// Rows whose id cannot be read.
    nameless: usize,
    total: Option<usize>,
    barren: usize,
    done: bool,
}

impl<'a> Pages<'a> {
    /// Starts at the first page of the invoices that pass the filter.
    pub(super) fn new(
        api: &'a Api,
        call: &'a Call,
        filter: Option<(&'static str, &'a str)>,
        sort: &'static str,
    ) -> Self {
        Self {
            api,
            call,
            filter,
            sort,
            page: 1,
            most: None,
            seen: HashSet::new(),
            nameless: 0,
            total: None,
            barren: 0,
            done: false,
        }
    }

    /// Goes on at a later page.
    pub(super) fn from(mut self, page: usize) -> Self {
        self.page = page;
        self
    }

    /// Tells whether the last page was read.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Tells whether the pages so far left out some of what the list says it has, or never came to an end.
    pub(super) fn is_lacking(&self) -> bool {
        let told = self.seen.len() + self.nameless;
        self.total
            .map_or(self.barren >= BARREN_PAGES, |total| told < total)
    }

    /// Notes that these were read in another way.
    pub(super) fn note(&mut self, ids: impl IntoIterator<Item = NativeId>) {
        self.seen.extend(ids);
    }

    /// Makes sure that nothing was left out.
    ///
    /// # Errors
    /// `BadAnswer` where something was.
    pub(super) fn check(&self) -> Result<()> {
        match self.is_lacking() {
            true => Err(endless(&self.api.origin(List::Invoices.operation()))),
            false => Ok(()),
        }
    }

    /// The next page; `None` when that was the last, or when no other one would bring anything new.
    pub(super) async fn next(&mut self) -> Result<Option<Answer>> {
        if self.done {
            return Ok(None);
        }
        let listing = Listing {
            list: List::Invoices,
            filter: self.filter,
            sort: self.sort,
            per_page: WHOLE_PAGE,
            page: self.page,
        };
        let answer = self.api.page(self.call, &listing).await?;
        let page = answer.page()?;
        let most = *self.most.get_or_insert(most_pages(&page, self.page));
        let is_last = page.is_last(self.page, WHOLE_PAGE);
        self.done = is_last | self.is_enough(&page);
        if !self.done && self.page >= most {
            return Err(endless(&answer.origin));
        }
        self.page += 1;
        Ok(Some(answer))
    }

    /// Takes a page. Tells whether everything was seen, or nothing more is to be expected.
    fn is_enough(&mut self, page: &Page<'_>) -> bool {
        let before = self.seen.len() + self.nameless;
        let ids = page.rows.iter().filter_map(|row| row.id.clone());
        self.seen.extend(ids);
        self.nameless += page.rows.iter().filter(|row| row.id.is_none()).count();
        self.total = page.total.or(self.total);
        let told = self.seen.len() + self.nameless;
        self.barren = if told == before { self.barren + 1 } else { 0 };
        self.barren >= BARREN_PAGES || self.total.is_some_and(|total| told >= total)
    }
}

/// How many pages a list may take that says what `page` says.
fn most_pages(page: &Page<'_>, number: usize) -> usize {
    match page.pages {
        Some(pages) => SPARE_PAGES + 2 * pages,
        None => number.saturating_add(MAX_PAGES),
    }
}

/// How far the sweep of one account has come. It starts over when the process does.
#[derive(Debug, Default)]
pub(super) struct Sweeps(Mutex<Option<Sweep>>);

/// One sweep under way.
#[derive(Debug)]
pub(super) struct Sweep {
    /// When it began.
    pub(super) began: Timestamp,
    /// The page to be read next.
    pub(super) page: usize,
    /// How many pages there are, as far as is known.
    pub(super) pages: usize,
    /// What was held when it began and was not seen since.
    pub(super) missing: HashSet<NativeId>,
    /// How many pages the list may take, by what its first one said.
    most: Option<usize>,
}

impl Sweeps {
    /// Takes out the sweep that is under way, or begins one where the last ended long enough ago.
    pub(super) fn take(
        &self,
        now: Timestamp,
        swept_at: Option<Timestamp>,
        held: impl FnOnce() -> Vec<NativeId>,
    ) -> Option<Sweep> {
        if let Some(sweep) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Some(sweep);
        }
        let due = swept_at.is_none_or(|at| now.duration_since(at).abs() >= REREAD_AGE);
        due.then(|| Sweep {
            began: now,
            page: 1,
            pages: 1,
            missing: held().into_iter().collect(),
            most: None,
        })
    }

    /// Puts one back that is not over.
    pub(super) fn put(&self, sweep: Sweep) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(sweep);
    }

    /// Forgets the one that is under way.
    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Sweep {
    /// Notes that a page was read. Tells whether there may be another one: a list that promises more and more has no end.
    pub(super) fn turn(&mut self, page: &Page<'_>) -> bool {
        let most = *self.most.get_or_insert(most_pages(page, self.page));
        self.pages = page.pages.unwrap_or(self.page + 1);
        self.page += 1;
        for id in page.rows.iter().filter_map(|row| row.id.as_ref()) {
            self.missing.remove(id);
        }
        self.page <= most
    }

    /// How many pages should have been read by now.
    pub(super) fn due(&self, now: Timestamp) -> usize {
        let elapsed = now.duration_since(self.began).as_secs().unsigned_abs();
        let spread = REREAD_SPREAD.as_secs().unsigned_abs().max(1);
        let part = (self.pages as u64).saturating_mul(elapsed) / spread;
        usize::try_from(part)
            .unwrap_or(usize::MAX)
            .saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_of_a_list_that_promises_more_and_more_pages_ends() {
        let began = Timestamp::UNIX_EPOCH;
        let late = began + SignedDuration::from_hours(24);
        let mut sweep = Sweeps::default().take(began, None, Vec::new).unwrap();
        let mut calls = 0;
        while sweep.page <= sweep.due(late) {
            let page = Page {
                rows: Vec::new(),
                total: None,
                pages: Some(sweep.page + 1),
            };
            calls += 1;
            if !sweep.turn(&page) {
                break;
            }
        }
        assert_eq!(calls, SPARE_PAGES + 4);
    }
}
