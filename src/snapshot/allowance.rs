//! How many upstream calls one operation may make.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::{Error, ErrorKind, Result};

/// The upstream calls that one operation may make for itself, taken before they are made. What everybody shares is not
/// counted: refreshes, what is read once for a whole account, repeats of a call that failed.
#[derive(Debug)]
pub struct Allowance {
    most: usize,
    left: AtomicUsize,
}

impl Allowance {
    /// Allows this many.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most,
            left: AtomicUsize::new(most),
        }
    }

    /// Takes so many calls, all or none. `what` they do and `instead`, what to do with too few of them, are for the message.
    pub(crate) fn take(&self, calls: usize, what: &str, instead: &str) -> Result<()> {
        let taken = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(calls)
            });
        taken.map(drop).map_err(|left| {
            let (most, calls) = (self.most, many(calls, "a call", "calls"));
            let message = format!(
                "{what} takes {calls}, and this operation has {left} of {most} left: {instead}, or raise limits.cost"
            );
            Error::new(ErrorKind::LimitExceeded, message)
        })
    }
}

/// So many invoices, in words.
pub(crate) fn invoices(count: usize) -> String {
    many(count, "an invoice", "invoices")
}

fn many(count: usize, one: &str, several: &str) -> String {
    match count {
        1 => one.to_owned(),
        _ => format!("{count} {several}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_calls_are_taken_or_none() {
        let allowance = Allowance::new(10);
        let take = |calls| allowance.take(calls, "reading", "read less");
        assert!(take(0).is_ok() && take(7).is_ok());
        let error = take(4).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LimitExceeded);
        assert_eq!(
            error.message(),
            "reading takes 4 calls, and this operation has 3 of 10 left: read less, or raise limits.cost"
        );
        assert!(take(3).is_ok());
        assert!(
            take(1)
                .unwrap_err()
                .message()
                .starts_with("reading takes a call, and")
        );
    }
}
