//! Filters that all lists have, and how they look at values.
//!
//! Whatever is not understood is ignored: the list then holds more than was asked for, with 200.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::sandbox::invoice_ninja::errors::Refusal;
use crate::sandbox::invoice_ninja::hashid;
use crate::sandbox::invoice_ninja::order::Row;
use crate::sandbox::invoice_ninja::params::{Params, leading_number};
use crate::sandbox::invoice_ninja::rows::Stamps;

/// One condition on a row.
pub(super) type Test<'a, T> = Box<dyn Fn(&T) -> bool + 'a>;

/// Parameters that are methods of the filter program by accident, and make it fail.
const ACCIDENTS: [&str; 4] = ["split", "apply", "filters", "request"];

/// The conditions that every list knows.
pub(super) fn common<'a, T: Row>(params: &'a Params) -> Result<Vec<Test<'a, T>>, Box<Refusal>> {
    if ACCIDENTS.iter().any(|name| params.has(name)) {
        return Err(Refusal::server_error());
    }
    let mut tests: Vec<Test<'a, T>> = Vec::new();
    if let Some(states) = params.get("status") {
        let known = states.split(',').map(str::trim);
        let known: Vec<&str> = known
            .filter(|word| ["active", "archived", "deleted"].contains(word))
            .collect();
        if !known.is_empty() {
            tests.push(Box::new(move |row| known.contains(&state(row.stamps()))));
        }
    }
    if let Some(flag) = params.get("is_deleted") {
        // The column is compared with the text as a number, and so `true` finds what is not deleted.
        let wanted = leading_number(flag);
        tests.push(Box::new(move |row| {
            i64::from(row.stamps().is_deleted) == wanted
        }));
    }
    if params.has("with_trashed") {
        match params.get("with_trashed") {
            None => return Err(Refusal::server_error()),
            Some("false") => tests.push(Box::new(|row| !row.stamps().is_deleted)),
            Some(_) => {}
        }
    }
    if let Some(since) = params.get("created_at").and_then(moment) {
        tests.push(Box::new(move |row| row.stamps().created_at >= since));
    }
    if let Some(since) = params.get("updated_at").and_then(moment) {
        tests.push(Box::new(move |row| row.stamps().updated_at >= since));
    }
    Ok(tests)
}

fn state(stamps: &Stamps) -> &'static str {
    match stamps {
        Stamps {
            is_deleted: true, ..
        } => "deleted",
        Stamps { archived_at: 0, .. } => "active",
        Stamps { .. } => "archived",
    }
}

/// Reads Unix seconds or a date in the usual spellings.
pub(super) fn moment(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<f64>() {
        return Some(seconds as i64);
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_second());
    }
    let moment = text.parse::<DateTime>().ok();
    let moment = moment.or_else(|| text.parse::<Date>().ok().map(Into::into))?;
    let moment = moment.to_zoned(TimeZone::UTC).ok()?;
    Some(moment.timestamp().as_second())
}

/// Reads the row number of a hash; what cannot be read is found nowhere.
pub(super) fn row_number(hash: &str) -> u32 {
    hashid::decode(hash).unwrap_or(u32::MAX)
}

/// Reads `from,to`.
pub(super) fn range(text: &str) -> Option<(Date, Date)> {
    let (from, to) = text.split_once(',')?;
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

/// SQL's `LIKE '%x%'` without regard to case; `%` and `_` in the text keep their meaning, and a backslash takes it from
/// what follows.
#[derive(Debug)]
pub(super) struct Like(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Any,
    One,
    Same(char),
}

impl Like {
    /// Takes the text as it is.
    pub(super) fn new(text: &str) -> Self {
        let pattern = format!("%{}%", text.to_lowercase());
        let mut letters = pattern.chars();
        let mut parts = Vec::new();
        while let Some(letter) = letters.next() {
            parts.push(match letter {
                '%' => Part::Any,
                '_' => Part::One,
                '\\' => Part::Same(letters.next().unwrap_or('\\')),
                letter => Part::Same(letter),
            });
        }
        Self(parts)
    }

    /// Whether a value is like the text.
    pub(super) fn matches(&self, value: &str) -> bool {
        let value: Vec<char> = value.to_lowercase().chars().collect();
        let (mut at, mut pattern) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        while at < value.len() {
            match self.0.get(pattern) {
                Some(Part::Any) => {
                    retry = Some((pattern + 1, at));
                    pattern += 1;
                }
                Some(part) if *part == Part::One || *part == Part::Same(value[at]) => {
                    at += 1;
                    pattern += 1;
                }
                _ => {
                    let Some((after, from)) = retry else {
                        return false;
                    };
                    retry = Some((after, from + 1));
                    pattern = after;
                    at = from + 1;
                }
            }
        }
        self.0[pattern..].iter().all(|rest| *rest == Part::Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_knows_its_wildcards_and_no_case() {
        for (pattern, value, is_like) in [
            ("zee", "De ZEE roept", true),
            ("z_e", "zoe", true),
            ("z_e", "ze", false),
            ("a%c", "xxabbbcxx", true),
            ("", "anything", true),
            ("ü", "MÜLLER", true),
            ("abc", "ababd", false),
            (r"50\%", "at 50% off", true),
            (r"a\b", "xabx", true),
            (r"a\b", r"a\b", false),
            (r"\", "ends in %", true),
            (r"\", r"a\b", false),
        ] {
            assert_eq!(Like::new(pattern).matches(value), is_like, "{pattern}");
        }
    }

    #[test]
    fn moments_are_seconds_or_dates() {
        assert_eq!(moment("1700000000"), Some(1_700_000_000));
        assert_eq!(moment("1970-01-02"), Some(86_400));
        assert_eq!(moment("1970-01-01 00:01:00"), Some(60));
        assert_eq!(moment("1970-01-01T00:01:00Z"), Some(60));
        assert_eq!(moment("soon"), None);
    }
}
