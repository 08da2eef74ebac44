//! What changed in a list since a moment, although the list moves while it is read.
//!
//! ```text
//! always page 1 of what changed since the last change that was seen, in the order of change
//! a full page of one single second, which would come again: a longer page, up to the vendor's longest
//! even that is full: page by page in the order of ids, which no change moves
//! ```
//!
//! A row that changes moves to the end of the order of change, so a second page would skip one; asking for page 1 from
//! the last second on skips none, and rows of that second come twice.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use crate::{
    adapters::invoice_ninja::{
        answer::{Answer, Origin, Page},
        api::{Api, BY_CHANGE, BY_ID, List, Listing},
    },
    domain::NativeId,
    error::{Error, ErrorKind, Result},
    provider::Call,
};

/// How many rows are asked for at first: a refresh rarely finds more.
const FIRST_PAGE: usize = 100;
/// How much longer the page becomes where one second fills it.
const GROWTH: usize = 5;
/// The vendor's longest page; more is cut in silence.
const LONGEST_PAGE: usize = 5000;
/// A list that takes more pages than its rows need, and these, has no end.
const SPARE_PAGES: usize = 16;
/// The vendor's clock tells whole seconds, and the last of them may not have been over.
const UNSETTLED: SignedDuration = SignedDuration::from_secs(2);

/// The changes of one list.
#[derive(Debug)]
pub(super) struct Feed<'a> {
    api: &'a Api,
    call: &'a Call,
    list: List,
    since: Timestamp,
    per_page: usize,
    asked: usize,
    most: Option<usize>,
    way: Way,
    mark: Timestamp,
}

/// How the next page is asked for.
#[derive(Debug)]
enum Way {
    ByChange,
    ById {
        page: usize,
        seen: HashSet<NativeId>,
    },
    Done,
}

impl<'a> Feed<'a> {
    /// Starts from the last change that was seen.
    pub(super) fn new(api: &'a Api, call: &'a Call, list: List, since: Timestamp) -> Self {
        Self {
            api,
            call,
            list,
            since,
            per_page: FIRST_PAGE,
            asked: 0,
            most: None,
            way: Way::ByChange,
            mark: since,
        }
    }

    /// The next rows that changed; `None` when those were all.
    pub(super) async fn next(&mut self) -> Result<Option<Answer>> {
        let (sort, number) = match &self.way {
            Way::ByChange => (BY_CHANGE, 1),
            Way::ById { page, .. } => (BY_ID, *page),
            Way::Done => return Ok(None),
        };
        let since = self.since.as_second().to_string();
        let listing = Listing {
            list: self.list,
            filter: Some(("updated_at", &since)),
            sort,
            per_page: self.per_page,
            page: number,
        };
        let answer = self.api.page(self.call, &listing).await?;
        self.asked += 1;
        let page = answer.page()?;
        let total = page.total.unwrap_or(page.rows.len());
        let most = *self
            .most
            .get_or_insert(SPARE_PAGES + 3 * total.div_ceil(FIRST_PAGE));
        self.go_on(&page, number, &answer);
        if self.asked >= most && !matches!(self.way, Way::Done) {
            return Err(endless(&answer.origin));
        }
        Ok(Some(answer))
    }

    /// The last change that was surely seen with all before it: from where the next feed starts.
    pub(super) fn mark(&self) -> Timestamp {
        self.mark
    }

    fn go_on(&mut self, page: &Page<'_>, number: usize, answer: &Answer) {
        let times: Vec<Timestamp> = page.rows.iter().filter_map(|row| row.updated_at).collect();
        let last = times.iter().copied().max();
        match &mut self.way {
            Way::ByChange => {
                let complete = page.is_all(self.per_page);
                let in_order = times.len() == page.rows.len() && times.is_sorted();
                let advanced = last.is_some_and(|last| last > self.since);
                let is_one_second = times.first().copied() == last;
                if complete || (in_order && advanced) {
                    // A change told in advance must not hide those until then.
                    let now = answer.asked_at_vendor();
                    self.mark = self.mark.max(last.map_or(self.mark, |last| last.min(now)));
                    self.since = last.unwrap_or(self.since).max(self.since);
                }
                if complete {
                    self.way = Way::Done;
                } else if !(in_order && advanced) {
                    self.widen(page.rows.len(), answer);
                } else if is_one_second && page.rows.len() >= self.per_page {
                    self.per_page = self.longer();
                }
            }
            Way::ById { page: next, seen } => {
                seen.extend(page.rows.iter().filter_map(|row| row.id.clone()));
                *next += 1;
                // More than there are is no end but a contradiction.
                let all = page.total == Some(seen.len());
                if all || page.is_last(number, self.per_page) {
                    self.way = Way::Done;
                }
            }
            Way::Done => {}
        }
    }

    fn longer(&self) -> usize {
        (self.per_page * GROWTH).min(LONGEST_PAGE)
    }

    fn widen(&mut self, told: usize, answer: &Answer) {
        if self.per_page < LONGEST_PAGE && told >= self.per_page {
            self.per_page = self.longer();
            return;
        }
        // What changes from now on may be behind the page that is read then.
        if answer.tells_time {
            let now = answer.asked_at_vendor();
            let start = now.saturating_sub(UNSETTLED).unwrap_or(now);
            self.mark = self.mark.max(start);
        }
        self.per_page = self.per_page.min(told.max(1));
        let (page, seen) = (1, HashSet::new());
        self.way = Way::ById { page, seen };
    }
}

/// Says that a list does not end.
pub(super) fn endless(origin: &Origin) -> Error {
    let message = "invoice ninja's list does not end, or its pages do not follow each other";
    origin.stamp(Error::new(ErrorKind::BadAnswer, message))
}
