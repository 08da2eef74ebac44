//! How the vendor writes single values.

use std::fmt::{Display, Formatter, Result};

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::sandbox::dashdoc::invoice::Uid;
use crate::sandbox::random::scramble;

/// A decimal string with a fixed number of places, from a whole number of its last place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fixed<const PLACES: u32>(pub(super) i64);

impl<const PLACES: u32> Display for Fixed<PLACES> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let unit = 10_u64.pow(PLACES);
        let sign = if self.0 < 0 { "-" } else { "" };
        let number = self.0.unsigned_abs();
        let places = PLACES as usize;
        write!(
            formatter,
            "{sign}{}.{:0places$}",
            number / unit,
            number % unit
        )
    }
}

impl<const PLACES: u32> Serialize for Fixed<PLACES> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A JSON number as computed in doubles: without a fraction when it is whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Double(pub(super) f64);

impl Serialize for Double {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < 1e15 {
            return serializer.serialize_i64(self.0 as i64);
        }
        serializer.serialize_f64(self.0)
    }
}

/// A moment in UTC with as many digits as it needs, from microseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time(pub(super) i64);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let time = Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        serializer.collect_str(&time)
    }
}

impl Uid {
    /// Makes an id that depends on `seed` alone.
    pub(super) fn of(seed: u64) -> Self {
        let high = u128::from(scramble(seed ^ 0xDA5D_0C00)) << 64;
        let low = u128::from(scramble(seed.wrapping_add(0x1D)));
        let version = 4 << 76;
        let variant = 2 << 62;
        let free = !(0xF_u128 << 76 | 3 << 62);
        Self((high | low) & free | version | variant)
    }

    /// Reads the usual form, in either case.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let number = u128::from_str_radix(&text.replace('-', ""), 16).ok()?;
        let uid = Self(number);
        uid.to_string().eq_ignore_ascii_case(text).then_some(uid)
    }
}

impl Display for Uid {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let bits = |from: u32, count: u32| self.0 >> from & ((1 << count) - 1);
        write!(
            formatter,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            bits(96, 32),
            bits(80, 16),
            bits(64, 16),
            bits(48, 16),
            bits(0, 48)
        )
    }
}

impl Serialize for Uid {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: impl Serialize) -> String {
        serde_json::to_string(&value).expect("a value")
    }

    #[test]
    fn amounts_keep_their_places() {
        assert_eq!(written(Fixed::<2>(-5)), "\"-0.05\"");
        assert_eq!(written(Fixed::<3>(1_000)), "\"1.000\"");
        assert_eq!(written(Fixed::<2>(0)), "\"0.00\"");
    }

    #[test]
    fn doubles_keep_their_noise_and_whole_ones_have_no_fraction() {
        assert_eq!(written(Double(10.0)), "10");
        assert_eq!(written(Double(0.1 + 0.2)), "0.30000000000000004");
    }

    #[test]
    fn moments_have_zero_to_six_digits_and_a_z() {
        assert_eq!(
            written(Time(1_600_000_000_000_000)),
            "\"2020-09-13T12:26:40Z\""
        );
        assert_eq!(
            written(Time(1_600_000_000_261_670)),
            "\"2020-09-13T12:26:40.26167Z\""
        );
    }

    #[test]
    fn uids_look_like_version_four_and_are_read_back() {
        let uid = Uid::of(7);
        let text = uid.to_string();
        assert_eq!((text.len(), &text[14..15]), (36, "4"));
        assert_eq!(Uid::parse(&text.to_uppercase()), Some(uid));
        assert_eq!(Uid::parse(&text.replace('-', "")), None);
        assert_eq!(Uid::parse("items"), None);
    }
}
