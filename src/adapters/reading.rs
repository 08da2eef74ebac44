//! What the readings of a list that may move prove. Judgement alone: nothing is asked for here.
//!
//! ```text
//! all pages fitted together               that was all
//! as many as the list says it has         that was all, whatever came twice on the way
//! nothing new, several times in a row     that was all, if the list ended or came round to known rows
//! pages that are always the same          nobody can tell what is behind them: an error
//! never quiet, however often it was read  an error
//! ```

use std::collections::HashSet;

use crate::domain::NativeId;

/// So many pages in a row that bring nothing new end a reading, whatever they say: each page may come twice, and where
/// pages overlap even three times.
const BARREN_PAGES: usize = 4;
/// No list has more pages.
const MAX_PAGES: usize = 10_000;
/// A list may take this many times the pages that its rows need, and these more.
const SPARE_FACTOR: usize = 3;
const SPARE_PAGES: usize = 16;
/// So many readings in a row that bring nothing new are enough.
const QUIET_READINGS: usize = 3;
/// A list that moves is read this often at most.
const MAX_READINGS: usize = 12;

/// One reading of a list, page by page.
#[derive(Debug)]
pub(super) struct Reading {
    seen: HashSet<NativeId>,
    first_page: HashSet<NativeId>,
    latest_page: Vec<NativeId>,
    pages: usize,
    barren: usize,
    /// Whether the pages that brought nothing new were not all the same.
    turns: bool,
    fits: bool,
    first_total: Option<usize>,
    latest_total: Option<usize>,
    shrank: bool,
    end: End,
}

/// How a reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// With the last page, or not yet.
    Last,
    /// With a page that brought no news: nobody wanted the others.
    Left,
    /// With pages that were all known, and different ones.
    Round,
    /// With the same page again and again.
    Stuck,
    /// Not at all.
    Endless,
}

/// What a page was like.
#[derive(Debug)]
pub(super) struct Told {
    /// The ids on it.
    pub(super) ids: Vec<NativeId>,
    /// How many of them the pages before have too, if nothing moved.
    pub(super) overlap: usize,
    /// How many rows the whole list has, where it says so.
    pub(super) total: Option<usize>,
    /// Whether it says that there is another page.
    pub(super) more: bool,
}

impl Reading {
    /// Starts one.
    pub(super) fn new() -> Self {
        Self {
            seen: HashSet::new(),
            first_page: HashSet::new(),
            latest_page: Vec::new(),
            pages: 0,
            barren: 0,
            turns: false,
            fits: true,
            first_total: None,
            latest_total: None,
            shrank: false,
            end: End::Last,
        }
    }

    /// Tells whether a row came on none of the pages so far.
    pub(super) fn is_new(&self, id: &NativeId) -> bool {
        !self.seen.contains(id)
    }

    /// Takes a page. Tells whether the next one is worth asking for.
    pub(super) fn take(&mut self, page: Told) -> bool {
        self.pages += 1;
        self.take_total(page.total);
        let before = self.seen.len();
        self.seen.extend(page.ids.iter().cloned());
        let fresh = self.seen.len() - before;
        self.fits &= page.ids.len() - fresh == page.overlap;
        if fresh == 0 {
            self.barren += 1;
            self.turns |= page.ids != self.latest_page;
        } else {
            (self.barren, self.turns) = (0, false);
        }
        let rows = page.ids.len();
        if self.pages == 1 {
            self.first_page = page.ids.iter().cloned().collect();
        }
        self.latest_page = page.ids;
        if !page.more {
            return false;
        }
        if self.barren == BARREN_PAGES {
            self.end = if self.turns { End::Round } else { End::Stuck };
        } else if self.pages >= self.most_pages(rows) {
            self.end = End::Endless;
        }
        self.end == End::Last
    }

    /// Notes that nobody wants the other pages.
    pub(super) fn leave(&mut self) {
        self.end = End::Left;
    }

    /// Tells whether it came to the end of a list whose pages all fitted together.
    pub(super) fn is_whole(&self) -> bool {
        let all = self
            .latest_total
            .is_none_or(|total| total == self.seen.len());
        self.end == End::Last && self.fits && all
    }

    /// What was seen.
    pub(super) fn into_seen(self) -> HashSet<NativeId> {
        self.seen
    }

    fn take_total(&mut self, total: Option<usize>) {
        if let (Some(before), Some(now)) = (self.latest_total, total) {
            // A list that grew or shrank meanwhile has moved.
            self.fits &= now == before;
            self.shrank |= now < before;
        }
        self.first_total = self.first_total.or(total);
        self.latest_total = total.or(self.latest_total);
    }

    fn most_pages(&self, rows: usize) -> usize {
        let needed = self.latest_total.map(|total| total.div_ceil(rows.max(1)));
        let most = needed.map(|needed| SPARE_FACTOR * needed + SPARE_PAGES);
        most.map_or(MAX_PAGES, |most| most.min(MAX_PAGES))
    }
}

/// What the readings of one list prove together.
#[derive(Debug, Default)]
pub(super) struct Readings {
    seen: HashSet<NativeId>,
    count: usize,
    /// How many readings in a row brought nothing new.
    quiet: usize,
    /// Whether one of them came to an end.
    ended: bool,
}

/// What is to be done after a reading.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing: this one alone proves what exists.
    Whole(HashSet<NativeId>),
    /// Nothing: everything is among what all of them saw, perhaps with some that are gone by now.
    Enough(HashSet<NativeId>),
    /// It is read again.
    Again,
    /// It is given up, for this reason.
    Hopeless(&'static str),
}

impl Readings {
    /// Judges after another reading.
    pub(super) fn judge(&mut self, reading: Reading) -> Verdict {
        if reading.is_whole() {
            return Verdict::Whole(reading.into_seen());
        }
        if reading.end == End::Endless {
            return Verdict::Hopeless("the provider's list does not end");
        }
        let news: HashSet<_> = reading.seen.difference(&self.seen).cloned().collect();
        let came_first = news.is_subset(&reading.first_page);
        self.seen.extend(news.iter().cloned());
        self.count += 1;
        self.quiet = if news.is_empty() { self.quiet + 1 } else { 0 };
        self.ended |= reading.end != End::Stuck;
        // What came while it was read is no part of what it had at its beginning.
        let wanted = match reading.shrank {
            false => reading.first_total,
            true => None,
        };
        let is_complete = wanted.is_some_and(|total| self.seen.len() >= total);
        let is_quiet = self.quiet >= QUIET_READINGS;
        // A busy list has something new at its front each time.
        let is_last = self.count >= MAX_READINGS;
        let is_full = reading
            .latest_total
            .is_none_or(|total| self.seen.len() >= total);
        let is_calm = is_last && came_first && is_full;
        match (is_complete, is_quiet || is_calm, self.ended) {
            (true, _, _) | (_, true, true) => Verdict::Enough(std::mem::take(&mut self.seen)),
            (_, true, false) => {
                Verdict::Hopeless("the provider's list gives the same page for ever")
            }
            (_, false, _) if is_last => {
                Verdict::Hopeless("the pages of the provider's list do not fit together")
            }
            (_, false, _) => Verdict::Again,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(ids: impl IntoIterator<Item = u32>, total: Option<usize>, more: bool) -> Told {
        Told {
            ids: ids
                .into_iter()
                .map(|id| NativeId::new(&id.to_string()))
                .collect(),
            overlap: 0,
            total,
            more,
        }
    }

    /// Reads pages as far as they are worth it; all but the last one say that there are more.
    fn read(pages: Vec<Vec<u32>>, total: Option<usize>) -> Reading {
        let mut reading = Reading::new();
        let count = pages.len();
        for (place, ids) in pages.into_iter().enumerate() {
            if !reading.take(told(ids, total, place + 1 < count)) {
                break;
            }
        }
        reading
    }

    fn ids(ids: impl IntoIterator<Item = u32>) -> HashSet<NativeId> {
        told(ids, None, false).ids.into_iter().collect()
    }

    #[test]
    fn pages_that_fit_together_are_all() {
        let reading = read(vec![vec![1, 2], vec![3]], Some(3));
        let verdict = Readings::default().judge(reading);
        assert_eq!(verdict, Verdict::Whole(ids(1..=3)));
    }

    #[test]
    fn what_came_twice_is_no_matter_when_all_were_seen() {
        let reading = read(vec![vec![1, 2], vec![2, 3]], Some(3));
        let verdict = Readings::default().judge(reading);
        assert_eq!(verdict, Verdict::Enough(ids(1..=3)));
    }

    #[test]
    fn a_list_that_shrank_is_read_again_though_enough_were_seen() {
        let mut reading = Reading::new();
        assert!(reading.take(told([1, 2], Some(3), true)));
        assert!(!reading.take(told([2, 4], Some(2), false)));
        assert_eq!(Readings::default().judge(reading), Verdict::Again);
    }

    #[test]
    fn a_list_that_grew_at_its_front_was_read_whole_as_it_was() {
        let mut reading = Reading::new();
        assert!(reading.take(told([1, 2], Some(3), true)));
        assert!(!reading.take(told([2, 3], Some(4), false)));
        let verdict = Readings::default().judge(reading);
        assert_eq!(verdict, Verdict::Enough(ids(1..=3)));
    }

    #[test]
    fn a_list_without_a_total_is_all_when_it_stays_quiet() {
        let mut readings = Readings::default();
        let pages = || read(vec![vec![1, 2], vec![2, 3]], None);
        for _ in 0..3 {
            assert_eq!(readings.judge(pages()), Verdict::Again);
        }
        assert_eq!(readings.judge(pages()), Verdict::Enough(ids(1..=3)));
    }

    #[test]
    fn a_list_that_comes_round_is_all_and_one_that_is_stuck_is_not() {
        let round = || vec![vec![1, 2], vec![2, 1], vec![1, 2], vec![2, 1], vec![1, 2]];
        let stuck = || vec![vec![1, 2]; 5];
        let last = |pages: &dyn Fn() -> Vec<Vec<u32>>| {
            let mut readings = Readings::default();
            let verdicts = (0..4).map(|_| {
                let mut pages = pages();
                pages.push(vec![9]);
                readings.judge(read(pages, None))
            });
            verdicts.last()
        };
        assert_eq!(last(&round), Some(Verdict::Enough(ids(1..=2))));
        assert!(matches!(last(&stuck), Some(Verdict::Hopeless(_))));
    }

    #[test]
    fn a_list_that_always_brings_new_rows_is_given_up() {
        let mut reading = Reading::new();
        let pages = (0..).take_while(|page| reading.take(told([*page], Some(1), true)));
        assert_eq!(pages.count(), SPARE_FACTOR + SPARE_PAGES - 1);
        assert!(matches!(
            Readings::default().judge(reading),
            Verdict::Hopeless(_)
        ));
    }

    #[test]
    fn a_busy_list_is_taken_at_last_and_one_that_is_stirred_is_not() {
        let mut verdicts = [None, None];
        let (mut busy, mut stirred) = (Readings::default(), Readings::default());
        for reading in 0..MAX_READINGS as u32 {
            let new = 10 + reading;
            let pages = vec![vec![new, 1], vec![1, 2]];
            verdicts[0] = Some(busy.judge(read(pages, None)));
            let pages = vec![vec![1, 2], vec![1, new]];
            verdicts[1] = Some(stirred.judge(read(pages, None)));
        }
        let [busy, stirred] = verdicts.map(Option::unwrap);
        assert!(matches!(busy, Verdict::Enough(seen) if seen.len() == 2 + MAX_READINGS));
        assert!(matches!(stirred, Verdict::Hopeless(_)));
    }
}
