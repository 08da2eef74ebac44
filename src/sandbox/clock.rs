//! The one wall clock of the simulators.
//!
//! New rows, versions, rate-limit windows and signed links follow real time,
//! because clients compare those with their own clock. What "this year" and
//! "late" mean follows [`Options::today`](super::Options::today) instead.

use jiff::Timestamp;

/// Tells the real time in milliseconds since the Unix epoch.
pub(crate) fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Tells the real time in whole seconds since the Unix epoch.
pub(crate) fn now_seconds() -> i64 {
    now_ms().div_euclid(1000)
}
