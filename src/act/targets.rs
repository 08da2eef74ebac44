//! The invoices that a wish is of, as they stand now.

use std::{collections::HashMap, sync::Arc};

use crate::{
    act::{judge, present::Settled, send::Fate, wish::Wish},
    domain::{Invoice, NativeId},
    error::{ErrorKind, Result},
    provider::{Call, action::Refusal},
    snapshot::Entry,
};

/// The invoices of a wish, each once.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// Those that it can be done with, in order.
    pub(super) ready: Vec<Arc<Invoice>>,
    /// Why it cannot be done with the others.
    pub(super) refused: HashMap<NativeId, Vec<Refusal>>,
    /// All that could be read.
    pub(super) entries: HashMap<NativeId, Entry>,
}

/// Reads them and judges their state. Held ones are believed when they allow the action, and read again before it is
/// refused: an old state must not stand in anybody's way. `fresh` wants them as they are at the provider now.
pub(super) async fn load(wish: &Wish, call: &Call, fresh: bool) -> Targets {
    let mut targets = Targets::default();
    let mut wanted: Vec<NativeId> = Vec::new();
    for id in &wish.targets {
        if !wanted.contains(id) {
            wanted.push(id.clone());
        }
    }
    let fresh = fresh || wish.expected_version.is_some();
    let (mut found, mut rest) = (HashMap::new(), Vec::new());
    for id in &wanted {
        match wish.account.held(id).filter(|_| !fresh) {
            Some(entry) if !entry.invoice.partial && refusals(wish, &entry).is_empty() => {
                found.insert(id.clone(), Ok(entry));
            }
            _ => rest.push(id.clone()),
        }
    }
    found.extend(wish.account.reread(call, &rest).await);
    for id in wanted {
        targets.take(wish, id.clone(), found.remove(&id));
    }
    targets
}

impl Targets {
    /// All that could be read, in whatever state.
    pub(super) fn all(&self) -> Vec<Arc<Invoice>> {
        let entries = self.entries.values();
        entries.map(|entry| Arc::clone(&entry.invoice)).collect()
    }

    /// Those that it can be done with and that are not settled.
    pub(super) fn without(&self, settled: &Settled) -> Vec<Arc<Invoice>> {
        let is_undone = |id| matches!(settled.fates.get(id), Some(Fate::Undone(_)));
        let ready = self.ready.iter().filter(|invoice| is_undone(&invoice.id));
        ready.cloned().collect()
    }

    fn take(&mut self, wish: &Wish, id: NativeId, found: Option<Result<Entry>>) {
        let refused = match found {
            None => vec![Refusal::new(
                ErrorKind::NotFound,
                "the provider has no such invoice",
            )],
            Some(Err(error)) => vec![Refusal::from(error)],
            Some(Ok(entry)) => {
                let refused = refusals(wish, &entry);
                if refused.is_empty() {
                    self.ready.push(Arc::clone(&entry.invoice));
                }
                self.entries.insert(id.clone(), entry);
                refused
            }
        };
        if !refused.is_empty() {
            let field = if wish.kind().is_for_many() {
                wish.targets
                    .iter()
                    .position(|target| *target == id)
                    .map_or_else(String::new, |place| format!("invoiceIds.{place}"))
            } else {
                "invoiceId".to_owned()
            };
            let placed = refused.into_iter().map(|refusal| {
                if refusal.field.is_empty() {
                    refusal.at(&field)
                } else {
                    refusal
                }
            });
            self.refused.insert(id, placed.collect());
        }
    }
}

fn refusals(wish: &Wish, entry: &Entry) -> Vec<Refusal> {
    if let Some(expected) = &wish.expected_version
        && entry.invoice.version.as_deref() != Some(expected.as_str())
    {
        return vec![
            Refusal::new(
                ErrorKind::Conflict,
                "the invoice has changed since this version: read it again",
            )
            .at("expectedVersion"),
        ];
    }
    let obstacle = judge::obstacle(&wish.account, wish.kind(), &entry.invoice);
    obstacle.iter().map(judge::refusal).collect()
}
