//! The one wall clock. Everything that asks what time it is asks here, so that a search for `clock::` finds it all.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Tells the present moment.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Tells today's date in `time_zone`: what "overdue" and "today" mean for an account.
#[must_use]
pub fn today(time_zone: &TimeZone) -> Date {
    now().to_zoned(time_zone.clone()).date()
}
