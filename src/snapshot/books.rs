//! Everything known of one account's invoices, indexed by id and by each order that somebody asked for.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use tokio::time::Instant;

use crate::{
    clock,
    domain::{Invoice, NativeId},
    error::Error,
    snapshot::{order::Order, row::Row},
};

/// An order with fewer changes than this is always mended and never sorted anew.
const MEND_AT_MOST: usize = 1000;

/// Where a row lies in the books.
pub(crate) type Slot = u32;

/// The rows of one account.
#[derive(Debug, Default)]
pub(crate) struct Books {
    rows: Vec<Option<Row>>,
    free: Vec<Slot>,
    by_id: HashMap<NativeId, Slot>,
    by_credited: HashMap<NativeId, Vec<NativeId>>,
    broken: HashMap<NativeId, Broken>,
    doubted: HashMap<NativeId, Doubt>,
    partials: usize,
    orders: [Mutex<OrderIndex>; Order::COUNT],
}

/// Why an invoice could not be read.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    pub(crate) error: Error,
    /// When that was tried last.
    pub(crate) tried: Instant,
    /// When it was first told of.
    pub(crate) since: Timestamp,
}

/// Since when an invoice may be other than it is held.
#[derive(Clone, Copy, Debug)]
struct Doubt {
    since: Timestamp,
    /// Until when it may still change: what is read before that leaves it doubted.
    until: Timestamp,
    /// Whether it certainly changed since it was read, so that it is no answer to who asks for it by its id.
    is_outdated: bool,
}

/// The slots in one order, brought up to date when somebody asks: an order that nobody uses costs nothing.
#[derive(Debug, Default)]
struct OrderIndex {
    sorted: Option<Arc<Vec<Slot>>>,
    touched: Vec<Slot>,
}

impl Books {
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// How many rows hold only a part of their invoice.
    pub(crate) fn partials(&self) -> usize {
        self.partials
    }

    /// The ids of all rows, in no order.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &NativeId> {
        self.by_id.keys()
    }

    /// All rows, in no order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().flatten()
    }

    pub(crate) fn row(&self, id: &NativeId) -> Option<&Row> {
        self.by_id
            .get(id)
            .and_then(|slot| self.rows[*slot as usize].as_ref())
    }

    pub(crate) fn at(&self, slot: Slot) -> &Row {
        self.rows[slot as usize]
            .as_ref()
            .expect("an order holds only slots with a row")
    }

    /// The invoices that credit the one with this id.
    pub(crate) fn credits_of(&self, id: &NativeId) -> &[NativeId] {
        self.by_credited.get(id).map_or(&[], Vec::as_slice)
    }

    /// Why some invoices could not be read.
    pub(crate) fn broken(&self) -> &HashMap<NativeId, Broken> {
        &self.broken
    }

    /// Tells whether there is one that was first told of since a moment and could never be read: nobody knows when it
    /// was made, nor what it says.
    pub(crate) fn has_unseen_since(&self, moment: Timestamp) -> bool {
        let mut broken = self.broken.iter();
        broken.any(|(id, broken)| broken.since >= moment && !self.by_id.contains_key(id))
    }

    /// Tells whether an invoice may have changed since it was read.
    pub(crate) fn is_doubted(&self, id: &NativeId) -> bool {
        self.doubted.contains_key(id)
    }

    /// Tells whether an invoice certainly changed since it was read.
    pub(crate) fn is_outdated(&self, id: &NativeId) -> bool {
        self.doubted.get(id).is_some_and(|doubt| doubt.is_outdated)
    }

    /// The invoices that are held and were doubted before a moment, those first that wait for longest.
    pub(crate) fn doubted_before(&self, moment: Timestamp) -> Vec<&NativeId> {
        let old = self.doubted.iter();
        let old = old.filter(|(id, doubt)| doubt.since <= moment && self.by_id.contains_key(*id));
        let mut old: Vec<_> = old.map(|(id, doubt)| (doubt.since, id)).collect();
        old.sort_unstable();
        old.into_iter().map(|(_, id)| id).collect()
    }

    /// The invoices that could not be read when that was last tried up to a moment, those first that wait for longest.
    pub(crate) fn broken_before(&self, moment: Instant) -> Vec<&NativeId> {
        let old = self.broken.iter();
        let old = old.filter(|(_, broken)| broken.tried <= moment);
        let mut old: Vec<_> = old.map(|(id, broken)| (broken.tried, id)).collect();
        old.sort_unstable();
        old.into_iter().map(|(_, id)| id).collect()
    }

    /// Says that these invoices changed: they are shown in lists as they are held, until they are read again.
    pub(crate) fn doubt(&mut self, ids: &[NativeId], at: Timestamp) {
        for id in ids {
            let until = self.doubted.get(id).map_or(at, |doubt| doubt.until.max(at));
            let doubt = Doubt {
                since: at,
                until,
                is_outdated: true,
            };
            self.doubted.insert(id.clone(), doubt);
        }
    }

    /// Says that these invoices may have changed: they are shown everywhere as they are held, and the next refresh reads
    /// them again.
    pub(crate) fn suspect(&mut self, ids: &[NativeId], at: Timestamp) {
        for id in ids {
            let doubt = self.doubted.entry(id.clone()).or_insert(Doubt {
                since: at,
                until: at,
                is_outdated: false,
            });
            doubt.since = doubt.since.max(at);
            doubt.until = doubt.until.max(at);
        }
    }

    /// Says that these invoices may change until a moment: every refresh reads them again, up to one after it.
    pub(crate) fn suspect_until(&mut self, ids: &[NativeId], at: Timestamp, until: Timestamp) {
        self.suspect(ids, at);
        for id in ids {
            if let Some(doubt) = self.doubted.get_mut(id) {
                doubt.until = doubt.until.max(until);
            }
        }
    }

    /// Takes a row, in place of what was held under its id.
    pub(crate) fn put(&mut self, row: Row) {
        let id = row.invoice.id.clone();
        self.broken.remove(&id);
        let read_at = row.invoice.fetched_at;
        match self.doubted.get_mut(&id) {
            Some(doubt) if read_at >= doubt.until => drop(self.doubted.remove(&id)),
            // It is as it was read, for now.
            Some(doubt) if read_at >= doubt.since => {
                doubt.since = read_at;
                doubt.is_outdated = false;
            }
            _ => {}
        }
        self.unlink_credit(&id);
        if let Some(original) = &row.invoice.credit_of {
            self.by_credited
                .entry(original.clone())
                .or_default()
                .push(id.clone());
        }
        let slot = match self.by_id.get(&id) {
            Some(slot) => *slot,
            None => {
                let slot = self.free.pop().unwrap_or_else(|| {
                    self.rows.push(None);
                    Slot::try_from(self.rows.len() - 1)
                        .expect("an account has fewer than 4 billion invoices")
                });
                self.by_id.insert(id, slot);
                slot
            }
        };
        self.partials += usize::from(row.invoice.partial);
        if let Some(before) = self.rows[slot as usize].replace(row) {
            self.partials -= usize::from(before.invoice.partial);
        }
        self.touch(slot);
    }

    /// Takes why an invoice could not be read; what was held of it before stays.
    pub(crate) fn put_broken(&mut self, id: NativeId, error: Error, tried: Instant) {
        let since = self.broken.get(&id).map(|broken| broken.since);
        let since = since.unwrap_or_else(clock::now);
        self.broken.insert(
            id,
            Broken {
                error,
                tried,
                since,
            },
        );
    }

    /// Forgets what `keep` does not want kept.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&NativeId, Option<&Row>) -> bool) {
        self.broken.retain(|id, _| keep(id, None));
        let gone: Vec<NativeId> = self
            .by_id
            .iter()
            .filter(|(id, slot)| !keep(id, self.rows[**slot as usize].as_ref()))
            .map(|(id, _)| id.clone())
            .collect();
        for id in gone {
            self.remove(&id);
        }
    }

    pub(crate) fn remove(&mut self, id: &NativeId) {
        self.broken.remove(id);
        self.doubted.remove(id);
        self.unlink_credit(id);
        if let Some(slot) = self.by_id.remove(id) {
            if let Some(before) = self.rows[slot as usize].take() {
                self.partials -= usize::from(before.invoice.partial);
            }
            self.free.push(slot);
            self.touch(slot);
        }
    }

    fn unlink_credit(&mut self, id: &NativeId) {
        let Some(original) = self.row(id).and_then(|row| row.invoice.credit_of.clone()) else {
            return;
        };
        if let Some(credits) = self.by_credited.get_mut(&original) {
            credits.retain(|credit| credit != id);
            if credits.is_empty() {
                self.by_credited.remove(&original);
            }
        }
    }

    fn touch(&mut self, slot: Slot) {
        let most = self.rows.len() / 4;
        for order in &mut self.orders {
            let index = order.get_mut().unwrap_or_else(PoisonError::into_inner);
            if index.sorted.is_none() {
                continue;
            }
            index.touched.push(slot);
            // Sorting anew is cheaper than mending this much, and an order that nobody asks for again must not grow.
            if index.touched.len() > MEND_AT_MOST.max(most) {
                *index = OrderIndex::default();
            }
        }
    }

    /// The slots in this order.
    pub(crate) fn in_order(&self, order: Order) -> Arc<Vec<Slot>> {
        let mut index: MutexGuard<'_, OrderIndex> = self.orders[order.index()]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let index = &mut *index;
        let sorted = match index.sorted.take() {
            None => self.sorted_from_scratch(order),
            Some(sorted) if index.touched.is_empty() => sorted,
            Some(sorted) => {
                Arc::new(self.merged(order, &sorted, std::mem::take(&mut index.touched)))
            }
        };
        index.touched.clear();
        index.sorted = Some(Arc::clone(&sorted));
        sorted
    }

    fn sorted_from_scratch(&self, order: Order) -> Arc<Vec<Slot>> {
        let mut slots: Vec<Slot> = self.by_id.values().copied().collect();
        slots.sort_unstable_by(|left, right| order.compare(self.at(*left), self.at(*right)));
        Arc::new(slots)
    }

    /// Takes the touched slots out of the old order and puts those that still have a row in again, at their new places.
    fn merged(&self, order: Order, old: &[Slot], mut touched: Vec<Slot>) -> Vec<Slot> {
        touched.sort_unstable();
        touched.dedup();
        let mut was_touched = vec![false; self.rows.len()];
        for slot in &touched {
            was_touched[*slot as usize] = true;
        }
        touched.retain(|slot| self.rows[*slot as usize].is_some());
        touched.sort_unstable_by(|left, right| order.compare(self.at(*left), self.at(*right)));
        let mut merged = Vec::with_capacity(old.len() + touched.len());
        let mut changed = touched.into_iter().peekable();
        for slot in old
            .iter()
            .copied()
            .filter(|slot| !was_touched[*slot as usize])
        {
            while let Some(next) =
                changed.next_if(|next| order.compare(self.at(*next), self.at(slot)).is_lt())
            {
                merged.push(next);
            }
            merged.push(slot);
        }
        merged.extend(changed);
        merged
    }

    /// The invoices that have exactly this printed number.
    pub(crate) fn with_number(&self, number: &str) -> Vec<Arc<Invoice>> {
        use crate::snapshot::order::OrderField;
        let slots = self.in_order(Order {
            field: OrderField::Number,
            descending: false,
        });
        let text = |slot: &Slot| self.at(*slot).invoice.number.as_deref();
        let start = slots.partition_point(|slot| text(slot).is_some_and(|found| found < number));
        let same = slots[start..]
            .iter()
            .take_while(|slot| text(slot) == Some(number));
        same.map(|slot| Arc::clone(&self.at(*slot).invoice))
            .collect()
    }

    /// The invoices that have exactly this reference.
    pub(crate) fn with_reference(&self, reference: &str) -> Vec<Arc<Invoice>> {
        let same = self
            .rows()
            .filter(|row| row.invoice.reference.as_deref() == Some(reference));
        same.map(|row| Arc::clone(&row.invoice)).collect()
    }
}
