//! What a write leaves behind: the one who wrote reads it at once, and no refresh that was under way brings the old back.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::time::Instant;

use crate::{
    clock,
    domain::{Invoice, NativeId},
    error::{Error, ErrorKind, Result},
    provider::{Call, Provider},
    snapshot::{
        account::{Account, Snapshot},
        fetch::Entry,
        state::{Freshness, ResultState},
    },
    tally::{self, Source},
};

impl Account {
    /// Takes invoices as the answer to a write showed them. They count as read now: whatever was asked for before the
    /// answer came may be older than the write. But the answer was made earlier than it came, and somebody else may have
    /// changed them between: the next refresh reads them again, whatever their version says.
    pub async fn take_written(self: &Arc<Self>, invoices: Vec<Arc<Invoice>>) -> Vec<Entry> {
        let now = clock::now();
        let snapshot = self.snapshot();
        let written: Vec<Arc<Invoice>> = invoices
            .into_iter()
            .map(|mut invoice| {
                Arc::make_mut(&mut invoice).fetched_at = now;
                invoice
            })
            .collect();
        for invoice in &written {
            snapshot.buried.invalidate(&invoice.id);
        }
        let answers = written.iter();
        snapshot.take_in(
            self,
            answers
                .map(|invoice| (invoice.id.clone(), Ok(Arc::clone(invoice))))
                .collect(),
        );
        let ids: Vec<NativeId> = written.iter().map(|invoice| invoice.id.clone()).collect();
        snapshot.books_mut().suspect(&ids, now);
        self.forget_answers(&ids).await;
        written
            .into_iter()
            .map(|invoice| Entry {
                account: Arc::clone(self),
                fetched_at: now,
                invoice,
                stale: false,
            })
            .collect()
    }

    /// Says that invoices may change until a moment, by what was sent and not answered: they are shown as they are held,
    /// and every refresh reads them again, up to one after that moment. It asks nobody now.
    pub fn suspect_until(&self, ids: &[NativeId], until: Timestamp) {
        let snapshot = self.snapshot();
        snapshot.books_mut().suspect_until(ids, clock::now(), until);
    }

    /// Forgets invoices that a write deleted, so that no answer which was under way brings them back.
    pub async fn bury(&self, ids: &[NativeId]) {
        let snapshot = self.snapshot();
        snapshot.bury(ids, clock::now());
        self.forget_answers(ids).await;
    }

    /// Reads invoices that a write changed, by a call of its own: one that is under way may be older than the write.
    /// What cannot be read now is read again before it is shown by id, and by the next refresh.
    pub async fn reread(
        self: &Arc<Self>,
        call: &Call,
        ids: &[NativeId],
    ) -> Vec<(NativeId, Result<Entry>)> {
        if ids.is_empty() {
            return Vec::new();
        }
        tally::read(Source::Asked);
        let snapshot = self.snapshot();
        snapshot.books_mut().doubt(ids, clock::now());
        self.forget_answers(ids).await;
        let batch = self.provider.invoices(call, ids).await;
        let answers: Vec<_> = ids
            .iter()
            .filter_map(|id| Some((id.clone(), batch.get(id)?.clone())))
            .collect();
        snapshot.take_in(self, answers.clone());
        let shown = answers.into_iter().map(|(id, result)| {
            let entry = result.map(|invoice| Entry {
                account: Arc::clone(self),
                fetched_at: invoice.fetched_at,
                invoice,
                stale: false,
            });
            (id, entry.map_err(|error| self.stamp(error)))
        });
        shown.collect()
    }

    /// The invoices that may have been made since a moment, after asking the provider for all that changed; `None` when
    /// it did not tell, or told of one since that cannot be read.
    pub async fn made_since(
        self: &Arc<Self>,
        call: &Call,
        moment: Timestamp,
    ) -> Option<Vec<Arc<Invoice>>> {
        let asked = Instant::now();
        let state = self.ensure(Freshness::Live, call.deadline).await;
        if state.state != ResultState::Fresh || !self.is_confirmed_since(asked) {
            return None;
        }
        let snapshot = self.snapshot();
        let books = snapshot.books();
        if books.has_unseen_since(moment) {
            return None;
        }
        let young = |invoice: &Invoice| invoice.created_at.is_none_or(|made| made >= moment);
        let rows = books.rows().filter(|row| young(&row.invoice));
        Some(rows.map(|row| Arc::clone(&row.invoice)).collect())
    }

    /// Asks the provider for everything that changed, deletions too, and waits for it.
    ///
    /// # Errors
    /// What stopped it.
    pub async fn refresh(self: &Arc<Self>) -> Result<()> {
        let asked = Instant::now();
        let state = self
            .ensure(Freshness::Live, asked + self.policy.deadline)
            .await;
        if self.is_confirmed_since(asked) {
            return Ok(());
        }
        let unfinished = || {
            let message =
                "the provider has not answered in full yet: `Account.sync` tells when it has";
            self.stamp(Error::new(ErrorKind::Timeout, message))
        };
        Err(state.error.unwrap_or_else(unfinished))
    }

    /// How long one operation may take.
    #[must_use]
    pub fn deadline(&self) -> Duration {
        self.policy.deadline
    }

    /// What is asked of it goes to.
    #[must_use]
    pub fn provider(&self) -> &dyn Provider {
        &*self.provider
    }

    fn is_confirmed_since(&self, moment: Instant) -> bool {
        let confirmed = self.snapshot().sync().confirmed();
        confirmed.is_some_and(|confirmed| confirmed.at >= moment)
    }

    /// Forgets what was found out apart from the invoices themselves.
    async fn forget_answers(&self, ids: &[NativeId]) {
        let snapshot = self.snapshot();
        // Numbers and references may have changed hands.
        snapshot.lookups.invalidate_all();
        for id in ids {
            snapshot.activities.invalidate(id).await;
        }
    }
}

impl Snapshot {
    fn bury(&self, ids: &[NativeId], now: Timestamp) {
        let mut books = self.books_mut();
        for id in ids {
            self.buried.insert(id.clone(), now);
            books.remove(id);
        }
    }
}
