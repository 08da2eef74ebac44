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
use tracing::Instrument;

use crate::{
    domain::{Invoice, NativeId},
    error::{Error, ErrorKind, Result},
    provider::{Batch, Call},
    snapshot::{
        account::{Account, Snapshot},
        allowance::{self, Allowance},
        measure::Served,
        row::Row,
        sync::Confirmed,
    },
    tally::{self, Asker, Source},
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

/// What somebody wants of invoices that are read by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// What is told of them anyhow.
    Told,
    /// All that their provider tells: what is held in part is no answer.
    Whole,
}

impl Want {
    fn is_met_by(self, invoice: &Invoice) -> bool {
        self == Self::Told || !invoice.partial
    }
}

type Journey = BoxFuture<'static, Arc<Batch<Arc<Invoice>>>>;
/// A call, and the ids that somebody waits for it to bring.
type Boarded = (Flight, Vec<NativeId>);
type Flight = Shared<Journey>;

/// How some ids are answered.
#[derive(Debug, Default)]
struct Plan {
    /// What a call has brought since the caller looked.
    arrived: Vec<(NativeId, Entry)>,
    /// The calls that will bring the rest.
    boarded: Vec<Boarded>,
    /// What nobody asks for, because it would take too many calls.
    refused: Option<(Vec<NativeId>, Error)>,
}

/// The ids that somebody is asking for right now. Who asks for one of them too waits for the same call; when all who
/// wait have left, the call ends.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Mutex<HashMap<NativeId, UnderWay>>);

/// A call that is under way, and whose it is.
#[derive(Clone, Debug)]
struct UnderWay {
    flight: WeakShared<Journey>,
    asker: Asker,
}

impl Account {
    /// The invoice from the snapshot, where that is young enough; refreshes behind where its age asks for it.
    #[must_use]
    pub fn held(self: &Arc<Self>, id: &NativeId) -> Option<Entry> {
        let snapshot = self.snapshot();
        let confirmed = snapshot.sync().confirmed();
        let (entry, age) = {
            let books = snapshot.books();
            let row = books.row(id)?;
            if books.broken().contains_key(id) || books.is_outdated(id) {
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
            self.measures.served(Served::IdBehind);
        } else {
            self.measures.served(Served::IdFresh);
        }
        tally::read(entry.source());
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

    /// Asks the provider for these ids, together with whoever asks for them now, as far as the allowance goes: for all of
    /// them or for none. Where it fails, what is held and not too old answers, marked stale.
    pub async fn fetch(
        self: &Arc<Self>,
        ids: &[NativeId],
        want: Want,
        allowance: &Allowance,
    ) -> Vec<(NativeId, Result<Entry>)> {
        let snapshot = self.snapshot();
        let (missing, wanted): (Vec<NativeId>, Vec<NativeId>) = ids
            .iter()
            .cloned()
            .partition(|id| snapshot.missing.contains_key(id));
        if !missing.is_empty() {
            tally::read(Source::Held);
        }
        let plan = self.plan(&snapshot, &wanted, want, allowance);
        self.measures.served_many(Served::IdMissing, missing.len());
        let patience = self.patience();
        let flights = plan.boarded.iter();
        let landing = flights.map(|(flight, _)| timeout_at(patience, flight.clone()));
        let landed = join_all(landing).await;
        let too_late = Err(self.too_late());
        let mut results: Vec<(NativeId, Result<Entry>)> = missing
            .into_iter()
            .map(|id| (id, Err(self.stamp(not_found()))))
            .collect();
        results.extend(plan.arrived.into_iter().map(|(id, entry)| (id, Ok(entry))));
        for ((_, ids), batch) in plan.boarded.iter().zip(&landed) {
            for id in ids {
                let answer = match batch {
                    Ok(batch) => batch.get(id),
                    Err(_) => Some(&too_late),
                };
                let shown = self.shown(&snapshot, id, answer, want);
                results.push((id.clone(), shown));
            }
        }
        if let Some((ids, error)) = plan.refused {
            // The next read finds what is held young again.
            if snapshot.sync().confirmed().is_some() {
                self.refresh_behind(&snapshot);
            }
            let refused = Err(error);
            for id in ids {
                let shown = self.shown(&snapshot, &id, Some(&refused), want);
                results.push((id, shown));
            }
        }
        results
    }

    fn shown(
        self: &Arc<Self>,
        snapshot: &Snapshot,
        id: &NativeId,
        answer: Option<&Result<Arc<Invoice>>>,
        want: Want,
    ) -> Result<Entry> {
        let confirmed = snapshot.sync().confirmed();
        let shown = match answer {
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
                    .filter(|row| want.is_met_by(&row.invoice));
                held.map(|row| Entry {
                    stale: true,
                    ..self.entry(row, confirmed)
                })
                .ok_or_else(|| self.stamp_read(error.clone()))
            }
            None => Err(self.stamp(not_found())),
        };
        tally::read(match &shown {
            Ok(entry) if entry.stale => Source::Stale,
            Err(error) if error.kind() != ErrorKind::NotFound => Source::Partial,
            _ => Source::Asked,
        });
        shown
    }

    /// Finds the calls that will bring these ids: those under way, and a new one for the rest, if it is allowed.
    fn plan(
        self: &Arc<Self>,
        snapshot: &Arc<Snapshot>,
        ids: &[NativeId],
        want: Want,
        allowance: &Allowance,
    ) -> Plan {
        let mut under_way = snapshot
            .in_flight
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut plan = Plan::default();
        let mut rest = Vec::new();
        for id in ids {
            let flown = under_way.get(id);
            let Some(flight) = flown.and_then(|known| known.flight.upgrade()) else {
                // A call puts what it brings into the books before it counts as landed, so that either is seen here.
                match self.held(id).filter(|entry| want.is_met_by(&entry.invoice)) {
                    Some(entry) => plan.arrived.push((id.clone(), entry)),
                    None => rest.push(id.clone()),
                }
                continue;
            };
            if let Some(known) = flown {
                known.asker.is_waited_for();
            }
            self.measures.served(Served::IdShared);
            let mut boarded = plan.boarded.iter_mut();
            match boarded.find(|(known, _)| known.ptr_eq(&flight)) {
                Some((_, passengers)) => passengers.push(id.clone()),
                None => plan.boarded.push((flight, vec![id.clone()])),
            }
        }
        if rest.is_empty() {
            return plan;
        }
        if let Err(error) = self.allow(&rest, want, allowance) {
            self.measures.served_many(Served::IdRefused, rest.len());
            plan.refused = Some((rest, error));
            return plan;
        }
        self.measures.served_many(Served::IdAsked, rest.len());
        let flight = self.depart(snapshot, rest.clone());
        under_way.retain(|_, known| known.flight.upgrade().is_some());
        let weak = flight
            .downgrade()
            .expect("a future that was not polled yet is not over");
        let known = UnderWay {
            flight: weak,
            asker: Asker::me(),
        };
        under_way.extend(rest.iter().map(|id| (id.clone(), known.clone())));
        plan.boarded.push((flight, rest));
        plan
    }

    /// Takes the calls that these ids need.
    fn allow(&self, ids: &[NativeId], want: Want, allowance: &Allowance) -> Result<()> {
        let (invoices, name) = (allowance::invoices(ids.len()), self.info().name);
        let (what, instead) = match want {
            Want::Told => (
                format!("reading {invoices} of {name} by id"),
                "ask for fewer at a time, list them with `invoices` first",
            ),
            Want::Whole => (
                format!("reading the details of {invoices} of {name}"),
                "ask for fewer at a time",
            ),
        };
        allowance.take(self.provider.calls_for(ids), &what, instead)
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
        // Whoever polls it, it is the work of the operation that set it up.
        tally::carried(work).in_current_span().boxed().shared()
    }
}

impl Entry {
    /// Where it came from when it was held.
    pub(crate) fn source(&self) -> Source {
        match self.stale {
            true => Source::Stale,
            false => Source::Held,
        }
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
