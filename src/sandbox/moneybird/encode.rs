//! How the vendor writes single values.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::sandbox::random::scramble;

/// The largest integer that a double holds exactly; ids beyond it are written as strings.
const LARGEST_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// An id: a number while it is small, a string of digits otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Id(pub(super) u64);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 <= LARGEST_SAFE_INTEGER {
            serializer.serialize_u64(self.0)
        } else {
            serializer.collect_str(&self.0)
        }
    }
}

/// An amount: a string with the fewest digits needed, at least one after the dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Money(pub(super) Decimal);

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut amount = self.0.normalize();
        if amount.scale() == 0 {
            amount.rescale(1);
        }
        serializer.collect_str(&amount)
    }
}

/// A moment in UTC with milliseconds, from milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time(pub(super) i64);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let time = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        serializer.collect_str(&format_args!("{time:.3}"))
    }
}

/// Makes 64 hexadecimal digits that look like a secret and depend on the id alone.
pub(super) fn token(id: u64, salt: u64) -> String {
    let part = |index: u64| scramble(id ^ (salt * 4 + index).wrapping_mul(0xA24B_AED4_963E_E407));
    let parts = [0, 1, 2, 3].map(part);
    format!(
        "{:016x}{:016x}{:016x}{:016x}",
        parts[0], parts[1], parts[2], parts[3]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: impl Serialize) -> String {
        serde_json::to_string(&value).expect("a value")
    }

    #[test]
    fn small_ids_are_numbers_and_long_ones_strings() {
        assert_eq!(written(Id(123)), "123");
        assert_eq!(
            written(Id(490_000_000_000_000_001)),
            "\"490000000000000001\""
        );
    }

    #[test]
    fn money_has_the_fewest_digits_but_one_after_the_dot() {
        let money = |text: &str| written(Money(text.parse().expect("a decimal")));
        assert_eq!(money("300.00"), "\"300.0\"");
        assert_eq!(money("129.95"), "\"129.95\"");
        assert_eq!(money("-363"), "\"-363.0\"");
        assert_eq!(money("0"), "\"0.0\"");
    }

    #[test]
    fn times_have_milliseconds_and_a_z() {
        assert_eq!(
            written(Time(1_780_000_000_050)),
            "\"2026-05-28T20:26:40.050Z\""
        );
    }
}
