//! Durations and sizes as people write them: a whole number and a unit.
//!
//! A bare number is refused, because 30 may be seconds to one reader and milliseconds to the next.

use std::{fmt, time::Duration};

use serde::{Deserialize, Deserializer, de};

/// Longest duration that makes sense here; it also keeps every later sum of durations far from overflow.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// A duration such as `500ms`, `30s`, `5m`, `24h` or `7d`.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypedDuration(pub(super) Duration);

/// A size such as `512B`, `64KiB`, `25MiB` or `10MB`, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypedSize(pub(super) usize);

fn parse_duration(text: &str) -> Result<TypedDuration, &'static str> {
    const HELP: &str = "is not a duration: write a whole number and its unit (ms, s, m, h or d), such as \"30s\" or \
                        \"5m\"; a bare number does not say which unit is meant";
    let (number, unit) = split(text).ok_or(HELP)?;
    let unit_ms: u64 = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(HELP),
    };
    let duration = number.checked_mul(unit_ms).map(Duration::from_millis);
    match duration {
        Some(duration) if duration <= LONGEST => Ok(TypedDuration(duration)),
        _ => Err("is not a duration that makes sense here: the longest is \"366d\""),
    }
}

fn parse_size(text: &str) -> Result<TypedSize, &'static str> {
    const HELP: &str = "is not a size: write a whole number and its unit (B, kB, KiB, MB, MiB, GB or GiB), such as \
                        \"64KiB\" or \"25MiB\"; a bare number does not say which unit is meant";
    let (number, unit) = split(text).ok_or(HELP)?;
    let unit_bytes: u64 = match unit {
        "B" => 1,
        "kB" | "KB" => 1_000,
        "KiB" => 1 << 10,
        "MB" => 1_000_000,
        "MiB" => 1 << 20,
        "GB" => 1_000_000_000,
        "GiB" => 1 << 30,
        _ => return Err(HELP),
    };
    let bytes = number.checked_mul(unit_bytes);
    match bytes.and_then(|bytes| usize::try_from(bytes).ok()) {
        Some(bytes) => Ok(TypedSize(bytes)),
        None => Err("is not a size that this machine can hold"),
    }
}

/// Splits `30s` into 30 and `s`.
fn split(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|character: char| !character.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit))
}

/// Writes a duration in the largest unit that says it exactly.
pub(super) fn show_duration(duration: Duration) -> String {
    let ms = duration.as_millis();
    for (unit_ms, unit) in [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "m"),
        (1_000, "s"),
    ] {
        if ms > 0 && ms.is_multiple_of(unit_ms) {
            return format!("{}{unit}", ms / unit_ms);
        }
    }
    format!("{ms}ms")
}

/// Reads strings by a function; what `expecting` says completes "must be ...".
struct TextVisitor<T> {
    expecting: &'static str,
    parse: fn(&str) -> Result<T, &'static str>,
}

impl<T> de::Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expecting)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(text).map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for TypedDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor {
            expecting: "a duration with its unit, such as \"30s\" or \"5m\"",
            parse: parse_duration,
        })
    }
}

impl<'de> Deserialize<'de> for TypedSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor {
            expecting: "a size with its unit, such as \"64KiB\" or \"25MiB\"",
            parse: parse_size,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_number_and_a_unit() {
        let cases = [
            ("500ms", 500),
            ("30s", 30_000),
            ("5m", 300_000),
            ("24h", 86_400_000),
            ("0s", 0),
            ("1d", 86_400_000),
        ];
        for (text, ms) in cases {
            assert_eq!(
                parse_duration(text).unwrap().0,
                Duration::from_millis(ms),
                "{text}"
            );
        }
        for text in [
            "",
            "30",
            "s",
            "-1s",
            "1.5s",
            "30 s",
            "30S",
            "1h30m",
            "99999999999999999999s",
            "367d",
            "١s",
        ] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_size_is_a_number_and_a_unit() {
        for (text, bytes) in [
            ("512B", 512),
            ("64KiB", 65_536),
            ("1MiB", 1_048_576),
            ("10kB", 10_000),
            ("2GB", 2_000_000_000),
        ] {
            assert_eq!(parse_size(text).unwrap().0, bytes, "{text}");
        }
        for text in ["", "1024", "1mib", "1 MiB", "-1B", "99999999999999GiB"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_duration_is_shown_as_people_write_it() {
        for text in ["500ms", "30s", "5m", "24h", "7d", "90s"] {
            let shown = show_duration(parse_duration(text).unwrap().0);
            assert_eq!(
                parse_duration(&shown).unwrap().0,
                parse_duration(text).unwrap().0
            );
        }
        assert_eq!(show_duration(Duration::from_secs(90)), "90s");
        assert_eq!(show_duration(Duration::ZERO), "0ms");
    }
}
