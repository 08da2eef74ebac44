//! The way of a wish through the door.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::time::{sleep, timeout_at};
use tracing::Instrument;

use crate::{
    act::{
        audit::Trail,
        done::Done,
        judge,
        ledger::{Known, Ledger},
        present::{self, Settled},
        record::Record,
        send,
        targets::{self, Targets},
        turns::{Held, Turns},
        under_way::UnderWay,
        wish::Wish,
    },
    clock,
    error::{Error, ErrorKind, Result},
    provider::{
        Call,
        action::{Action, Refusal},
    },
    store::Store,
};

/// How long a request may be on its way to a provider after the process that sent it has died.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(3);

/// The one door for every write.
#[derive(Debug)]
pub struct Door {
    pub(super) ledger: Ledger,
    turns: Turns,
    under_way: UnderWay,
}

/// A wish under way: what was remembered of it, and when it began.
#[derive(Debug)]
pub(super) struct Begun {
    /// What the adapter remembers of the targets as they were.
    pub(super) traces: Vec<String>,
    /// When.
    pub(super) at: Timestamp,
}

impl Door {
    /// Opens the door; what was begun under a key is kept in `store`.
    #[must_use]
    pub fn new(store: Store) -> Arc<Self> {
        Arc::new(Self {
            ledger: Ledger::new(store),
            turns: Turns::default(),
            under_way: UnderWay::default(),
        })
    }

    /// A door that remembers nothing longer than itself.
    #[cfg(test)]
    pub(crate) fn forgetful() -> Arc<Self> {
        Self::new(Store::in_memory())
    }

    /// Forgets keys that are too old to come back.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn forget_old_keys(&self) -> Result<()> {
        self.ledger.forget_old().await
    }

    /// Waits until nothing is under way.
    pub async fn at_rest(&self) {
        self.under_way.over().await;
    }

    /// Does what somebody wants, and tells what became of it.
    pub async fn perform(self: &Arc<Self>, wish: Wish) -> Done {
        let door = Arc::clone(self);
        // Spawned: whoever leaves before the end must not leave it half done.
        let under_way = self.under_way.begin();
        let work = async move {
            let _under_way = under_way;
            let trail = Trail::of_wish(&wish);
            let done = door.pass(&wish).await.unwrap_or_else(Done::refused);
            trail.end_with(&done);
            done
        };
        let work = tokio::spawn(work.in_current_span());
        work.await.unwrap_or_else(|_| Done::broke_off())
    }

    async fn pass(&self, wish: &Wish) -> Result<Done, Vec<Refusal>> {
        judge::offered(wish)?;
        let call = Call::within(wish.time);
        // The same key first, so that a second sender finds what became of the first.
        let _key = self.turn(&call, key_name(wish)).await?;
        let open = match self.known(wish).await? {
            Known::New => None,
            Known::Told(told) => return Ok(present::again(wish, &call, &told).await),
            Known::Open(record) => Some(record),
        };
        let _targets = self.turn(&call, target_names(wish)).await?;
        if let Some(record) = &open {
            let age = clock::now().duration_since(record.began);
            if let Ok(rest) = Duration::try_from(SETTLED_AFTER - age) {
                sleep(rest).await;
            }
        }
        let targets = targets::load(wish, &call, open.is_some()).await;
        if let Some(record) = open {
            return self.resume(wish, &call, targets, record).await;
        }
        self.act(wish, &call, targets).await
    }

    /// Goes on with what was begun and never ended: looks what became of it, and sends only what was not done.
    async fn resume(
        &self,
        wish: &Wish,
        call: &Call,
        targets: Targets,
        record: Record,
    ) -> Result<Done, Vec<Refusal>> {
        let action = action(wish, targets.all());
        let begun = Begun {
            traces: record.traces.clone(),
            at: record.began,
        };
        let settled = send::look_up(wish, call, &action, &begun).await;
        if settled.is_undone() {
            // It never reached the provider: nothing stands against doing it now.
            return self.act(wish, call, targets).await;
        }
        let rest = targets.without(&settled);
        let settled = if settled.has_undone() && !rest.is_empty() {
            let action = self::action(wish, rest);
            settled.and(send::perform(wish, call, &action, &begun).await)
        } else {
            settled
        };
        let done = present::of(wish, call, targets, settled).await;
        self.end(wish, record, &done).await;
        Ok(done)
    }

    /// Plans it, writes down that it is begun, and sends it.
    async fn act(&self, wish: &Wish, call: &Call, targets: Targets) -> Result<Done, Vec<Refusal>> {
        if targets.ready.is_empty() && !wish.kind().is_for_account() {
            return Ok(present::of(wish, call, targets, Settled::default()).await);
        }
        let action = action(wish, targets.ready.clone());
        let planned = wish.account.provider().plan(&action)?;
        if wish.dry_run {
            return Ok(present::planned(wish, targets, planned));
        }
        let begun = Begun {
            traces: wish.account.provider().traces(&action),
            at: clock::now(),
        };
        let record = match &wish.key {
            Some(key) => {
                let traces = begun.traces.clone();
                let begin = self.ledger.begin(&wish.caller, key, begun.at, traces);
                Some(begin.await.map_err(refuse)?)
            }
            None => None,
        };
        let settled = send::perform(wish, call, &action, &begun).await;
        let done = present::of(wish, call, targets, settled).await;
        if let Some(record) = record {
            self.end(wish, record, &done).await;
        }
        Ok(done)
    }

    /// Writes down what became of it. What nobody knows stays open, and what never reached the provider frees its key.
    async fn end(&self, wish: &Wish, record: Record, done: &Done) {
        let Some(key) = &wish.key else { return };
        let written = if done.can_be_repeated() {
            self.ledger.free(&wish.caller, key).await
        } else {
            match crate::act::record::Told::of(done) {
                Some(told) => self.ledger.end(&wish.caller, key, record, told).await,
                None => Ok(()),
            }
        };
        if let Err(error) = written {
            // The record stays open: who comes back with the key finds out by looking.
            tracing::error!(account = %wish.account.id, detail = error.detail(), "{error}");
        }
    }

    async fn known(&self, wish: &Wish) -> Result<Known, Vec<Refusal>> {
        let Some(key) = wish.key.as_ref().filter(|_| !wish.dry_run) else {
            return Ok(Known::New);
        };
        let known = self.ledger.look(&wish.caller, key).await;
        known.map_err(|error| vec![Refusal::from(error).at("idempotencyKey")])
    }

    pub(super) async fn turn(&self, call: &Call, names: Vec<String>) -> Result<Held, Vec<Refusal>> {
        let turn = timeout_at(call.deadline, self.turns.take(names));
        turn.await.map_err(|_| {
            let message = "others are writing to the same invoice: try again in a moment";
            refuse(Error::new(ErrorKind::Timeout, message))
        })
    }
}

fn action(wish: &Wish, targets: Vec<Arc<crate::domain::Invoice>>) -> Action {
    Action {
        targets,
        what: wish.what.clone(),
        native: wish.native.clone(),
        keyed: wish.key.is_some(),
    }
}

fn refuse(error: Error) -> Vec<Refusal> {
    vec![Refusal::from(error)]
}

fn key_name(wish: &Wish) -> Vec<String> {
    let name = |key: &crate::act::Key| key.turn(&wish.caller);
    wish.key.iter().map(name).collect()
}

fn target_names(wish: &Wish) -> Vec<String> {
    let name = |id| format!("invoice/{}/{id}", wish.account.id);
    wish.targets.iter().map(name).collect()
}
