//! A request that is spread over several accounts, under one key.

use std::sync::Arc;

use futures_util::future::join_all;
use tracing::Instrument;

use crate::{
    act::{
        audit::Trail,
        done::Done,
        door::Door,
        judge,
        ledger::Known,
        record::Record,
        turns::Held,
        wish::{Key, Wish},
    },
    error::{Error, Result},
    provider::{Call, action::Refusal},
    tally,
};

/// A key that stands for a whole request while its parts are done.
#[derive(Debug)]
struct Claim {
    caller: String,
    key: Key,
    /// Until the parts are settled nobody else uses the key.
    _turn: Held,
}

impl Door {
    /// Does what somebody wants in several accounts, side by side, and tells for each what became of it, in order.
    ///
    /// All of it is one request of one caller. Its key is claimed for its whole input first, so that the same key with
    /// other invoices is refused before anything is sent; then each account's part is remembered by itself.
    pub async fn perform_parts(self: &Arc<Self>, wishes: Vec<Wish>) -> Vec<Done> {
        let (door, count) = (Arc::clone(self), wishes.len());
        // Spawned: the key stays claimed until the last part is settled, whoever leaves before.
        let under_way = self.under_way.begin();
        let work = async move {
            let _under_way = under_way;
            door.parts(wishes).await
        };
        let done = tokio::spawn(tally::carried(work).in_current_span()).await;
        done.unwrap_or_else(|_| vec![Done::broke_off(); count])
    }

    async fn parts(self: Arc<Self>, mut wishes: Vec<Wish>) -> Vec<Done> {
        let claim = match self.claim(&wishes).await {
            Ok(claim) => claim,
            Err(refusals) => return refuse(&wishes, &refusals),
        };
        for wish in &mut wishes {
            if let Some(key) = &mut wish.key {
                key.part = Some(wish.account.id.clone());
            }
        }
        let parts = wishes.into_iter().map(|wish| self.perform(wish));
        let done = join_all(parts).await;
        if let Some(claim) = claim {
            self.settle(&claim).await;
        }
        done
    }

    /// Claims the key of a request; nothing where there is none or nothing is to be sent.
    async fn claim(&self, wishes: &[Wish]) -> Result<Option<Claim>, Vec<Refusal>> {
        // What is refused anyway needs no key.
        let mut offered = wishes.iter().filter(|wish| judge::offered(wish).is_ok());
        let first = offered.next().filter(|wish| !wish.dry_run);
        let Some((wish, key)) = first.and_then(|wish| Some((wish, wish.key.as_ref()?))) else {
            return Ok(None);
        };
        let (caller, call) = (wish.caller.as_str(), Call::within(wish.time));
        // Under the name of a key without parts, so that it cannot be used for a single invoice either.
        let turn = self.turn(&call, vec![key.turn(caller)]).await?;
        let claimed = match self.ledger.look(caller, key).await {
            Ok(Known::New) => {
                let record = Record::new(&key.input);
                self.ledger.write(caller, key, &record).await
            }
            Ok(Known::Open(_) | Known::Told(_)) => Ok(()),
            Err(error) => Err(error),
        };
        claimed.map_err(|error| vec![Refusal::from(error).at("idempotencyKey")])?;
        Ok(Some(Claim {
            caller: caller.to_owned(),
            key: key.clone(),
            _turn: turn,
        }))
    }

    /// Frees a key of whose request nothing was begun, or all of it can be sent again.
    async fn settle(&self, claim: &Claim) {
        let (caller, key) = (claim.caller.as_str(), &claim.key);
        let settled = match self.ledger.has_parts(caller, key).await {
            Ok(true) => Ok(()),
            Ok(false) => self.ledger.free(caller, key).await,
            Err(error) => Err(error),
        };
        if let Err(error) = settled {
            kept(&error);
        }
    }
}

/// The key is kept longer than need be: nothing is lost by that.
fn kept(error: &Error) {
    tracing::error!(detail = error.detail(), "{error}");
}

/// Refuses all parts, none of which was begun.
fn refuse(wishes: &[Wish], refusals: &[Refusal]) -> Vec<Done> {
    let refused = wishes.iter().map(|wish| {
        let done = Done::refused(refusals.to_vec());
        Trail::of_wish(wish).end_with(&done);
        done
    });
    refused.collect()
}
