//! The short locks against requests that come twice, kept by address as the vendor does.
//!
//! All clients of a simulator share one address.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::sandbox::clock;
use crate::sandbox::invoice_ninja::errors::Refusal;

/// How long one lock holds, in milliseconds.
pub(super) const SECOND_MS: i64 = 1000;

/// How long a password that was right is asked for no more, in milliseconds.
const PASSWORD_MS: i64 = 30 * 60 * 1000;

/// The name under which a right password is remembered.
const PASSWORD: &str = "password";

/// What is locked until when, in milliseconds since the Unix epoch.
#[derive(Debug, Default)]
pub(super) struct Locks(Mutex<HashMap<String, i64>>);

impl Locks {
    /// Takes a lock; who comes while it holds is refused and does not prolong it.
    pub(super) fn take(&self, name: String, length_ms: i64) -> Result<(), Box<Refusal>> {
        let now = clock::now_ms();
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        locks.retain(|_, until| now < *until);
        if locks.contains_key(&name) {
            return Err(Refusal::duplicate());
        }
        locks.insert(name, now + length_ms);
        Ok(())
    }

    /// Remembers that the password was right.
    pub(super) fn remember_password(&self) {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        locks.insert(PASSWORD.to_owned(), clock::now_ms() + PASSWORD_MS);
    }

    /// Whether the password was right lately.
    pub(super) fn knows_password(&self) -> bool {
        let locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = locks.get(PASSWORD);
        until.is_some_and(|until| clock::now_ms() < *until)
    }
}
