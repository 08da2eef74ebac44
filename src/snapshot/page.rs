//! One page of a list over several accounts.

use std::{cmp::Ordering, ops::Range, sync::Arc};

use jiff::civil::Date;

use crate::{
    domain::AccountId,
    snapshot::{
        books::{Books, Slot},
        filter::{Filter, Judge},
        order::{Order, Place},
        row::Row,
    },
};

/// The books of one account, and what day it is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) account: &'a AccountId,
    pub(crate) books: &'a Books,
    pub(crate) today: Date,
}

/// Which part of the list is wanted: at most `count` rows strictly between two places, from its start or its end.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    pub(crate) count: usize,
    pub(crate) from_end: bool,
    pub(crate) after: Option<Place>,
    pub(crate) before: Option<Place>,
}

/// A row of a page, and the source that it is from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) row: &'a Row,
}

/// One page.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) rows: Vec<Found<'a>>,
    pub(crate) has_next: bool,
    pub(crate) has_previous: bool,
}

/// Tells whether there are invoices that may be wanted and of which too little is known to judge: a provider that tells
/// details by id alone may have the searched word or the customer there. `asks_for_customer` says that the question is
/// about customers, whatever the filter.
pub(crate) fn is_undecided(
    sources: &[Source<'_>],
    filter: &Filter,
    asks_for_customer: bool,
) -> bool {
    let asks_for_customer = asks_for_customer || filter.asks_for_customer();
    if !asks_for_customer && filter.search.is_empty() {
        return false;
    }
    let relaxed = filter.without_details();
    let (judge, relaxed) = (Judge::new(filter), Judge::new(&relaxed));
    let is_open = |row: &Row, today: Date| {
        row.invoice.partial
            && relaxed.wants(row, today)
            && (asks_for_customer || !judge.wants(row, today))
    };
    sources.iter().any(|source| {
        source.books.partials() > 0 && source.books.rows().any(|row| is_open(row, source.today))
    })
}

/// Counts what is wanted.
pub(crate) fn count(sources: &[Source<'_>], filter: &Filter) -> usize {
    let judge = Judge::new(filter);
    sources
        .iter()
        .map(|source| {
            source
                .books
                .rows()
                .filter(|row| judge.wants(row, source.today))
                .count()
        })
        .sum()
}

/// Finds a page by walking the accounts' orders side by side.
pub(crate) fn page<'a>(
    sources: &[Source<'a>],
    filter: &Filter,
    order: Order,
    window: &Window,
) -> Page<'a> {
    let judge = Judge::new(filter);
    let mut lanes: Vec<Lane<'a, '_>> = sources
        .iter()
        .map(|source| Lane::new(*source, &judge, order, window))
        .collect();
    let beyond_start = lanes.iter().any(Lane::has_wanted_before);
    let beyond_end = lanes.iter().any(Lane::has_wanted_after);
    let mut rows = Vec::with_capacity(window.count.min(256));
    while rows.len() < window.count {
        let Some(found) = next_of(&mut lanes, order, window.from_end) else {
            break;
        };
        rows.push(found);
    }
    let more = next_of(&mut lanes, order, window.from_end).is_some();
    if window.from_end {
        rows.reverse();
    }
    let (has_next, has_previous) = if window.from_end {
        (beyond_end, more || beyond_start)
    } else {
        (more || beyond_end, beyond_start)
    };
    Page {
        rows,
        has_next,
        has_previous,
    }
}

/// Takes the row that comes first (or last) among the heads of all lanes.
fn next_of<'a>(lanes: &mut [Lane<'a, '_>], order: Order, from_end: bool) -> Option<Found<'a>> {
    let mut best: Option<(usize, Found<'a>)> = None;
    for (position, lane) in lanes.iter_mut().enumerate() {
        let Some(head) = lane.head(from_end) else {
            continue;
        };
        let better = best.is_none_or(|(_, leader)| {
            let ordering = order.compare_across(
                (head.source.account, head.row),
                (leader.source.account, leader.row),
            );
            ordering
                == if from_end {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
        });
        if better {
            best = Some((position, head));
        }
    }
    let (position, found) = best?;
    lanes[position].head = None;
    Some(found)
}

/// One account's order, and how much of it is still to be walked.
struct Lane<'a, 'f> {
    source: Source<'a>,
    judge: &'f Judge<'f>,
    slots: Arc<Vec<Slot>>,
    whole: Range<usize>,
    rest: Range<usize>,
    head: Option<Found<'a>>,
}

impl<'a, 'f> Lane<'a, 'f> {
    fn new(source: Source<'a>, judge: &'f Judge<'f>, order: Order, window: &Window) -> Self {
        let slots = source.books.in_order(order);
        let place_of = |slot: &Slot, place: &Place| {
            order.compare_to_place(source.account, source.books.at(*slot), place)
        };
        let start = window.after.as_ref().map_or(0, |after| {
            slots.partition_point(|slot| place_of(slot, after) != Ordering::Greater)
        });
        let end = window.before.as_ref().map_or(slots.len(), |before| {
            slots.partition_point(|slot| place_of(slot, before) == Ordering::Less)
        });
        let whole = start..end.max(start);
        Self {
            source,
            judge,
            slots,
            rest: whole.clone(),
            whole,
            head: None,
        }
    }

    fn wanted(&self, position: usize) -> Option<Found<'a>> {
        let row = self.source.books.at(self.slots[position]);
        self.judge.wants(row, self.source.today).then_some(Found {
            source: self.source,
            row,
        })
    }

    /// The next wanted row of this lane; stays until it is taken.
    fn head(&mut self, from_end: bool) -> Option<Found<'a>> {
        while self.head.is_none() {
            let position = if from_end {
                self.rest.next_back()
            } else {
                self.rest.next()
            }?;
            self.head = self.wanted(position);
        }
        self.head
    }

    fn has_wanted_before(&self) -> bool {
        (0..self.whole.start)
            .rev()
            .any(|position| self.wanted(position).is_some())
    }

    fn has_wanted_after(&self) -> bool {
        (self.whole.end..self.slots.len()).any(|position| self.wanted(position).is_some())
    }
}
