//! What a vendor's clock tells of an action that began by ours: the one place where the two are compared.
//!
//! ```text
//!        older       |      doubtful      |   trusted   | began          later
//! -------------------|--------------------|-------------|------------------------>
//!              CLOCKS_APART            trusted
//! ```
//!
//! Whoever gathers what an action may have made goes back by [`CLOCKS_APART`], and whoever judges it calls nothing older
//! that lies within: what the one leaves out and what the other rules out are the same.

use jiff::{SignedDuration, Timestamp};

/// How far the clocks of a vendor and of this machine may be apart at most, either way.
pub const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(5);

/// How the making of something lies to the beginning of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It was certainly there before.
    Before,
    /// It may have been there before: neither is certain.
    Perhaps,
    /// It came since.
    Since,
}

impl Made {
    /// Judges a moment that a vendor tells. `trusted` is how far its clock may be behind ours for what bears the marks of
    /// the action beside: nothing of it, where something of the kind may as well be the work of others.
    #[must_use]
    pub fn at(moment: Timestamp, began: Timestamp, trusted: SignedDuration) -> Self {
        // In nanoseconds, which hold all moments that there are.
        let age = began.duration_since(moment);
        if age > CLOCKS_APART + cut_off(moment) {
            Self::Before
        } else if age < trusted + cut_off(moment) {
            Self::Since
        } else {
            Self::Perhaps
        }
    }
}

/// How much earlier a moment is told than it was: vendors write whole seconds at times, else at least milliseconds.
fn cut_off(moment: Timestamp) -> SignedDuration {
    match moment.subsec_nanosecond() {
        0 => SignedDuration::from_secs(1),
        _ => SignedDuration::from_millis(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_older_than_clocks_are_apart_is_certainly_not_of_the_action() {
        let began: Timestamp = "2026-05-01T10:00:00.500Z".parse().unwrap();
        let near = SignedDuration::from_secs(60);
        for (moment, trusted, expected) in [
            ("2026-05-01T09:54:00.100Z", near, Made::Before),
            ("2026-05-01T09:55:00.100Z", near, Made::Before),
            ("2026-05-01T09:55:00.500Z", near, Made::Perhaps),
            // A whole second stands for all of it.
            ("2026-05-01T09:55:00Z", near, Made::Perhaps),
            ("2026-05-01T09:58:30.100Z", near, Made::Perhaps),
            ("2026-05-01T09:59:00.400Z", near, Made::Perhaps),
            ("2026-05-01T09:59:00.600Z", near, Made::Since),
            (
                "2026-05-01T09:59:00.600Z",
                SignedDuration::ZERO,
                Made::Perhaps,
            ),
            ("2026-05-01T09:59:59Z", SignedDuration::ZERO, Made::Perhaps),
            ("2026-05-01T10:00:00Z", SignedDuration::ZERO, Made::Since),
            (
                "2026-05-01T10:00:00.499Z",
                SignedDuration::ZERO,
                Made::Perhaps,
            ),
            (
                "2026-05-01T10:00:00.500Z",
                SignedDuration::ZERO,
                Made::Since,
            ),
            (
                "2026-05-01T10:20:00.100Z",
                SignedDuration::ZERO,
                Made::Since,
            ),
        ] {
            let moment: Timestamp = moment.parse().unwrap();
            assert_eq!(Made::at(moment, began, trusted), expected, "{moment}");
        }
    }
}
