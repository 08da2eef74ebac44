//! `Retry-After`, as vendors mean it.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// The longest wait that is believed. A clock that is wrong, theirs or ours, must not shut an account for a day.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// What is greater is a moment, not a delay: as a delay it would be 31 years, as a moment it is the year 2001.
const EPOCH_ABOVE: i64 = 1_000_000_000;

/// Tells how long to wait before asking again, at most an hour; `None` where the vendor does not say.
///
/// RFC 9110 allows a delay in seconds or an HTTP date. Moneybird sends Unix time in seconds (its OpenAPI document, answer
/// 429; clients that took it for a delay slept for fifty years).
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<i64>() {
        Ok(moment) if moment > EPOCH_ABOVE => match Timestamp::from_second(moment) {
            Ok(moment) => moment.duration_since(now),
            // Beyond the year 9999: milliseconds perhaps, a long time in any case.
            Err(_) => return Some(LONGEST),
        },
        Ok(seconds) => jiff::SignedDuration::from_secs(seconds),
        Err(_) => http_date(text)?.duration_since(now),
    };
    // What has passed already is no wait at all.
    Some(Duration::try_from(wait).unwrap_or_default().min(LONGEST))
}

fn http_date(text: &str) -> Option<Timestamp> {
    // A wrong weekday says nothing about the moment.
    DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_timestamp(text)
        .ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    const NOW: i64 = 1_785_000_000;

    fn wait_at(now: Timestamp, text: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_bytes(text.as_bytes()).ok()?);
        retry_after(&headers, now)
    }

    fn wait(text: &str) -> Option<Duration> {
        wait_at(Timestamp::from_second(NOW).unwrap(), text)
    }

    #[test]
    fn every_way_of_saying_it_is_understood() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        for (text, expected) in [
            ("0", seconds(0)),
            ("17", seconds(17)),
            (" 17 ", seconds(17)),
            ("-5", seconds(0)),
            ("3600", seconds(3600)),
            ("3601", seconds(3600)),
            ("1000000000", seconds(3600)),
            ("1785000042", seconds(42)),
            ("1785000000", seconds(0)),
            ("1784999000", seconds(0)),
            ("1785009999", seconds(3600)),
            ("1785000042000", seconds(3600)),
            ("9223372036854775807", seconds(3600)),
            ("Sat, 25 Jul 2026 17:20:30 GMT", seconds(30)),
            ("Mon, 25 Jul 2026 17:20:30 GMT", seconds(30)),
            ("Sat, 25 Jul 2026 17:19:00 GMT", seconds(0)),
            ("Sat, 25 Jul 2027 17:20:30 GMT", seconds(3600)),
            ("99999999999999999999", None),
            ("soon", None),
            ("", None),
            ("1.5", None),
            ("\u{fc}", None),
        ] {
            assert_eq!(wait(text), expected, "{text:?}");
        }
        let now = Timestamp::from_second(NOW).unwrap();
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }

    #[test]
    fn a_moment_is_met_to_the_millisecond() {
        let now = Timestamp::from_millisecond(NOW * 1000 + 250).unwrap();
        assert_eq!(wait_at(now, "1785000001"), Some(Duration::from_millis(750)));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_or_wait_for_more_than_an_hour(text in "\\PC{0,40}", number: i64) {
            for text in [text, number.to_string()] {
                prop_assert!(wait(&text).is_none_or(|wait| wait <= LONGEST));
            }
        }
    }
}
