//! Lookups in one account: by number, by reference, by what is credited.

use std::sync::Arc;

use tokio::time::timeout_at;

use crate::{
    domain::{GlobalId, NativeId},
    error::{Error, ErrorKind, Result},
    provider::{Call, Lookup},
    snapshot::{
        account::Account,
        allowance::Allowance,
        fetch::{Entry, Want},
        measure::Served,
        state::{AccountResult, Freshness, ResultState},
    },
    tally::{self, Asks},
};

impl Account {
    /// How it stands, without asking the provider.
    #[must_use]
    pub fn state(self: &Arc<Self>) -> AccountResult {
        self.result(&self.snapshot(), Freshness::CacheOnly)
    }

    /// The invoices that credit this one, as far as they are held.
    #[must_use]
    pub fn credits_of(self: &Arc<Self>, id: &NativeId) -> Vec<Entry> {
        let snapshot = self.snapshot();
        let confirmed = snapshot.sync().confirmed();
        let books = snapshot.books();
        let credits = books.credits_of(id).iter().filter_map(|id| books.row(id));
        credits.map(|row| self.entry(row, confirmed)).collect()
    }

    /// The invoice with that number or reference; `None` only when it is certain that there is none.
    ///
    /// # Errors
    /// `Conflict` when there are several, `Unavailable` when nobody can tell, `LimitExceeded` when no call is left for
    /// it, else what stopped the provider.
    pub async fn find(
        self: &Arc<Self>,
        lookup: &Lookup,
        allowance: &Allowance,
    ) -> Result<Option<Entry>> {
        let deadline = self.patience();
        let mut state = self.state();
        if state.is_complete() {
            state = self.ensure(Freshness::ByAge, deadline).await;
        }
        let held = self.held_by(lookup);
        let is_certain = match lookup {
            // The vendors give each number once.
            Lookup::Number(_) => !held.is_empty(),
            Lookup::Reference(_) => !held.is_empty() && state.is_complete(),
        };
        if is_certain || is_up_to_date(&state) {
            self.measures.served(Served::LookupHeld);
            for entry in &held {
                tally::read(entry.source());
            }
            return only(held);
        }
        self.measures.served(Served::LookupAsked);
        match self.ask_for(lookup, allowance).await {
            Err(error) if error.kind() == ErrorKind::Unsupported => {
                let state = self.ensure(Freshness::Live, deadline).await;
                let held = self.held_by(lookup);
                if held.is_empty() && !is_up_to_date(&state) {
                    // That it takes long is no reason that anybody could mend.
                    let reason = state
                        .error
                        .filter(|error| error.kind() != ErrorKind::Timeout);
                    return Err(reason.unwrap_or_else(|| self.cannot_tell()));
                }
                only(held)
            }
            Err(error) => Err(self.stamp(error)),
            Ok(ids) => {
                let mut found = Vec::new();
                for (_, result) in self.fetch_held(&ids, allowance).await {
                    found.push(result?);
                }
                only(found)
            }
        }
    }

    fn cannot_tell(&self) -> Error {
        let message = format!(
            "it is not known now whether {} has it: ask again later",
            self.info().name
        );
        self.stamp(Error::new(ErrorKind::Unavailable, message))
    }

    fn held_by(self: &Arc<Self>, lookup: &Lookup) -> Vec<Entry> {
        let snapshot = self.snapshot();
        let confirmed = snapshot.sync().confirmed();
        let books = snapshot.books();
        let found = match lookup {
            Lookup::Number(number) => books.with_number(number),
            Lookup::Reference(reference) => books.with_reference(reference),
        };
        let rows = found
            .iter()
            .filter_map(|invoice| books.row(&invoice.id))
            .filter(|row| !row.deleted);
        rows.map(|row| self.entry(row, confirmed)).collect()
    }

    /// Asks the provider, once for all who look for the same.
    async fn ask_for(
        self: &Arc<Self>,
        lookup: &Lookup,
        allowance: &Allowance,
    ) -> Result<Vec<NativeId>> {
        let snapshot = self.snapshot();
        let is_kept = snapshot.lookups.contains_key(lookup);
        if !is_kept {
            let what = format!("looking for an invoice of {}", self.info().name);
            let calls = self.provider.calls_to_find();
            allowance.take(calls, &what, "look for fewer at a time")?;
        }
        let asks = Asks::default();
        let found = snapshot.lookups.try_get_with(lookup.clone(), async {
            asks.itself();
            let call = Call::within(self.policy.deadline);
            let found = self.provider.find(&call, lookup).await?;
            let ids = found.iter().map(|invoice| invoice.id.clone()).collect();
            let answers = found
                .into_iter()
                .map(|invoice| (invoice.id.clone(), Ok(invoice)))
                .collect();
            snapshot.take_in(self, answers);
            Ok(ids)
        });
        let found = timeout_at(self.patience(), found).await;
        asks.tell(is_kept);
        let found = found.map_err(|_| self.too_late())?;
        found.map_err(|error: Arc<Error>| (*error).clone())
    }

    /// Invoices by id, from the snapshot first.
    async fn fetch_held(
        self: &Arc<Self>,
        ids: &[NativeId],
        allowance: &Allowance,
    ) -> Vec<(NativeId, Result<Entry>)> {
        let mut results = Vec::new();
        let mut rest = Vec::new();
        for id in ids {
            match self.held(id) {
                Some(entry) => results.push((id.clone(), Ok(entry))),
                None => rest.push(id.clone()),
            }
        }
        if !rest.is_empty() {
            results.extend(self.fetch(&rest, Want::Told, allowance).await);
        }
        results
    }
}

/// Tells whether what is not held does not exist.
fn is_up_to_date(state: &AccountResult) -> bool {
    state.state == ResultState::Fresh && state.is_complete()
}

/// The one entry of a list that should have at most one.
fn only(mut found: Vec<Entry>) -> Result<Option<Entry>> {
    if found.len() > 1 {
        let ids: Vec<String> = found
            .iter()
            .map(|entry| GlobalId::invoice(&entry.account.id, &entry.invoice.id).encode())
            .collect();
        let message = format!(
            "there are {} of them, ask for one by id: {}",
            ids.len(),
            ids.join(", ")
        );
        let account = &found[0].account;
        return Err(account.stamp(Error::new(ErrorKind::Conflict, message)));
    }
    Ok(found.pop())
}
