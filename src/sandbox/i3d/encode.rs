//! How the vendor writes single values.

use std::fmt::{Display, Formatter, Result};

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::sandbox::i3d::invoice::DateForm;
use crate::sandbox::random::scramble;

/// An amount: a string of cents, from hundredths of a cent, which show only where there are some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cents(pub(super) i64);

impl Display for Cents {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let number = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (number / 100, number % 100);
        match part {
            0 => write!(formatter, "{sign}{whole}"),
            part if part % 10 == 0 => write!(formatter, "{sign}{whole}.{}", part / 10),
            part => write!(formatter, "{sign}{whole}.{part:02}"),
        }
    }
}

impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A moment as a string, from seconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateText(pub(super) i64, pub(super) DateForm);

impl Display for DateText {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let at = Timestamp::from_second(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        match self.1 {
            DateForm::Digits => write!(formatter, "{}", self.0),
            DateForm::Day => write!(formatter, "{}", at.strftime("%Y-%m-%d")),
            DateForm::DayAndTime => write!(formatter, "{}", at.strftime("%Y-%m-%d %H:%M:%S")),
            DateForm::Rfc3339 => write!(formatter, "{}", at.strftime("%Y-%m-%dT%H:%M:%S+00:00")),
            DateForm::DayFirst => write!(formatter, "{}", at.strftime("%d-%m-%Y")),
        }
    }
}

impl Serialize for DateText {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The opaque hash of an invoice: 32 hexadecimal digits that depend on its id alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hash(pub(super) u64);

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let (high, low) = (scramble(self.0 ^ 0x1_3D), scramble(self.0.rotate_left(32)));
        serializer.collect_str(&format_args!("{high:016x}{low:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_have_a_fraction_only_where_there_is_one() {
        let written = [1_210_000, -242_000, 0, 85, 1_250, -5].map(|part| Cents(part).to_string());
        assert_eq!(written, ["12100", "-2420", "0", "0.85", "12.5", "-0.05"]);
    }

    #[test]
    fn dates_have_five_forms() {
        use DateForm::{Day, DayAndTime, DayFirst, Digits, Rfc3339};
        let written = [Digits, Day, DayAndTime, Rfc3339, DayFirst]
            .map(|form| DateText(1_767_312_000, form).to_string());
        let expected = [
            "1767312000",
            "2026-01-02",
            "2026-01-02 00:00:00",
            "2026-01-02T00:00:00+00:00",
            "02-01-2026",
        ];
        assert_eq!(written, expected);
    }
}
