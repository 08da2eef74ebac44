//! The wishes under a key, kept where the gateway keeps its state: in `state_dir` they outlive the process.

use jiff::{SignedDuration, Timestamp};

use crate::{
    act::{
        record::{Record, Told},
        wish::Key,
    },
    clock,
    error::{Error, ErrorKind, Result},
    store::Store,
};

/// How long a key is remembered: a sender who comes back later than that is another one.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// What all names of records begin with.
const PREFIX: &str = "intent/";

/// The wishes under a key.
#[derive(Debug)]
pub(super) struct Ledger {
    store: Store,
}

/// What is known of a key.
#[derive(Debug)]
pub(super) enum Known {
    /// Nothing.
    New,
    /// What became of the same wish.
    Told(Told),
    /// That the same wish was begun.
    Open(Record),
}

impl Ledger {
    pub(super) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Forgets what is too old.
    pub(super) async fn forget_old(&self) -> Result<()> {
        let earliest = clock::now().checked_sub(KEPT_FOR).map_err(unreadable)?;
        for (name, text) in self.store.all(PREFIX).await? {
            let young = |record: Record| record.began >= earliest;
            if !serde_json::from_str(&text).is_ok_and(young) {
                self.store.remove(&name).await?;
            }
        }
        Ok(())
    }

    /// What is known of a caller's key.
    ///
    /// # Errors
    /// `Conflict` when it was used for another wish.
    pub(super) async fn look(&self, caller: &str, key: &Key) -> Result<Known> {
        let Some(text) = self.store.get(&name(caller, key)).await? else {
            return Ok(Known::New);
        };
        let record: Record = serde_json::from_str(&text).map_err(unreadable)?;
        if record.input != key.input {
            return Err(Error::new(
                ErrorKind::Conflict,
                "this idempotencyKey was used for another input: take a new key",
            ));
        }
        Ok(match record.told {
            Some(told) => Known::Told(told),
            None => Known::Open(record),
        })
    }

    /// Writes down that a wish is begun. It is on the disk when this returns.
    pub(super) async fn begin(
        &self,
        caller: &str,
        key: &Key,
        began: Timestamp,
        traces: Vec<String>,
    ) -> Result<Record> {
        let record = Record::open(&key.input, began, traces);
        self.write(caller, key, &record).await?;
        Ok(record)
    }

    /// Writes down what became of it.
    pub(super) async fn end(
        &self,
        caller: &str,
        key: &Key,
        record: Record,
        told: Told,
    ) -> Result<()> {
        let record = Record {
            told: Some(told),
            ..record
        };
        self.write(caller, key, &record).await
    }

    /// Tells whether any account's part of a request is remembered.
    pub(super) async fn has_parts(&self, caller: &str, key: &Key) -> Result<bool> {
        let prefix = format!("{PREFIX}{}", key.parts(caller));
        Ok(!self.store.all(&prefix).await?.is_empty())
    }

    /// Forgets a wish that was never sent.
    pub(super) async fn free(&self, caller: &str, key: &Key) -> Result<()> {
        self.store.remove(&name(caller, key)).await
    }

    async fn write(&self, caller: &str, key: &Key, record: &Record) -> Result<()> {
        let text = serde_json::to_string(record).map_err(unreadable)?;
        self.store.put(&name(caller, key), &text).await
    }
}

/// The name of a record.
fn name(caller: &str, key: &Key) -> String {
    format!("{PREFIX}{}", key.name(caller))
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::new(
        ErrorKind::Internal,
        "the record of this idempotencyKey cannot be read: see the gateway's log",
    )
    .with_detail(error)
}
