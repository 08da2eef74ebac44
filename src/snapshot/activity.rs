//! Notes and events of invoices, where the vendor tells them apart from them.

use std::sync::Arc;

use futures_util::future::join_all;
use tokio::time::timeout_at;

use crate::{
    domain::{Activity, NativeId},
    error::{Error, ErrorKind, Result},
    provider::Call,
    snapshot::{
        account::{Account, Snapshot},
        allowance::{self, Allowance},
        measure::Served,
    },
    tally::{self, Asks, Source},
};

/// How many are asked for at once for one account: a page of invoices must not be a flood.
pub(crate) const SIDE_BY_SIDE: usize = 8;

impl Account {
    /// What people and the vendor did with these invoices, a call for each, if the allowance has all of them: asked once
    /// for all who want it, and kept as long as the configured age lets it be simply served.
    ///
    /// Each fails alone: with `Unsupported` where the vendor tells none apart, else with what stopped the provider.
    pub async fn activities(
        self: &Arc<Self>,
        ids: &[NativeId],
        allowance: &Allowance,
    ) -> Vec<(NativeId, Result<Arc<Activity>>)> {
        let snapshot = &self.snapshot();
        let is_kept = |id: &&NativeId| snapshot.activities.contains_key(*id);
        let (kept, rest): (Vec<&NativeId>, Vec<&NativeId>) = ids.iter().partition(is_kept);
        let (invoices, name) = (allowance::invoices(rest.len()), self.info().name);
        let what = format!("reading the notes and events of {invoices} of {name}");
        let (asked, refused) = match allowance.take(rest.len(), &what, "ask for fewer at a time") {
            Ok(()) => (rest, Vec::new()),
            Err(error) => {
                let error = self.stamp(error);
                let refuse = |id: &NativeId| (id.clone(), Err(error.clone()));
                (Vec::new(), rest.into_iter().map(refuse).collect())
            }
        };
        let measures = &self.measures;
        measures.served_many(Served::ActivityHeld, kept.len());
        measures.served_many(Served::ActivityAsked, asked.len());
        // One deadline for all of them: nobody waits longer for the last.
        let call = &Call {
            deadline: self.patience(),
            ..Call::within(self.policy.deadline)
        };
        let kept = kept.into_iter().map(|id| (id, true));
        let asked = asked.into_iter().map(|id| (id, false));
        let read = kept.chain(asked).map(|(id, is_kept)| async move {
            let asks = Asks::default();
            let activity = self.activity(snapshot, call, id, &asks).await;
            asks.tell(is_kept);
            (id.clone(), activity)
        });
        let mut results = join_all(read).await;
        results.extend(refused);
        let failed = |result: &Result<Arc<Activity>>| {
            let error = result.as_ref().err().map(Error::kind);
            error.is_some_and(|kind| kind != ErrorKind::Unsupported)
        };
        if results.iter().any(|(_, result)| failed(result)) {
            tally::read(Source::Partial);
        }
        results
    }

    async fn activity(
        &self,
        snapshot: &Snapshot,
        call: &Call,
        id: &NativeId,
        asks: &Asks,
    ) -> Result<Arc<Activity>> {
        let ask = async {
            asks.itself();
            let turn = timeout_at(call.deadline, snapshot.activity_turns.acquire()).await;
            let turn = turn.map_err(|_| {
                let message =
                    "too many wait for notes and events of this account: ask for fewer at a time";
                Error::new(ErrorKind::Timeout, message)
            })?;
            let _turn = turn.map_err(|_| {
                Error::new(
                    ErrorKind::Internal,
                    "nobody may ask any more: see the gateway's log",
                )
            })?;
            self.provider.activity(call, id).await.map(Arc::new)
        };
        let asked = snapshot.activities.try_get_with_by_ref(id, ask);
        let asked = timeout_at(self.patience(), asked).await;
        let asked = asked.map_err(|_| self.too_late())?;
        asked.map_err(|error: Arc<Error>| self.stamp_read(Error::clone(&error)))
    }
}
