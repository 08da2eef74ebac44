//! Asks what changed, in the fewest calls.
//!
//! ```text
//! cold:     all invoices, newest first, page by page, and those that came meanwhile
//! refresh:  the invoices that changed, the clients that changed (2 calls when little did)
//!           the invoices of a client that is now called otherwise or pays in another currency
//!           every 5 minutes, and when asked to be exact: the payments that changed
//!           a page of the sweep that reads everything again within a day, when one is due
//! ```
//!
//! Deletions are changes here: the vendor keeps telling a deleted invoice and says that it is deleted. What it forgets
//! altogether, the sweep misses, asks for by id and so finds gone.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    adapters::invoice_ninja::{
        adapter::InvoiceNinja,
        answer::{Answer, Row},
        api::{BY_ID, BY_ID_DESCENDING, List},
        children,
        company::Tables,
        feed::{Feed, endless},
        sweep::{Pages, Sweep},
    },
    clock,
    domain::{Currency, NativeId, Party},
    error::{Error, ErrorKind, Result},
    native::{InvoiceNinjaClient, InvoiceNinjaPayment, decode},
    provider::{Call, Checkpoint, Known, Sink},
};

/// A version tells seconds: what was read this shortly after its last change may have changed again in the same second.
const UNSETTLED: SignedDuration = SignedDuration::from_secs(2);
/// Longest that an answer can take, from when it was asked for to when the vendor looked.
const SLOWEST_ANSWER: SignedDuration = SignedDuration::from_mins(5);
/// How far the clock in the vendor's answers and that in its documents may be apart.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(1);
/// How often the payments are asked for: what happens to one mostly changes its invoices too.
const PAYMENTS_INTERVAL: SignedDuration = SignedDuration::from_mins(5);

/// The marks of a checkpoint: the last change of a client that was seen.
const CLIENTS: &str = "clients";
/// ... of a payment.
const PAYMENTS: &str = "payments";
/// ... when payments were last asked for.
const PAYMENTS_ASKED: &str = "payments_asked";
/// ... the company's currency that everything was read with.
const CURRENCY: &str = "currency";

/// One run.
struct Run<'a> {
    ninja: &'a InvoiceNinja,
    call: &'a Call,
    sink: &'a dyn Sink,
    /// What was told, by the hash of its text: a row that comes twice is told once.
    told: Mutex<HashMap<NativeId, u64>>,
}

/// Tells `sink` what changed since `checkpoint`, or everything that it does not hold when there is none.
pub(super) async fn changes(
    ninja: &InvoiceNinja,
    call: &Call,
    checkpoint: Option<&Checkpoint>,
    sink: &dyn Sink,
) -> Result<Checkpoint> {
    let told = Mutex::default();
    let run = Run {
        ninja,
        call,
        sink,
        told,
    };
    let tables = ninja.company.tables(&ninja.api, call).await?;
    let currency = tables.company_currency().unwrap_or_default().to_owned();
    let before = checkpoint.filter(|checkpoint| checkpoint.changed_at.is_some());
    let Some(before) = before.filter(|before| before.marks.get(CURRENCY) == Some(&currency)) else {
        let mut next = run.cold(before.is_some()).await?;
        next.marks.insert(CURRENCY, currency);
        return Ok(next);
    };
    let mut next = before.clone();
    run.invoices(&mut next).await?;
    run.clients(&mut next, &tables).await?;
    run.payments(&mut next).await?;
    // All that changed is told: what remains is a precaution, and a fault of it must not make the account look down.
    if let Err(error) = run.sweep(&mut next).await {
        ninja.sweeps.forget();
        tracing::warn!(
            account = %ninja.api.account, code = error.kind().code(), operation = error.operation(),
            detail = error.detail(), "reading all invoices again failed: {error}"
        );
    }
    Ok(next)
}

impl Run<'_> {
    /// Reads all, newest first. `again` says that even what is held must be read, because its amounts mean otherwise.
    async fn cold(&self, again: bool) -> Result<Checkpoint> {
        let ninja = self.ninja;
        let again = again || (!ninja.clients.knows_all() && !self.sink.held().is_empty());
        ninja.clients.start_over(again);
        ninja.sweeps.forget();
        let mut next = Checkpoint::default();
        let mut pages = Pages::new(&ninja.api, self.call, None, BY_ID_DESCENDING);
        while let Some(answer) = pages.next().await? {
            let page = answer.page()?;
            if next.changed_at.is_none() {
                let start = safe_start(&answer, &page.rows);
                next.changed_at = Some(start);
                next.listed_at = Some(answer.asked_at);
                set(&mut next, CLIENTS, start);
                set(&mut next, PAYMENTS, start);
                set(&mut next, PAYMENTS_ASKED, answer.asked_at);
            }
            if let Some(all) = page.total {
                self.sink.expect(all);
            }
            self.take(&answer, page.rows, again).await?;
        }
        // What came while the others were listed is above the first page, and has changed since then.
        if pages.is_lacking() {
            pages.note(self.invoices(&mut next).await?);
        }
        // Something was forgotten by the vendor meanwhile, and a row may have slipped through; or the pages did not follow
        // each other. In the order of change the first page is enough.
        if pages.is_lacking() {
            let mark = next.changed_at;
            next.changed_at = Some(Timestamp::UNIX_EPOCH);
            self.invoices(&mut next).await?;
            next.changed_at = next.changed_at.min(mark);
        }
        Ok(next)
    }

    /// Takes the invoices that changed after the last change that was seen, and gives the ids of all that were on its
    /// pages.
    async fn invoices(&self, next: &mut Checkpoint) -> Result<HashSet<NativeId>> {
        let since = next.changed_at.unwrap_or(Timestamp::UNIX_EPOCH);
        let mut feed = Feed::new(&self.ninja.api, self.call, List::Invoices, since);
        let mut seen = HashSet::new();
        while let Some(answer) = feed.next().await? {
            let rows = answer.page()?.rows;
            seen.extend(rows.iter().filter_map(|row| row.id.clone()));
            self.take(&answer, rows, false).await?;
        }
        next.changed_at = Some(feed.mark());
        Ok(seen)
    }

    /// Reads the invoices of the clients that are now told in other words than the held invoices say.
    async fn clients(&self, next: &mut Checkpoint, tables: &Tables) -> Result<()> {
        let api = &self.ninja.api;
        let mut feed = Feed::new(api, self.call, List::Clients, get(next, CLIENTS));
        while let Some(answer) = feed.next().await? {
            for row in answer.page()?.rows {
                // What cannot be read here cannot be read in its invoices either, which say so themselves.
                let Ok(client) = decode::<InvoiceNinjaClient>(row.json) else {
                    continue;
                };
                let currency = tables.currency_of(Some(&client));
                let party = children::party(&client, None, tables);
                if !self.ninja.clients.is_settled(&party, currency) {
                    self.invoices_of(party, currency).await?;
                }
            }
        }
        set(next, CLIENTS, feed.mark());
        Ok(())
    }

    async fn invoices_of(&self, party: Party, currency: Option<Currency>) -> Result<()> {
        let Some(id) = party.id.clone() else {
            return Ok(());
        };
        self.ninja.clients.expect(party, currency);
        let read = async {
            let filter = Some(("client_id", id.as_str()));
            let mut pages = Pages::new(&self.ninja.api, self.call, filter, BY_ID);
            while let Some(answer) = pages.next().await? {
                let rows = answer.page()?.rows;
                self.take(&answer, rows, true).await?;
            }
            pages.check()
        };
        let outcome = read.await;
        if outcome.is_err() {
            self.ninja.clients.unsettle(&id);
        }
        outcome
    }

    /// Reads the invoices of payments that changed after they were read.
    async fn payments(&self, next: &mut Checkpoint) -> Result<()> {
        let asked = clock::now();
        let young = |at: Timestamp| asked.duration_since(at).abs() < PAYMENTS_INTERVAL;
        if young(get(next, PAYMENTS_ASKED)) && !self.call.exact {
            return Ok(());
        }
        let api = &self.ninja.api;
        let mut feed = Feed::new(api, self.call, List::Payments, get(next, PAYMENTS));
        let mut wanted = HashSet::new();
        while let Some(answer) = feed.next().await? {
            for row in answer.page()?.rows {
                let Ok(payment) = decode::<InvoiceNinjaPayment>(row.json) else {
                    continue;
                };
                let shares = payment.paymentables.into_iter().flatten();
                let paid =
                    shares.filter_map(|share| children::native_id(share.invoice_id.as_ref()));
                wanted.extend(paid.filter(|id| self.is_older(id, row.updated_at, answer.skew)));
            }
        }
        let mut wanted: Vec<NativeId> = wanted.into_iter().collect();
        wanted.sort_unstable();
        self.put_by_id(wanted).await?;
        set(next, PAYMENTS, feed.mark());
        set(next, PAYMENTS_ASKED, asked);
        Ok(())
    }

    /// Reads the pages of the sweep that are due.
    async fn sweep(&self, next: &mut Checkpoint) -> Result<()> {
        let (ninja, now) = (self.ninja, clock::now());
        let Some(mut sweep) = ninja.sweeps.take(now, next.listed_at, || self.sink.held()) else {
            return Ok(());
        };
        let mut last = false;
        while !last && sweep.page <= sweep.due(now) {
            last = self.sweep_page(&mut sweep).await?;
        }
        if !last {
            ninja.sweeps.put(sweep);
            return Ok(());
        }
        let mut missing: Vec<NativeId> = sweep.missing.into_iter().collect();
        missing.sort_unstable();
        self.put_by_id(missing).await?;
        next.listed_at = Some(sweep.began);
        Ok(())
    }

    async fn sweep_page(&self, sweep: &mut Sweep) -> Result<bool> {
        let mut pages = Pages::new(&self.ninja.api, self.call, None, BY_ID).from(sweep.page);
        let Some(answer) = pages.next().await? else {
            return Ok(true);
        };
        let page = answer.page()?;
        let goes_on = sweep.turn(&page);
        self.take(&answer, page.rows, true).await?;
        match pages.is_done() {
            false if !goes_on => Err(endless(&answer.origin)),
            is_done => Ok(is_done),
        }
    }

    /// Reads these by id. A failed call fails them all, so that nothing is taken for read that was not.
    async fn put_by_id(&self, ids: Vec<NativeId>) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let found = self.ninja.by_id(self.call, ids).await;
        let says_nothing =
            |error: &&Error| !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::BadAnswer);
        let failed = found.iter().filter_map(|(_, found)| found.as_ref().err());
        let failure = failed.into_iter().find(says_nothing).cloned();
        self.sink.put(found);
        failure.map_or(Ok(()), Err)
    }

    /// Tells the sink what a page says; unless `again`, only what it does not surely hold.
    async fn take(&self, answer: &Answer, mut rows: Vec<Row<'_>>, again: bool) -> Result<()> {
        rows.retain(|row| (again || !self.is_held(row, answer.skew)) && self.is_news(row));
        let found = self.ninja.decode(self.call, answer, rows).await?;
        if !found.is_empty() {
            self.sink.put(found);
        }
        Ok(())
    }

    /// Tells whether a row was not told in this run as it is now.
    fn is_news(&self, row: &Row<'_>) -> bool {
        let Some(id) = &row.id else {
            return false;
        };
        let mut hasher = DefaultHasher::new();
        row.json.hash(&mut hasher);
        let text = hasher.finish();
        // A panic while the lock is held leaves at worst a row to be told again: go on.
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.insert(id.clone(), text) != Some(text)
    }

    fn is_held(&self, row: &Row<'_>, skew: SignedDuration) -> bool {
        let known = row.id.as_ref().and_then(|id| self.sink.known(id));
        known.is_some_and(|known| is_settled(&known, row, skew))
    }

    /// Tells whether an invoice is held that was read before a change.
    fn is_older(&self, id: &NativeId, change: Option<Timestamp>, skew: SignedDuration) -> bool {
        let Some(known) = self.sink.known(id) else {
            return false;
        };
        change.is_none_or(|change| known.fetched_at.duration_since(change) + skew <= UNSETTLED)
    }
}

/// Tells whether what is held is surely what the vendor has.
fn is_settled(known: &Known, row: &Row<'_>, skew: SignedDuration) -> bool {
    let Some(changed_at) = row.updated_at else {
        return false;
    };
    if known.version.as_deref() != Some(changed_at.as_second().to_string().as_str()) {
        return false;
    }
    let read_after = known.fetched_at.duration_since(changed_at) + skew;
    read_after > UNSETTLED || read_after < -SLOWEST_ANSWER
}

/// A moment by the vendor's clock from which on nothing was missed when the first page was read: the latest change on
/// it, or shortly before it was asked for, whichever is later.
fn safe_start(answer: &Answer, rows: &[Row<'_>]) -> Timestamp {
    let asked = answer.asked_at_vendor();
    let before = asked.saturating_sub(CLOCKS_APART).unwrap_or(asked);
    let seen = rows.iter().filter_map(|row| row.updated_at).max();
    let seen = seen.map_or(Timestamp::UNIX_EPOCH, |seen| seen.min(asked));
    if answer.tells_time {
        seen.max(before)
    } else {
        seen
    }
}

fn get(checkpoint: &Checkpoint, mark: &str) -> Timestamp {
    let seconds = checkpoint
        .marks
        .get(mark)
        .and_then(|text| text.parse().ok());
    seconds
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

fn set(checkpoint: &mut Checkpoint, mark: &'static str, moment: Timestamp) {
    let seconds = moment.as_second().to_string();
    checkpoint.marks.insert(mark, seconds);
}
