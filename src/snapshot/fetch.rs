//! Reads by id: from the snapshot where it is young enough, else from the provider, for those ids alone.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared, WeakShared, join_all},
};
use jiff::Timestamp;
use tokio::time::{Instant, timeout_at};

use crate::{
    domain::{Invoice, NativeId},
    error::{Error, ErrorKind, Result},
    provider::{Batch, Call},
    snapshot::{
        account::{Account, Snapshot},
        row::Row,
        sync::Confirmed,
    },
};

/// An invoice as it is shown: the document, whose it is, and how old that knowledge is.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The account.
    pub account: Arc<Account>,
    /// The document.
    pub invoice: Arc<Invoice>,
    /// When it was last known to be right.
    pub fetched_at: Timestamp,
    /// Whether that is longer ago than the configured age.
    pub stale: bool,
}

type Journey = BoxFuture<'static, Arc<Batch<Arc<Invoice>>>>;
/// A call, and the ids that somebody waits for it to bring.
type Boarded = (Flight, Vec<NativeId>);
type Flight = Shared<Journey>;

/// The ids that somebody is asking for right now. Who asks for one of them too waits for the same call; when all who
/// wait have left, the call ends.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Mutex<HashMap<NativeId, WeakShared<Journey>>>);

impl Account {
    /// The invoice from the snapshot, where that is young enough; refreshes behind where its age asks for it.
    #[must_use]
    pub fn held(self: &Arc<Self>, id: &NativeId) -> Option<Entry> {
        let snapshot = self.snapshot();
        let confirmed = snapshot.sync().confirmed();
        let (entry, age) = {
            let books = snapshot.books();
            let row = books.row(id)?;
            if books.broken().contains_key(id) || books.is_doubted(id) {
                return None;
            }
            (self.entry(row, confirmed), age(row, confirmed))
        };
        // Only a complete snapshot is refreshed as a whole; single invoices are asked for again, together.
        let allowed = if confirmed.is_some() {
            self.policy.max_age.max(self.policy.refresh)
        } else {
            self.policy.refresh
        };
        if age > allowed {
            return None;
        }
        if age > self.policy.refresh {
            self.refresh_behind(&snapshot);
        }
        Some(entry)
    }

    /// Makes what is shown of a row.
    pub(crate) fn entry(self: &Arc<Self>, row: &Row, confirmed: Option<Confirmed>) -> Entry {
        let fetched_at = confirmed.map_or(row.invoice.fetched_at, |confirmed| {
            confirmed.wall.max(row.invoice.fetched_at)
        });
        let age = age(row, confirmed);
        let failing = confirmed.is_some_and(|confirmed| confirmed.failing);
        let stale = age > self.policy.max_age.max(self.policy.refresh)
            || failing && age > self.policy.refresh;
        Entry {
            account: Arc::clone(self),
            invoice: Arc::clone(&row.invoice),
            fetched_at,
            stale,
        }
    }

    /// Asks the provider for these ids, together with whoever asks for them now. Where it fails, what is held and not
    /// too old answers, marked stale.
    pub async fn fetch(self: &Arc<Self>, ids: &[NativeId]) -> Vec<(NativeId, Result<Entry>)> {
        self.fetch_unless(ids, |_| false).await
    }

    /// The same for who needs all of an invoice: what is held in part is no answer.
    pub async fn fetch_whole(self: &Arc<Self>, ids: &[NativeId]) -> Vec<(NativeId, Result<Entry>)> {
        self.fetch_unless(ids, |held| held.partial).await
    }

    async fn fetch_unless(
        self: &Arc<Self>,
        ids: &[NativeId],
        is_refused: fn(&Invoice) -> bool,
    ) -> Vec<(NativeId, Result<Entry>)> {
        let snapshot = self.snapshot();
        let (missing, wanted): (Vec<NativeId>, Vec<NativeId>) = ids
            .iter()
            .cloned()
            .partition(|id| snapshot.missing.contains_key(id));
        let (arrived, flights) = self.board(&snapshot, &wanted, is_refused);
        let patience = self.patience();
        let landing = flights
            .iter()
            .map(|(flight, _)| timeout_at(patience, flight.clone()));
        let landed = join_all(landing).await;
        let too_late = Err(self.too_late());
        let mut results: Vec<(NativeId, Result<Entry>)> = missing
            .into_iter()
            .map(|id| (id, Err(self.stamp(not_found()))))
            .collect();
        results.extend(arrived.into_iter().map(|(id, entry)| (id, Ok(entry))));
        for ((_, ids), batch) in flights.iter().zip(&landed) {
            for id in ids {
                let answer = match batch {
                    Ok(batch) => batch.get(id),
                    Err(_) => Some(&too_late),
                };
                let shown = self.shown(&snapshot, id, answer, is_refused);
                results.push((id.clone(), shown));
            }
        }
        results
    }

    fn shown(
        self: &Arc<Self>,
        snapshot: &Snapshot,
        id: &NativeId,
        answer: Option<&Result<Arc<Invoice>>>,
        is_refused: fn(&Invoice) -> bool,
    ) -> Result<Entry> {
        let confirmed = snapshot.sync().confirmed();
        match answer {
            Some(Ok(invoice)) => {
                let (account, invoice) = (Arc::clone(self), Arc::clone(invoice));
                Ok(Entry {
                    account,
                    fetched_at: invoice.fetched_at,
                    invoice,
                    stale: false,
                })
            }
            Some(Err(error)) if error.kind() == ErrorKind::NotFound => Err(self.stamp(not_found())),
            Some(Err(error)) => {
                let books = snapshot.books();
                let held = books
                    .row(id)
                    .filter(|row| age(row, confirmed) <= self.policy.stale_for)
                    .filter(|row| !is_refused(&row.invoice));
                held.map(|row| Entry {
                    stale: true,
                    ..self.entry(row, confirmed)
                })
                .ok_or_else(|| self.stamp_read(error.clone()))
            }
            None => Err(self.stamp(not_found())),
        }
    }

    /// Finds the calls that will bring these ids: those under way, and a new one for the rest; and what such a call has
    /// brought since the caller looked.
    fn board(
        self: &Arc<Self>,
        snapshot: &Arc<Snapshot>,
        ids: &[NativeId],
        is_refused: fn(&Invoice) -> bool,
    ) -> (Vec<(NativeId, Entry)>, Vec<Boarded>) {
        let mut under_way = snapshot
            .in_flight
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut boarded: Vec<Boarded> = Vec::new();
        let (mut arrived, mut rest) = (Vec::new(), Vec::new());
        for id in ids {
            let Some(flight) = under_way.get(id).and_then(WeakShared::upgrade) else {
                // A call puts what it brings into the books before it counts as landed, so that either is seen here.
                match self.held(id).filter(|entry| !is_refused(&entry.invoice)) {
                    Some(entry) => arrived.push((id.clone(), entry)),
                    None => rest.push(id.clone()),
                }
                continue;
            };
            match boarded.iter_mut().find(|(known, _)| known.ptr_eq(&flight)) {
                Some((_, passengers)) => passengers.push(id.clone()),
                None => boarded.push((flight, vec![id.clone()])),
            }
        }
        if !rest.is_empty() {
            let flight = self.depart(snapshot, rest.clone());
            under_way.retain(|_, flight| flight.upgrade().is_some());
            let weak = flight
                .downgrade()
                .expect("a future that was not polled yet is not over");
            under_way.extend(rest.iter().map(|id| (id.clone(), weak.clone())));
            boarded.push((flight, rest));
        }
        (arrived, boarded)
    }

    /// Makes the call for these ids. It runs only while somebody waits for it.
    fn depart(self: &Arc<Self>, snapshot: &Arc<Snapshot>, ids: Vec<NativeId>) -> Flight {
        let (account, snapshot) = (Arc::clone(self), Arc::clone(snapshot));
        let call = Call::within(self.policy.deadline);
        let work = async move {
            let batch = account.provider.invoices(&call, &ids).await;
            for id in &ids {
                if matches!(batch.get(id), Some(Err(error)) if error.kind() == ErrorKind::NotFound)
                {
                    snapshot.missing.insert(id.clone(), ());
                }
            }
            let answers = ids
                .iter()
                .filter_map(|id| Some((id.clone(), batch.get(id)?.clone())))
                .filter(|(id, answer)| !snapshot.is_readable_in_part(id, answer))
                .collect();
            snapshot.take_in(&account, answers);
            let mut under_way = snapshot
                .in_flight
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            for id in &ids {
                under_way.remove(id);
            }
            Arc::new(batch)
        };
        work.boxed().shared()
    }
}

impl Snapshot {
    /// Tells whether an answer by id is of no use and the lists' part of the invoice is: that part stays as good as it was.
    fn is_readable_in_part(&self, id: &NativeId, answer: &Result<Arc<Invoice>>) -> bool {
        let is_bad = matches!(answer, Err(error) if error.kind() == ErrorKind::BadAnswer);
        is_bad && self.books().row(id).is_some_and(|row| row.invoice.partial)
    }
}

/// How long ago a row was last known to be right.
fn age(row: &Row, confirmed: Option<Confirmed>) -> std::time::Duration {
    let latest = confirmed.map_or(row.fetched, |confirmed| confirmed.at.max(row.fetched));
    Instant::now().saturating_duration_since(latest)
}

fn not_found() -> Error {
    Error::new(
        ErrorKind::NotFound,
        "the provider has no such invoice: it may have been deleted",
    )
}
