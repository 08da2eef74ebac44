//! The invoices that a wish is of, as they stand now.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    act::{judge, present::Settled, send::Fate, spend, wish::Wish},
    domain::{Invoice, NativeId},
    error::{Error, ErrorKind, Result},
    provider::{
        Call,
        action::{Refusal, What},
    },
    snapshot::Entry,
};

/// The invoices of a wish, each once.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// Those that it can be done with, in order.
    pub(super) ready: Vec<Arc<Invoice>>,
    /// Why it cannot be done with the others.
    pub(super) refused: HashMap<NativeId, Vec<Refusal>>,
    /// Those of them that could not be read, and why.
    unread: HashMap<NativeId, Error>,
    /// All that could be read.
    pub(super) entries: HashMap<NativeId, Entry>,
}

/// Reads them and judges their state. Held ones are believed when they allow the action, and read again before it is
/// refused: an old state must not stand in anybody's way. Actions that depend on more than that have all of them read.
///
/// # Errors
/// That reading them takes more calls than are left; nothing was read then.
pub(super) async fn load(wish: &Wish, call: &Call) -> Result<Targets, Vec<Refusal>> {
    let (held, rest) = held(wish, wants_fresh(wish));
    spend::on_reading(wish, &rest)?;
    Ok(Targets::read(wish, call, held, &rest).await)
}

/// Reads all of them as they are now, after something was sent, and judges their state.
pub(super) async fn load_again(wish: &Wish, call: &Call) -> Targets {
    let (held, rest) = held(wish, true);
    Targets::read(wish, call, held, &rest).await
}

/// What is held and will do, and what must be read.
fn held(wish: &Wish, fresh: bool) -> (HashMap<NativeId, Result<Entry>>, Vec<NativeId>) {
    let (mut found, mut rest) = (HashMap::new(), Vec::new());
    for id in &wish.targets {
        if found.contains_key(id) || rest.contains(id) {
            continue;
        }
        match wish.account.held(id).filter(|_| !fresh) {
            Some(entry) if !entry.invoice.partial && refusals(wish, &entry).is_empty() => {
                found.insert(id.clone(), Ok(entry));
            }
            _ => rest.push(id.clone()),
        }
    }
    (found, rest)
}

/// Whether only the present state will do: it is compared with what is found after the action, or decides what is done.
fn wants_fresh(wish: &Wish) -> bool {
    let acts_on_state = match &wish.what {
        // Whether these were done is told by marks that others may have set since the invoice was last read.
        What::SendInvoice(_) | What::SendReminders(_) => true,
        What::MarkPaid(_) | What::CloneInvoice => true,
        What::RefundPayment(refund) => refund.amount.is_none(),
        _ => false,
    };
    acts_on_state || wish.key.is_some() || wish.expected_version.is_some()
}

impl Targets {
    async fn read(
        wish: &Wish,
        call: &Call,
        mut found: HashMap<NativeId, Result<Entry>>,
        rest: &[NativeId],
    ) -> Self {
        found.extend(wish.account.reread(call, rest).await);
        let mut targets = Self::default();
        let mut seen = HashSet::new();
        for id in wish.targets.iter().filter(|id| seen.insert(*id)) {
            targets.take(wish, id.clone(), found.remove(id));
        }
        targets
    }

    /// Those that it can be done with and that are still to be sent: nothing is known of them, or that it was not done.
    pub(super) fn to_send(&self, settled: &Settled) -> Vec<Arc<Invoice>> {
        let is_open = |id| matches!(settled.fates.get(id), None | Some(Fate::Undone(_)));
        let ready = self.ready.iter().filter(|invoice| is_open(&invoice.id));
        ready.cloned().collect()
    }

    /// Why it cannot be done with this one: it is not there, or its state forbids it. What could not be read for another
    /// reason has none.
    pub(super) fn obstacles(&self, id: &NativeId) -> Option<&[Refusal]> {
        let is_judged = self.unread(id).is_none();
        self.refused
            .get(id)
            .filter(|_| is_judged)
            .map(Vec::as_slice)
    }

    /// Why this one, which may well be there, could not be read.
    pub(super) fn unread(&self, id: &NativeId) -> Option<&Error> {
        let error = self.unread.get(id);
        error.filter(|error| error.kind() != ErrorKind::NotFound)
    }

    fn take(&mut self, wish: &Wish, id: NativeId, found: Option<Result<Entry>>) {
        let nowhere = || {
            let message = "the provider has no such invoice";
            Err(Error::new(ErrorKind::NotFound, message))
        };
        let refused = match found.unwrap_or_else(nowhere) {
            Err(error) => {
                self.unread.insert(id.clone(), error.clone());
                vec![Refusal::from(error)]
            }
            Ok(entry) => {
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
