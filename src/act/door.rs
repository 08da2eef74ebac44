//! The way of a wish through the door.

use std::{convert::Infallible, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::time::{sleep, timeout_at};
use tracing::Instrument;

use crate::{
    act::{
        audit::Trail,
        done::Done,
        judge,
        ledger::{Known, Ledger},
        present::{self, Settled},
        record::{Record, Sending, Told},
        resume::{self, Window},
        send::{self, Fate},
        spend,
        targets::{self, Targets},
        turns::{Held, Turns},
        under_way::UnderWay,
        wish::{Key, Wish},
    },
    clock,
    domain::NativeId,
    error::{Error, ErrorKind, Result},
    meter::{ACTIONS_IN_FLIGHT, ACTIONS_WAITING, Sheet},
    precedence,
    provider::{
        Call,
        action::{Action, Refusal},
    },
    store::Store,
    tally,
};

/// How often keys that are too old are looked for.
const HOUR: Duration = Duration::from_secs(3600);

/// The one door for every write.
#[derive(Debug)]
pub struct Door {
    pub(super) ledger: Ledger,
    turns: Turns,
    pub(super) under_way: UnderWay,
    window: Window,
}

impl Door {
    /// Opens the door; what was begun under a key is kept in `store`, which no other process may use beside this one.
    /// `settle` is how long after its last sending a provider may still carry out a request without an answer.
    #[must_use]
    pub fn new(store: Store, settle: Duration) -> Arc<Self> {
        Arc::new(Self {
            ledger: Ledger::new(store),
            turns: Turns::default(),
            under_way: UnderWay::default(),
            window: Window {
                opened: clock::now(),
                settle,
            },
        })
    }

    /// A door that remembers nothing longer than itself.
    #[cfg(test)]
    pub(crate) fn forgetful() -> Arc<Self> {
        Self::new(Store::in_memory(), Duration::from_secs(60))
    }

    /// Forgets keys that are too old to come back.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn forget_old_keys(&self) -> Result<()> {
        self.ledger.forget_old().await
    }

    /// Writes down how many actions are under way, and how many of them wait for their turn.
    pub fn measure(&self, sheet: &mut Sheet) {
        sheet.count(&ACTIONS_IN_FLIGHT, &[], self.under_way.count());
        sheet.count(&ACTIONS_WAITING, &[], self.turns.waiting());
    }

    /// Waits until nothing is under way.
    pub async fn at_rest(&self) {
        self.under_way.over().await;
    }

    /// Forgets keys that are too old every hour from now on, for as long as it is polled.
    pub async fn keep_forgetting(&self) -> Infallible {
        loop {
            sleep(HOUR).await;
            if let Err(error) = self.forget_old_keys().await {
                tracing::error!(
                    detail = error.detail(),
                    "old keys are not forgotten: {error}"
                );
            }
        }
    }

    /// Does what somebody wants, and tells what became of it.
    pub async fn perform(self: &Arc<Self>, wish: Wish) -> Done {
        let door = Arc::clone(self);
        // Spawned: whoever leaves before the end must not leave it half done.
        let under_way = self.under_way.begin();
        let work = async move {
            let _under_way = under_way;
            let trail = Trail::of_wish(&wish);
            let passed = match wish.dry_run {
                true => door.pass(&wish).await,
                false => precedence::of_write(door.pass(&wish)).await,
            };
            let done = passed.unwrap_or_else(Done::refused);
            trail.end_with(&done);
            done
        };
        let work = tokio::spawn(tally::carried(work).in_current_span());
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
        match open {
            Some(record) => Ok(self.resume(wish, &call, record).await),
            None => self.begin(wish, &call).await,
        }
    }

    /// Begins what nothing is known of.
    async fn begin(&self, wish: &Wish, call: &Call) -> Result<Done, Vec<Refusal>> {
        let targets = targets::load(wish, call).await?;
        if targets.ready.is_empty() && !wish.kind().is_for_account() {
            return Ok(present::of(wish, call, targets, Settled::default()).await);
        }
        let action = wish.action(targets.ready.clone());
        if wish.dry_run {
            let planned = wish.account.provider().plan(&action)?;
            return Ok(present::planned(wish, targets, planned));
        }
        spend::on_sending(wish, &action)?;
        let mut record = wish.key.as_ref().map(|key| Record::new(&key.input));
        let settled = self.send(wish, call, &action, record.as_mut()).await?;
        Ok(self.end(wish, call, targets, settled, record).await)
    }

    /// Goes on with what was begun and never ended: looks what became of it, and sends only what was not done.
    async fn resume(&self, wish: &Wish, call: &Call, mut record: Record) -> Done {
        let (targets, mut settled) = resume::look(wish, call, &record, &self.window).await;
        // What was not done and is forbidden by now is refused like what was never sent.
        settled
            .fates
            .retain(|id, fate| !matches!(fate, Fate::Undone(_)) || targets.obstacles(id).is_none());
        let rest = targets.to_send(&settled);
        if !rest.is_empty() || matches!(settled.whole, Some(Fate::Undone(_))) {
            let action = wish.action(rest);
            let sent = self.send(wish, call, &action, Some(&mut record)).await;
            let sent = sent.unwrap_or_else(|refusals| send::unsent(&action, &refusals));
            settled = settled.and(sent);
        }
        self.end(wish, call, targets, settled, Some(record)).await
    }

    /// Plans it, writes down that it is begun, and sends it.
    ///
    /// # Errors
    /// Why nothing was sent.
    async fn send(
        &self,
        wish: &Wish,
        call: &Call,
        action: &Action,
        mut record: Option<&mut Record>,
    ) -> Result<Settled, Vec<Refusal>> {
        let provider = wish.account.provider();
        provider.plan(action)?;
        let sending = Sending::new(action, provider.traces(action), call);
        if let (Some(key), Some(record)) = (&wish.key, &mut record) {
            // What is sent again was not done, and cannot be done any more.
            for undone in record.open.iter().filter(|_| action.kind().makes_invoice()) {
                wish.account.makings.made_nothing(undone.began);
            }
            record.begin(sending.clone());
            let written = self.ledger.write(&wish.caller, key, record).await;
            written.map_err(refuse)?;
        }
        let settled = send::perform(wish, call, action, &sending).await;
        if let Some(record) = record {
            record.is_sent(clock::now());
        }
        Ok(settled)
    }

    /// Tells what became of it, and writes that down.
    async fn end(
        &self,
        wish: &Wish,
        call: &Call,
        targets: Targets,
        settled: Settled,
        mut record: Option<Record>,
    ) -> Done {
        self.watch(wish, &settled);
        if let Some(record) = &mut record {
            record.learn(&wish.targets, &targets, &settled);
        }
        let mut done = present::of(wish, call, targets, settled).await;
        done.advise(wish.key.is_some().then_some(self.window.settle));
        if let (Some(key), Some(record)) = (&wish.key, record) {
            self.keep(wish, key, record, &done).await;
        }
        done
    }

    /// Has invoices read again for as long as what was sent may still be carried out with them.
    fn watch(&self, wish: &Wish, settled: &Settled) {
        let comes = |fate: &Fate| matches!(fate, Fate::Unknown(error) if error.may_be_under_way());
        let fates = settled.fates.iter();
        let mut ids: Vec<NativeId> = fates
            .filter(|(_, fate)| comes(fate))
            .map(|(id, _)| id.clone())
            .collect();
        if ids.is_empty() {
            return;
        }
        // The others that it touches.
        let others = settled.entries.keys();
        ids.extend(
            others
                .filter(|id| !settled.fates.contains_key(*id))
                .cloned(),
        );
        let until = clock::now().saturating_add(self.window.settle);
        let until = until.unwrap_or(Timestamp::MAX);
        wish.account.suspect_until(&ids, until);
    }

    /// Writes down what is known of it. What nobody knows stays open, and what was not done at all frees its key.
    async fn keep(&self, wish: &Wish, key: &Key, mut record: Record, done: &Done) {
        let written = if done.can_be_repeated() {
            self.ledger.free(&wish.caller, key).await
        } else {
            record.told = Told::of(done).filter(|_| record.is_ended(&wish.targets));
            self.ledger.write(&wish.caller, key, &record).await
        };
        if let Err(error) = written {
            // The record stays as it was: who comes back with the key finds out by looking.
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

fn refuse(error: Error) -> Vec<Refusal> {
    vec![Refusal::from(error)]
}

fn key_name(wish: &Wish) -> Vec<String> {
    let name = |key: &Key| key.turn(&wish.caller);
    wish.key.iter().map(name).collect()
}

fn target_names(wish: &Wish) -> Vec<String> {
    let name = |id| format!("invoice/{}/{id}", wish.account.id);
    wish.targets.iter().map(name).collect()
}
