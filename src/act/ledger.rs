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

/// How long a key is remembered after something of it was last sent: who comes back later than that is another one.
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
    /// That the same wish was begun, and what is known of it.
    Open(Record),
}

impl Ledger {
    pub(super) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Forgets what is too old. What cannot be read stays: whatever it is of, its key must not be taken for a new one.
    pub(super) async fn forget_old(&self) -> Result<()> {
        let earliest = earliest();
        let is_kept = move |name: &str, text: &str| match serde_json::from_str::<Record>(text) {
            Ok(record) => record.began >= earliest,
            Err(error) => {
                tracing::warn!(name, %error, "the record of a key cannot be read: the key is refused");
                true
            }
        };
        self.store.retain(PREFIX, is_kept).await
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
        if record.began < earliest() {
            return Ok(Known::New);
        }
        if record.input != key.input {
            // Whoever claimed it ended before anything was sent.
            if record.is_bare() && !self.has_parts(caller, key).await? {
                return Ok(Known::New);
            }
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

    /// Writes down what is known of a wish. It is on the disk when this returns.
    pub(super) async fn write(&self, caller: &str, key: &Key, record: &Record) -> Result<()> {
        let text = serde_json::to_string(record).map_err(unreadable)?;
        self.store.put(&name(caller, key), &text).await
    }

    /// Tells whether any account's part of a request is remembered.
    pub(super) async fn has_parts(&self, caller: &str, key: &Key) -> Result<bool> {
        let prefix = format!("{PREFIX}{}", key.parts(caller));
        self.store.any(&prefix).await
    }

    /// Forgets a wish that was never sent.
    pub(super) async fn free(&self, caller: &str, key: &Key) -> Result<()> {
        self.store.remove(&name(caller, key)).await
    }
}

/// Before when a record is too old.
fn earliest() -> Timestamp {
    clock::now()
        .saturating_sub(KEPT_FOR)
        .unwrap_or(Timestamp::MIN)
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
