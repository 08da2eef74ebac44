//! Lists that misbehave on demand: rows that move between pages, repeated pages, lists without an end.
//!
//! The rows themselves never change by it, only where a client finds them.

use std::sync::{Mutex, MutexGuard};

use serde::Deserialize;

use crate::sandbox::random::scramble;

/// How the pages of a list follow each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PageManner {
    /// One page after the other, in the vendor's order.
    #[default]
    Normal,
    /// In an order that is the same for every call and means nothing.
    Unordered,
    /// In another order for every call.
    Shuffle,
    /// With every call all rows move this many places towards the end; those at the end begin again.
    Rotate(i64),
    /// Every page is given twice.
    Repeat,
    /// After the end the rows begin again.
    Endless,
    /// Every page is the first one.
    Stuck,
}

/// The rows of one page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    /// Places of the rows in the vendor's order.
    pub(crate) places: Vec<usize>,
    /// Whether the list says that there is another page.
    pub(crate) more: bool,
}

/// Cuts lists into pages, in the manner that was asked for.
#[derive(Debug, Default)]
pub(crate) struct Pager(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    manner: PageManner,
    calls: u64,
}

impl Pager {
    /// Changes the manner; what moves with every call starts anew.
    pub(crate) fn set(&self, manner: PageManner) {
        *self.state() = State { manner, calls: 0 };
    }

    /// Cuts the page of at most `size` rows from `start` out of `total` rows; counts as a call.
    pub(crate) fn cut(&self, total: usize, start: usize, size: usize) -> Window {
        let (manner, call) = self.turn();
        manner.cut(call, total, start, size)
    }

    /// Counts a call: gives the manner and how many calls came before.
    pub(crate) fn turn(&self) -> (PageManner, u64) {
        let mut state = self.state();
        state.calls += 1;
        (state.manner, state.calls - 1)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0
            .lock()
            .expect("no code panics while it holds the pager")
    }
}

impl PageManner {
    /// Cuts a page, when so many calls came before.
    pub(crate) fn cut(self, call: u64, total: usize, start: usize, size: usize) -> Window {
        let straight = |start: usize| start.min(total)..start.saturating_add(size).min(total);
        let page = start / size.max(1);
        let more = start.saturating_add(size) < total;
        match self {
            Self::Normal => Window {
                places: straight(start).collect(),
                more,
            },
            Self::Unordered => Window {
                places: mixed(total, 0)[straight(start)].to_vec(),
                more,
            },
            Self::Shuffle => Window {
                places: mixed(total, call + 1)[straight(start)].to_vec(),
                more,
            },
            Self::Rotate(by) => Window {
                places: straight(start)
                    .map(|at| moved(at, by, call, total))
                    .collect(),
                more,
            },
            Self::Repeat => {
                let again = page / 2 * size;
                let last = again.saturating_add(size) >= total && page % 2 == 1;
                Window {
                    places: straight(again).collect(),
                    more: !last && again < total,
                }
            }
            Self::Endless => {
                let rows = if total == 0 { 0 } else { size };
                Window {
                    places: (0..rows).map(|at| (start % total + at) % total).collect(),
                    more: total > 0,
                }
            }
            Self::Stuck => Window {
                places: straight(0).collect(),
                more: total > 0,
            },
        }
    }
}

/// Orders all places by chance. New rows come in front, so a place is known by its distance to the end.
fn mixed(total: usize, seed: u64) -> Vec<usize> {
    let mut places: Vec<usize> = (0..total).collect();
    let salt = scramble(seed);
    places.sort_by_cached_key(|place| scramble((total - place) as u64 ^ salt));
    places
}

fn moved(at: usize, by: i64, call: u64, total: usize) -> usize {
    let back = i128::from(by) * i128::from(call);
    // The remainder lies within the list, whose length is a usize.
    (at as i128 - back).rem_euclid(total as i128) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pager(manner: PageManner) -> Pager {
        let pager = Pager::default();
        pager.set(manner);
        pager
    }

    fn walk(pager: &Pager, total: usize, size: usize) -> Vec<Vec<usize>> {
        let mut pages = Vec::new();
        loop {
            let window = pager.cut(total, pages.len() * size, size);
            pages.push(window.places);
            if !window.more || pages.len() == 20 {
                return pages;
            }
        }
    }

    #[test]
    fn normal_pages_hold_every_row_once() {
        let pages = walk(&Pager::default(), 5, 2);
        assert_eq!(pages, [vec![0, 1], vec![2, 3], vec![4]]);
        assert_eq!(Pager::default().cut(5, 8, 2), Window::default());
    }

    #[test]
    fn rotating_forward_repeats_a_row_and_backward_skips_one() {
        let forward = walk(&pager(PageManner::Rotate(1)), 5, 2);
        assert_eq!(forward, [vec![0, 1], vec![1, 2], vec![2]]);
        let backward = walk(&pager(PageManner::Rotate(-1)), 5, 2);
        assert_eq!(backward, [vec![0, 1], vec![3, 4], vec![1]]);
    }

    #[test]
    fn repeated_pages_come_twice_and_then_end() {
        let pages = walk(&pager(PageManner::Repeat), 3, 2);
        assert_eq!(pages, [vec![0, 1], vec![0, 1], vec![2], vec![2]]);
    }

    #[test]
    fn endless_and_stuck_lists_never_end() {
        assert_eq!(walk(&pager(PageManner::Endless), 3, 2).len(), 20);
        assert_eq!(pager(PageManner::Endless).cut(3, 2, 2).places, [2, 0]);
        let stuck = walk(&pager(PageManner::Stuck), 3, 2);
        assert!(stuck.len() == 20 && stuck.iter().all(|page| *page == [0, 1]));
        assert!(!pager(PageManner::Endless).cut(0, 0, 2).more);
    }

    #[test]
    fn an_unordered_list_keeps_its_order_when_a_row_is_added_and_a_shuffled_one_never_does() {
        let fixed = pager(PageManner::Unordered);
        let before = fixed.cut(40, 0, 40).places;
        let after = fixed.cut(41, 0, 41).places;
        let known: Vec<usize> = after
            .into_iter()
            .filter(|at| *at > 0)
            .map(|at| at - 1)
            .collect();
        assert_eq!(before, known);
        let shuffled = pager(PageManner::Shuffle);
        assert_ne!(shuffled.cut(40, 0, 40), shuffled.cut(40, 0, 40));
    }
}
