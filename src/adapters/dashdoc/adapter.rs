//! The contract.

use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use jiff::tz::TimeZone;

use crate::{
    adapters::{
        dashdoc::{
            DASHDOC, actions,
            api::{Api, Envelope, Narrowed},
            changes, decode_invoice, files,
            map::uid_of,
        },
        download::Downloads,
        endpoint::Answer,
        step::Step,
        sweep::{ById, Page, Pages},
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

/// How many calls of one operation are under way at once.
const SIDE_BY_SIDE: usize = 3;
/// Where the dashes of an id are.
const DASHES: [usize; 4] = [8, 13, 18, 23];
/// How long an id is.
const UID: usize = 36;

/// One account.
#[derive(Debug)]
pub(super) struct Dashdoc {
    /// The endpoints.
    pub(super) api: Api,
    /// Where its files may come from.
    pub(super) downloads: Downloads,
    /// Where the account's days begin.
    pub(super) time_zone: TimeZone,
}

/// The list of invoices, or what it is narrowed to.
pub(super) struct List<'a> {
    /// Whose list.
    pub(super) dashdoc: &'a Dashdoc,
    /// What it is narrowed to.
    pub(super) narrowed: Narrowed,
}

#[async_trait]
impl Provider for Dashdoc {
    fn info(&self) -> &'static ProviderInfo {
        &DASHDOC
    }

    async fn probe(&self, call: &Call) -> Result<()> {
        // What became final from now on: nothing, where a whole page would come without a limit.
        let narrowed = Narrowed {
            finalized_since: Some(clock::now()),
        };
        match self.api.list(call, 1, narrowed).await? {
            Some(answer) => answer.read::<Envelope<'_>>().map(drop),
            None => Ok(()),
        }
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
        ids.iter().filter(|id| is_possible(id)).count()
    }

    async fn invoices(&self, call: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
        self.by_id(call, ids).await
    }

    async fn find(&self, _call: &Call, _lookup: &Lookup) -> Result<Vec<Arc<Invoice>>> {
        let message = "dashdoc cannot look up an invoice by number or reference";
        let error = Error::new(ErrorKind::Unsupported, message);
        Err(self.api.endpoint.stamp("find", error))
    }

    async fn activity(&self, _call: &Call, _id: &NativeId) -> Result<Activity> {
        let message = "dashdoc tells no notes and no events";
        let error = Error::new(ErrorKind::Unsupported, message);
        Err(self.api.endpoint.stamp("activity", error))
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
        let step = actions::step(action, clock::today(&self.time_zone))?;
        Ok(vec![Step::planned(&step)])
    }

    async fn perform(&self, call: &Call, action: &Action) -> Receipt {
        actions::perform(self, call, action).await
    }

    fn traces(&self, action: &Action) -> Vec<String> {
        actions::traces(action, clock::now())
    }

    fn evidence(
        &self,
        action: &Action,
        traces: &[String],
        now: &Invoice,
        _activity: Option<&Activity>,
    ) -> Evidence {
        actions::evidence(action, traces, now)
    }
}

#[async_trait]
impl ById for Dashdoc {
    async fn by_id(&self, call: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
        let mut seen = HashSet::new();
        let unique: Vec<NativeId> = ids.iter().filter(|id| seen.insert(*id)).cloned().collect();
        let found = stream::iter(unique)
            .map(|id| async move {
                let result = self.one(call, &id).await;
                (id, result)
            })
            .buffer_unordered(SIDE_BY_SIDE);
        Batch::new(ids, found.collect::<Vec<_>>().await)
    }
}

#[async_trait]
impl Pages for List<'_> {
    fn start(&self) -> usize {
        1
    }

    fn is_narrowed(&self) -> bool {
        self.narrowed.finalized_since.is_some()
    }

    async fn page(&self, call: &Call, at: usize) -> Result<Option<Page>> {
        let api = &self.dashdoc.api;
        let Some(answer) = api.list(call, at, self.narrowed).await? else {
            return Ok(None);
        };
        let envelope: super::api::Envelope<'_> = answer.read()?;
        let mut rows = Vec::with_capacity(envelope.results.len());
        for document in &envelope.results {
            let uid =
                uid_of(document.get()).ok_or_else(|| answer.not_understood("a uid is missing"))?;
            rows.push((uid, self.dashdoc.decode(&answer, document.get())));
        }
        Ok(Some(Page {
            rows,
            asked_at: answer.asked_at,
            overlap: 0,
            total: envelope.count.and_then(|count| count.try_into().ok()),
            next: envelope.next_page(at),
        }))
    }

    fn stamp(&self, error: Error) -> Error {
        self.dashdoc.api.endpoint.stamp("listInvoices", error)
    }
}

impl Dashdoc {
    /// Asks for one by id.
    pub(super) async fn one(&self, call: &Call, id: &NativeId) -> Result<Arc<Invoice>> {
        if !is_possible(id) {
            let error = Error::new(ErrorKind::NotFound, "dashdoc has no such invoice");
            return Err(self.api.endpoint.stamp("getInvoice", error));
        }
        let answer = self.api.get(call, id).await?;
        let invoice = self.decode(&answer, answer.text()?)?;
        if invoice.id == *id {
            return Ok(invoice);
        }
        Err(answer.not_understood("another invoice than the one asked for"))
    }

    /// Reads one document of an answer.
    pub(super) fn decode(&self, answer: &Answer<'_>, document: &str) -> Result<Arc<Invoice>> {
        decode_invoice(document, &self.time_zone, answer.asked_at)
            .map(Arc::new)
            .map_err(|error| answer.stamp(error))
    }
}

/// Tells whether the vendor can have given such an id, a UUID as it writes them. Others are not asked for: a word such as
/// `items` is the address of something else.
pub(super) fn is_possible(id: &NativeId) -> bool {
    let text = id.as_str().as_bytes();
    let fits = |(place, byte): (usize, &u8)| match DASHES.contains(&place) {
        true => *byte == b'-',
        false => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == UID && text.iter().enumerate().all(fits)
}
