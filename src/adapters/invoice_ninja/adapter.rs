//! The contract.

use std::{
    collections::{HashMap, HashSet},
    ops::RangeInclusive,
    sync::Arc,
};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use jiff::tz::TimeZone;

use crate::{
    adapters::{
        download::Downloads,
        invoice_ninja::{
            actions,
            activity::activity,
            answer::{Answer, Row},
            api::{Api, BY_ID},
            changes,
            clients::Clients,
            company::{Company, Tables},
            files,
            info::INFO,
            map::{self, Reading},
            sweep::{Pages, Sweeps},
        },
    },
    clock,
    domain::{Activity, Invoice, NativeId},
    error::{Error, ErrorKind, Result},
    provider::{
        Batch, Call, Checkpoint, DocumentKind, FileContent, FileWanted, Lookup, Provider,
        ProviderInfo, Sink,
        action::{Action, ActionKind, Evidence, Obstacle, Planned, Receipt, Refusal},
    },
};

/// How long ids are: the vendor makes them ten characters long at least, and the longest number of a database takes
/// thirteen, so that these are more than enough.
const ID_LENGTHS: RangeInclusive<usize> = 10..=32;
/// How many calls of one operation are under way at once.
pub(super) const SIDE_BY_SIDE: usize = 8;

/// The invoices of one company.
#[derive(Debug)]
pub(super) struct InvoiceNinja {
    /// The endpoints.
    pub(super) api: Api,
    /// Where its files may come from.
    pub(super) downloads: Downloads,
    /// Where the account's days begin.
    pub(super) time_zone: TimeZone,
    /// What the documents refer to by numbers.
    pub(super) company: Company,
    /// The clients as the held invoices name them.
    pub(super) clients: Clients,
    /// How far the reading of everything again has come.
    pub(super) sweeps: Sweeps,
}

/// What became of one id.
pub(super) type Found = (NativeId, Result<Arc<Invoice>>);

#[async_trait]
impl Provider for InvoiceNinja {
    fn info(&self) -> &'static ProviderInfo {
        &INFO
    }

    async fn probe(&self, call: &Call) -> Result<()> {
        self.api.ping(call).await
    }

    async fn changes(
        &self,
        call: &Call,
        checkpoint: Option<&Checkpoint>,
        sink: &dyn Sink,
    ) -> Result<Checkpoint> {
        changes::changes(self, call, checkpoint, sink).await
    }

    fn calls_for(&self, ids: &[NativeId]) -> usize {
        match ids.iter().filter(|id| is_possible(id)).count() {
            0 => 0,
            some => some + self.company.calls(),
        }
    }

    fn calls_to_find(&self) -> usize {
        1 + self.company.calls()
    }

    async fn invoices(&self, call: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
        let mut seen = HashSet::new();
        let unique = ids.iter().filter(|id| seen.insert(*id)).cloned();
        let (possible, impossible): (Vec<_>, Vec<_>) = unique.partition(is_possible);
        let mut found = self.by_id(call, possible).await;
        let missing = self.api.origin("getInvoice").stamp(missing());
        found.extend(impossible.into_iter().map(|id| (id, Err(missing.clone()))));
        Batch::new(ids, found)
    }

    async fn find(&self, call: &Call, lookup: &Lookup) -> Result<Vec<Arc<Invoice>>> {
        // The vendor has an exact filter for the number. For the reference it has a search that finds it anywhere in
        // several texts, so that what it finds holds all that are wanted. That is a pattern of the database, where a
        // backslash does not stand for itself, but an underscore for any letter.
        let (filter, value, pattern) = match lookup {
            Lookup::Number(number) => ("number", number, number.clone()),
            Lookup::Reference(text) => ("filter", text, text.replace('\\', "_")),
        };
        // A filter without a value is none: everything would come.
        if value.trim().is_empty() {
            return Ok(Vec::new());
        }
        let mut pages = Pages::new(&self.api, call, Some((filter, &pattern)), BY_ID);
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        while let Some(answer) = pages.next().await? {
            for (id, invoice) in self.decode(call, &answer, answer.page()?.rows).await? {
                let invoice = invoice?;
                let has = match lookup {
                    Lookup::Number(_) => &invoice.number,
                    Lookup::Reference(_) => &invoice.reference,
                };
                if has.as_deref() == Some(value) && seen.insert(id) {
                    found.push(invoice);
                }
            }
        }
        pages.check()?;
        Ok(found)
    }

    async fn activity(&self, call: &Call, id: &NativeId) -> Result<Activity> {
        if !is_possible(id) {
            return Err(self.api.origin("getEntityActivities").stamp(missing()));
        }
        let answer = self.api.activities(call, id).await?;
        activity(answer.text()?).map_err(|error| answer.stamp(error))
    }

    fn documents(&self, invoice: &Invoice) -> Vec<DocumentKind> {
        files::documents_of(invoice)
    }

    async fn file(
        &self,
        call: &Call,
        invoice: &Invoice,
        wanted: &FileWanted,
    ) -> Result<FileContent> {
        self.open_file(call, invoice, wanted).await
    }

    fn obstacle(&self, kind: ActionKind, invoice: &Invoice) -> Option<Obstacle> {
        actions::obstacle(kind, invoice)
    }

    fn plan(&self, action: &Action) -> Result<Vec<Planned>, Vec<Refusal>> {
        Ok(vec![actions::step(action)?.planned()])
    }

    async fn perform(&self, call: &Call, action: &Action) -> Receipt {
        actions::perform(self, call, action).await
    }

    fn traces(&self, action: &Action) -> Vec<String> {
        actions::traces(action, clock::now(), &self.time_zone)
    }

    fn evidence(
        &self,
        action: &Action,
        traces: &[String],
        now: &Invoice,
        activity: Option<&Activity>,
    ) -> Evidence {
        actions::evidence(action, traces, now, activity)
    }
}

impl InvoiceNinja {
    /// Reads the documents of an answer: each once, the latest where it comes twice. One without a readable id is left
    /// out, as nobody can tell whose it is.
    pub(super) async fn decode(
        &self,
        call: &Call,
        answer: &Answer,
        rows: Vec<Row<'_>>,
    ) -> Result<Vec<Found>> {
        let rows = each_once(rows);
        let tables = self.company.tables(&self.api, call).await?;
        let found = self.read(answer, &rows, &tables);
        if !tables.is_lacking() {
            return Ok(found);
        }
        match self.company.renewed(&self.api, call).await? {
            Some(tables) => Ok(self.read(answer, &rows, &tables)),
            None => Ok(found),
        }
    }

    /// Reads these ids, a call each.
    pub(super) async fn by_id(&self, call: &Call, ids: Vec<NativeId>) -> Vec<Found> {
        stream::iter(ids)
            .map(|id| async move {
                let invoice = self.one(call, &id).await;
                (id, invoice)
            })
            .buffer_unordered(SIDE_BY_SIDE)
            .collect()
            .await
    }

    async fn one(&self, call: &Call, id: &NativeId) -> Result<Arc<Invoice>> {
        let answer = self.api.invoice(call, id).await?;
        let row = Row {
            json: answer.item()?,
            id: Some(id.clone()),
            updated_at: None,
        };
        let mut found = self.decode(call, &answer, vec![row]).await?;
        let (_, invoice) = found.pop().expect("one row was given");
        let invoice = invoice?;
        if invoice.id == *id {
            return Ok(invoice);
        }
        Err(answer.not_understood("another invoice than the one asked for"))
    }

    fn read(&self, answer: &Answer, rows: &[Row<'_>], tables: &Tables) -> Vec<Found> {
        let reading = Reading {
            time_zone: &self.time_zone,
            fetched_at: answer.asked_at,
            tables,
            clients: &self.clients,
        };
        let read = |row: &Row<'_>| {
            let invoice = map::invoice(row.json, &reading);
            let invoice = invoice.map(Arc::new).map_err(|error| answer.stamp(error));
            Some((row.id.clone()?, invoice))
        };
        rows.iter().filter_map(read).collect()
    }
}

/// Keeps each row once, at its first place: a list that moves may tell it twice, and the latest counts.
fn each_once(rows: Vec<Row<'_>>) -> Vec<Row<'_>> {
    let mut places: HashMap<NativeId, usize> = HashMap::with_capacity(rows.len());
    let mut kept: Vec<Row<'_>> = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(id) = row.id.clone() else {
            continue;
        };
        match places.get(&id) {
            Some(place) if kept[*place].updated_at > row.updated_at => {}
            Some(place) => kept[*place] = row,
            None => {
                places.insert(id, kept.len());
                kept.push(row);
            }
        }
    }
    kept
}

fn missing() -> Error {
    Error::new(ErrorKind::NotFound, "invoice ninja has no such invoice")
}

/// Tells whether the vendor can have given such an id; others are not asked for. One of digits alone would be taken for
/// a number of its database, and a shorter one can be another address, such as `create`.
pub(super) fn is_possible(id: &NativeId) -> bool {
    let id = id.as_str().as_bytes();
    ID_LENGTHS.contains(&id.len())
        && id.iter().all(u8::is_ascii_alphanumeric)
        && id.iter().any(u8::is_ascii_alphabetic)
}
