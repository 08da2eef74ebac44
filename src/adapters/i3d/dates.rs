//! Days and moments, which the list tells in Unix seconds and the details in a form that nobody describes.

use jiff::{Timestamp, civil, tz::TimeZone};

/// Unix seconds; zero and less mean that there is none.
pub(super) fn from_seconds(seconds: Option<i64>) -> Option<Timestamp> {
    let seconds = seconds.filter(|seconds| *seconds > 0)?;
    Timestamp::from_second(seconds).ok()
}

/// Unix seconds, RFC 3339, `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS` or `DD-MM-YYYY`; a day is its midnight.
pub(super) fn from_text(text: Option<&str>, time_zone: &TimeZone) -> Option<Timestamp> {
    let text = text?.trim();
    if let Ok(seconds) = text.parse() {
        return from_seconds(Some(seconds));
    }
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let local = match text.parse::<civil::DateTime>() {
        Ok(local) => local,
        Err(_) => dutch(text)?.to_datetime(civil::Time::midnight()),
    };
    Some(time_zone.to_zoned(local).ok()?.timestamp())
}

/// The day of a moment.
pub(super) fn day(moment: Option<Timestamp>, time_zone: &TimeZone) -> Option<civil::Date> {
    Some(moment?.to_zoned(time_zone.clone()).date())
}

/// `DD-MM-YYYY`.
fn dutch(text: &str) -> Option<civil::Date> {
    let mut parts = text.split('-');
    let day = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let year = parts.next()?.parse().ok()?;
    let is_all = parts.next().is_none();
    civil::Date::new(year, month, day).ok().filter(|_| is_all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_tells_the_same_day() {
        let amsterdam = TimeZone::get("Europe/Amsterdam").unwrap();
        for text in [
            "1782856800",
            "2026-07-01",
            "2026-07-01 00:00:00",
            "2026-06-30T22:00:00Z",
            "2026-07-01T00:00:00+02:00",
            "01-07-2026",
        ] {
            let moment = from_text(Some(text), &amsterdam);
            let seconds = moment.map(Timestamp::as_second);
            assert_eq!(seconds, Some(1_782_856_800), "{text}");
            assert_eq!(day(moment, &amsterdam), Some(civil::date(2026, 7, 1)));
        }
        for text in ["", "soon", "0", "-1", "31-02-2026", "1-2-3-4"] {
            assert_eq!(from_text(Some(text), &amsterdam), None, "{text}");
        }
        assert_eq!(from_seconds(Some(0)), None);
    }
}
