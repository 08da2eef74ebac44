//! The contract, for both resources.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use jiff::tz::TimeZone;

use crate::{
    adapters::{
        download::Downloads,
        moneybird::{
            actions,
            answer::{Answer, Listed},
            api::Api,
            changes,
            info::BATCH,
            map::{Parties, Reading},
            resource::Resource,
        },
        step::Step,
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
pub(super) const SIDE_BY_SIDE: usize = 3;

/// One resource of one administration.
#[derive(Debug)]
pub(super) struct Moneybird {
    /// The endpoints.
    pub(super) api: Api,
    /// Where its files may come from.
    pub(super) downloads: Downloads,
    /// Where the account's days begin.
    pub(super) time_zone: TimeZone,
}

/// What became of one id.
pub(super) type Found = (NativeId, Result<Arc<Invoice>>);

#[async_trait]
impl Provider for Moneybird {
    fn info(&self) -> &'static ProviderInfo {
        self.api.resource.info()
    }

    async fn probe(&self, call: &Call) -> Result<()> {
        // What changed from now on: nothing, but of this administration and with this scope.
        let answer = self.api.updated_after(call, clock::now()).await?;
        answer.documents().map(drop)
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
        ids.iter()
            .filter(|id| is_possible(id))
            .count()
            .div_ceil(BATCH)
    }

    async fn invoices(&self, call: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
        let mut seen = HashSet::new();
        let unique = ids.iter().filter(|id| seen.insert(*id)).cloned();
        let (possible, impossible): (Vec<_>, Vec<_>) = unique.partition(is_possible);
        let parties = Parties::default();
        let mut found = match possible.as_slice() {
            [] => Vec::new(),
            [id] => vec![(id.clone(), self.one(call, id, &parties).await)],
            _ => self.in_chunks(call, possible, &parties).await,
        };
        let missing = self.api.origin("invoices").stamp(missing());
        found.extend(impossible.into_iter().map(|id| (id, Err(missing.clone()))));
        Batch::new(ids, found)
    }

    async fn find(&self, call: &Call, lookup: &Lookup) -> Result<Vec<Arc<Invoice>>> {
        if self.api.resource == Resource::External {
            let error = Error::new(
                ErrorKind::Unsupported,
                "moneybird cannot look up external invoices by number or reference",
            );
            return Err(self.api.origin("find").stamp(error));
        }
        let (Lookup::Number(value) | Lookup::Reference(value)) = lookup;
        if value.is_empty() {
            return Ok(Vec::new());
        }
        match lookup {
            // The vendor's own lookup tells one of those that share a reference, the list tells all; but these two mean
            // something in the list's filter.
            Lookup::Reference(text) if !text.contains([',', '|']) => {
                self.with_reference(call, text).await
            }
            _ => self.looked_up(call, lookup).await,
        }
    }

    async fn activity(&self, _call: &Call, _id: &NativeId) -> Result<Activity> {
        let error = Error::new(
            ErrorKind::Unsupported,
            "moneybird tells notes and events with the invoice",
        );
        Err(self.api.origin("activity").stamp(error))
    }

    fn obstacle(&self, kind: ActionKind, invoice: &Invoice) -> Option<Obstacle> {
        actions::obstacle(kind, invoice, clock::today(&self.time_zone))
    }

    fn plan(&self, action: &Action) -> Result<Vec<Planned>, Vec<Refusal>> {
        let steps = actions::steps(&self.api, clock::today(&self.time_zone), action)?;
        Ok(steps.iter().map(Step::planned).collect())
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

    fn documents(&self, _invoice: &Invoice) -> Vec<DocumentKind> {
        self.documents_of()
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

impl Moneybird {
    /// Asks for up to a hundred ids: one result for each.
    pub(super) async fn chunk(
        &self,
        call: &Call,
        ids: &[NativeId],
        parties: &Parties,
    ) -> Result<Vec<Found>> {
        let answer = self.api.by_ids(call, ids).await?;
        let mut missing = answer.stamp(missing());
        let mut found = HashMap::new();
        for document in answer.documents()? {
            match Listed::read(document) {
                Some(listed) => {
                    found.insert(listed.id, self.decode(&answer, document, parties));
                }
                // Whose it is cannot be told, so none of those left over counts as gone.
                None => missing = answer.not_understood("a document without a readable id"),
            }
        }
        let result = |id: &NativeId| found.remove(id).unwrap_or_else(|| Err(missing.clone()));
        let results: Vec<_> = ids.iter().map(result).collect();
        Ok(ids.iter().cloned().zip(results).collect())
    }

    /// Reads one document of an answer.
    pub(super) fn decode(
        &self,
        answer: &Answer,
        document: &str,
        parties: &Parties,
    ) -> Result<Arc<Invoice>> {
        let reading = Reading::new(&self.time_zone, answer.asked_at, parties);
        self.api
            .resource
            .decode(document, &reading)
            .map(Arc::new)
            .map_err(|error| answer.stamp(error))
    }

    async fn one(&self, call: &Call, id: &NativeId, parties: &Parties) -> Result<Arc<Invoice>> {
        let answer = self.api.get(call, id).await?;
        let invoice = self.decode(&answer, answer.document()?, parties)?;
        if invoice.id == *id {
            return Ok(invoice);
        }
        Err(answer.not_understood("another invoice than the one asked for"))
    }

    async fn looked_up(&self, call: &Call, lookup: &Lookup) -> Result<Vec<Arc<Invoice>>> {
        let Some(answer) = self.api.find_by(call, lookup).await? else {
            return Ok(Vec::new());
        };
        let invoice = self.decode(&answer, answer.document()?, &Parties::default())?;
        Ok(vec![invoice])
    }

    async fn with_reference(&self, call: &Call, reference: &str) -> Result<Vec<Arc<Invoice>>> {
        let answer = self.api.with_reference(call, reference).await?;
        let parties = Parties::default();
        let mut found = Vec::new();
        for document in answer.documents()? {
            let invoice = self.decode(&answer, document, &parties)?;
            if invoice.reference.as_deref() == Some(reference) {
                found.push(invoice);
            }
        }
        Ok(found)
    }

    async fn in_chunks(&self, call: &Call, ids: Vec<NativeId>, parties: &Parties) -> Vec<Found> {
        let chunks: Vec<Vec<NativeId>> = ids.chunks(BATCH).map(<[_]>::to_vec).collect();
        let answers = stream::iter(chunks)
            .map(|ids| async move {
                match self.chunk(call, &ids, parties).await {
                    Ok(found) => found,
                    Err(error) => ids.into_iter().map(|id| (id, Err(error.clone()))).collect(),
                }
            })
            .buffer_unordered(SIDE_BY_SIDE);
        answers
            .collect::<Vec<_>>()
            .await
            .into_iter()
            .flatten()
            .collect()
    }
}

fn missing() -> Error {
    Error::new(ErrorKind::NotFound, "moneybird has no such invoice")
}

/// Tells whether the vendor can have given such an id, a number of 64 bits as it is usually written; others are not asked
/// for.
fn is_possible(id: &NativeId) -> bool {
    let number = id.as_str().parse::<u64>();
    number.is_ok_and(|number| number.to_string() == id.as_str())
}
