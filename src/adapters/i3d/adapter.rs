//! The contract.

use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    adapters::{
        download::Downloads,
        endpoint::Answer,
        i3d::{
            I3D,
            api::{self, Api, Kind, PAGE},
            changes,
            map::{decode_details, decode_listed, id_of},
            rows::Rows,
        },
        sweep::{ById, Page, Pages},
    },
    domain::{Activity, Invoice, NativeId},
    error::{Error, ErrorKind, Result},
    native::fingerprint,
    provider::{
        Batch, Call, Checkpoint, DocumentKind, FileContent, FileWanted, Lookup, Provider,
        ProviderInfo, Sink,
    },
};

/// How many calls of one operation are under way at once.
const SIDE_BY_SIDE: usize = 3;
/// How many rows two pages have in common: when they have more or fewer, rows moved in between.
const OVERLAP: usize = 1;
/// Most digits of an id: what 64 bits hold.
const MAX_DIGITS: usize = 19;
/// How many pages are searched for the rows of invoices that were asked by id before the list was read.
const SEARCHED_PAGES: usize = 10;

/// One account.
#[derive(Debug)]
pub(super) struct I3d {
    /// The endpoints.
    pub(super) api: Api,
    /// Where its files may come from.
    pub(super) downloads: Downloads,
    /// Where the account's days begin.
    pub(super) time_zone: TimeZone,
    /// What the list told last.
    pub(super) rows: Rows,
}

/// A list of the vendor.
pub(super) struct List<'a> {
    /// Whose list.
    pub(super) i3d: &'a I3d,
    /// Which one.
    pub(super) kind: Kind,
}

/// The details of an invoice, as their text.
struct Details {
    id: NativeId,
    json: String,
    asked_at: Timestamp,
}

#[async_trait]
impl Provider for I3d {
    fn info(&self) -> &'static ProviderInfo {
        &I3D
    }

    async fn probe(&self, call: &Call) -> Result<()> {
        let answer = self.api.list(call, Kind::Unpaid, 0, 1).await?;
        api::rows(&answer).map(drop)
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
        let possible = || ids.iter().filter(|id| is_possible(id));
        let is_listed = possible().all(|id| self.rows.row(id).is_some());
        possible().count() + if is_listed { 0 } else { SEARCHED_PAGES }
    }

    fn calls_to_find(&self) -> usize {
        1 + SEARCHED_PAGES
    }

    async fn invoices(&self, call: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
        self.by_id(call, ids).await
    }

    async fn find(&self, call: &Call, lookup: &Lookup) -> Result<Vec<Arc<Invoice>>> {
        let Lookup::Number(number) = lookup else {
            let message = "i3d.net cannot look up an invoice by reference";
            let error = Error::new(ErrorKind::Unsupported, message);
            return Err(self.api.endpoint.stamp("find", error));
        };
        // As a piece of the path these would be the address of something else.
        if matches!(number.as_str(), "" | "." | "..") {
            return Ok(Vec::new());
        }
        let found = async { details(&self.api.by_number(call, number).await?) };
        match found.await {
            Ok(found) => {
                let ids = HashSet::from([found.id.clone()]);
                self.search_rows(call, ids).await;
                Ok(vec![self.put_together(&found)?])
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    async fn activity(&self, _call: &Call, _id: &NativeId) -> Result<Activity> {
        let message = "i3d.net tells no notes and no events";
        let error = Error::new(ErrorKind::Unsupported, message);
        Err(self.api.endpoint.stamp("activity", error))
    }

    fn documents(&self, _invoice: &Invoice) -> Vec<DocumentKind> {
        vec![DocumentKind::Pdf]
    }

    async fn file(
        &self,
        call: &Call,
        invoice: &Invoice,
        wanted: &FileWanted,
    ) -> Result<FileContent> {
        self.open_file(call, invoice, wanted).await
    }
}

#[async_trait]
impl ById for I3d {
    async fn by_id(&self, call: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
        let mut seen = HashSet::new();
        let unique: Vec<NativeId> = ids.iter().filter(|id| seen.insert(*id)).cloned().collect();
        let answers = stream::iter(unique)
            .map(|id| async move {
                let details = self.details(call, &id).await;
                (id, details)
            })
            .buffer_unordered(SIDE_BY_SIDE);
        let answers: Vec<_> = answers.collect().await;
        let there = answers.iter().filter(|(_, details)| details.is_ok());
        let there = there.map(|(id, _)| id.clone()).collect();
        self.search_rows(call, there).await;
        let invoice = |(id, details): (NativeId, Result<Details>)| {
            let invoice = details.and_then(|details| self.put_together(&details));
            (id, invoice)
        };
        Batch::new(ids, answers.into_iter().map(invoice).collect::<Vec<_>>())
    }
}

#[async_trait]
impl Pages for List<'_> {
    fn start(&self) -> usize {
        0
    }

    async fn page(&self, call: &Call, at: usize) -> Result<Option<Page>> {
        let answer = self.i3d.api.list(call, self.kind, at, PAGE).await?;
        let mut rows = Vec::new();
        for row in api::rows(&answer)? {
            let id = id_of(row).ok_or_else(|| answer.not_understood("an id is missing"))?;
            rows.push((id.clone(), self.i3d.listed(&answer, &id, row)));
        }
        Ok(Some(Page {
            // With more than was asked for, the range was ignored: then these are all.
            next: (rows.len() == PAGE).then_some(at + PAGE - OVERLAP),
            rows,
            asked_at: answer.asked_at,
            overlap: if at == 0 { 0 } else { OVERLAP },
            total: None,
        }))
    }

    fn stamp(&self, error: Error) -> Error {
        let operation = self.kind.operation();
        self.i3d.api.endpoint.stamp(operation, error)
    }
}

impl I3d {
    fn listed(&self, answer: &Answer<'_>, id: &NativeId, row: &str) -> Result<Arc<Invoice>> {
        let decode = || decode_listed(row, &self.time_zone, answer.asked_at);
        fingerprint(row)
            .and_then(|print| self.rows.listed(id, print, answer.asked_at, decode))
            .map_err(|error| answer.stamp(error))
    }

    async fn details(&self, call: &Call, id: &NativeId) -> Result<Details> {
        if !is_possible(id) {
            let error = Error::new(ErrorKind::NotFound, "i3d.net has no such invoice");
            return Err(self.api.endpoint.stamp("getAccountInvoice", error));
        }
        let found = async {
            let answer = self.api.details(call, id).await?;
            let found = details(&answer)?;
            if found.id != *id {
                return Err(answer.not_understood("another invoice than the one asked for"));
            }
            Ok(found)
        };
        let found = found.await;
        if found
            .as_ref()
            .is_err_and(|error| error.kind() == ErrorKind::NotFound)
        {
            self.rows.forget(id);
        }
        found
    }

    /// Puts an invoice together of its details and the row that the list told last.
    fn put_together(&self, details: &Details) -> Result<Arc<Invoice>> {
        let row = self.rows.row(&details.id);
        let (json, asked_at) = (&details.json, details.asked_at);
        let invoice = decode_details(json, row.as_deref(), &self.time_zone, asked_at);
        let invoice = invoice.map_err(|error| {
            let operation = "getAccountInvoice";
            self.api.endpoint.stamp(operation, error)
        })?;
        let invoice = Arc::new(invoice);
        self.rows.whole(&invoice);
        Ok(invoice)
    }

    /// Reads the first pages of the list for the rows that are not known yet. What is not found there, and what cannot be
    /// read now, is left out: the next refresh tells it.
    async fn search_rows(&self, call: &Call, mut ids: HashSet<NativeId>) {
        ids.retain(|id| self.rows.row(id).is_none());
        let list = List {
            i3d: self,
            kind: Kind::All,
        };
        let mut at = list.start();
        for _ in 0..SEARCHED_PAGES {
            if ids.is_empty() {
                return;
            }
            let Ok(Some(page)) = list.page(call, at).await else {
                return;
            };
            for (id, _) in &page.rows {
                ids.remove(id);
            }
            match page.next {
                Some(next) => at = next,
                None => return,
            }
        }
    }
}

/// Tells whether the vendor can have given such an id: a whole number, written as it writes them. Others are not asked for:
/// read as the number that it is, `007` would bring another invoice than the one asked for.
fn is_possible(id: &NativeId) -> bool {
    let text = id.as_str().as_bytes();
    (1..=MAX_DIGITS).contains(&text.len()) && text.iter().all(u8::is_ascii_digit) && text[0] != b'0'
}

fn details(answer: &Answer<'_>) -> Result<Details> {
    let json = api::document(answer)?;
    let id = id_of(json).ok_or_else(|| answer.not_understood("an id is missing"))?;
    Ok(Details {
        id,
        json: json.to_owned(),
        asked_at: answer.asked_at,
    })
}
