//! When an operation began: what it reads one after the other may take no longer together than one read alone.
//!
//! A list is waited for, and then what its invoices tell alone. Were each allowed its full time, a vendor that hangs would
//! use up twice the time that the whole answer has, and the others would be lost with it.

use tokio::{task_local, time::Instant};

use crate::{
    error::{Error, ErrorKind},
    snapshot::account::Account,
};

task_local! {
    static BEGAN: Instant;
}

/// Runs an operation, whose reads share the time that it has.
pub async fn operation<F: Future>(work: F) -> F::Output {
    BEGAN.scope(Instant::now(), work).await
}

/// When the operation began that asks; now for a read outside of any.
pub(crate) fn began() -> Instant {
    BEGAN
        .try_with(|began| *began)
        .unwrap_or_else(|_| Instant::now())
}

impl Account {
    /// Until when the operation that asks may wait for this account; a read outside of any is one by itself.
    pub(crate) fn patience(&self) -> Instant {
        began() + self.policy.deadline
    }

    /// Until when it may wait for a list: some time must be left for what the rows of the other accounts tell alone.
    pub(crate) fn patience_for_a_list(&self) -> Instant {
        began() + self.policy.deadline * 4 / 5
    }

    /// Says that the operation cannot wait any longer.
    pub(crate) fn too_late(&self) -> Error {
        let message = format!("{} did not answer in time", self.info().name);
        self.stamp(Error::new(ErrorKind::Timeout, message))
    }
}
