//! Cursors: places in a list, bound to the filter and order of that list.
//!
//! The text form is opaque and URL-safe. It says where the list goes on, not how many rows came before, so that rows that
//! come or go never make another be skipped or shown twice.

use std::hash::{DefaultHasher, Hash, Hasher};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{Timestamp, civil::Date};

use crate::{
    domain::decimal_from_text,
    error::{Error, ErrorKind, Result},
    snapshot::order::{Order, Place, PlaceValue},
};

const SEPARATOR: char = '\u{1f}';
/// Longest text that is looked at.
const MAX_LENGTH: usize = 4096;

/// Tells lists apart: the same number for the same filter and order.
pub(crate) fn list_key(list: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    list.hash(&mut hasher);
    hasher.finish()
}

/// Writes a list key and some parts as one opaque text.
pub(crate) fn seal(list: u64, parts: &[&str]) -> String {
    let mut plain = format!("{list:016x}");
    for part in parts {
        plain.push(SEPARATOR);
        plain.push_str(part);
    }
    URL_SAFE_NO_PAD.encode(plain)
}

/// Reads the parts of a text that `seal` wrote for the same list.
///
/// # Errors
/// `InvalidInput` for anything else.
pub(crate) fn unseal<const PARTS: usize>(list: u64, cursor: &str) -> Result<[String; PARTS]> {
    let plain = (cursor.len() <= MAX_LENGTH)
        .then(|| URL_SAFE_NO_PAD.decode(cursor).ok())
        .flatten();
    let plain = plain
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(not_a_cursor)?;
    let (key, rest) = plain.split_once(SEPARATOR).ok_or_else(not_a_cursor)?;
    let key = u64::from_str_radix(key, 16).map_err(|_| not_a_cursor())?;
    if key != list {
        return Err(Error::new(
            ErrorKind::InvalidInput,
            "this cursor belongs to a list with another filter or order: start again without a cursor",
        ));
    }
    let parts: Vec<String> = rest.split(SEPARATOR).map(str::to_owned).collect();
    parts.try_into().map_err(|_| not_a_cursor())
}

/// Writes the cursor of a place.
pub(crate) fn encode(list: u64, place: &Place) -> String {
    let value = match &place.value {
        PlaceValue::Date(date) => format!("d{date}"),
        PlaceValue::Time(time) => format!("t{time}"),
        PlaceValue::Number(number) => format!("n{number}"),
        PlaceValue::Text(text) => format!("s{}", URL_SAFE_NO_PAD.encode(text)),
        PlaceValue::Missing => "-".to_owned(),
    };
    seal(list, &[&value, &place.account, &place.id])
}

/// Reads a cursor of the list with that key and order.
///
/// # Errors
/// `InvalidInput` when it is none.
pub(crate) fn decode(list: u64, order: Order, cursor: &str) -> Result<Place> {
    let [value, account, id] = unseal(list, cursor)?;
    let value = value_of(&value)
        .filter(|value| value.fits(order.field))
        .ok_or_else(not_a_cursor)?;
    Ok(Place { value, account, id })
}

fn value_of(text: &str) -> Option<PlaceValue> {
    let mut characters = text.chars();
    let kind = characters.next()?;
    let rest = characters.as_str();
    Some(match kind {
        'd' => PlaceValue::Date(rest.parse::<Date>().ok()?),
        't' => PlaceValue::Time(rest.parse::<Timestamp>().ok()?),
        'n' => PlaceValue::Number(decimal_from_text(rest)?),
        's' => PlaceValue::Text(String::from_utf8(URL_SAFE_NO_PAD.decode(rest).ok()?).ok()?),
        '-' if rest.is_empty() => PlaceValue::Missing,
        _ => return None,
    })
}

fn not_a_cursor() -> Error {
    Error::new(
        ErrorKind::InvalidInput,
        "this is not a cursor of this gateway: use one that a page of this list gave you",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(value: PlaceValue) -> Place {
        Place {
            value,
            account: "acme".to_owned(),
            id: "12".to_owned(),
        }
    }

    #[test]
    fn every_kind_of_value_reads_back() {
        let by = |field| Order {
            field,
            descending: false,
        };
        use crate::snapshot::order::OrderField::{IssueDate, Number, Total, UpdatedAt};
        for (value, order) in [
            (
                PlaceValue::Date("2026-02-03".parse().unwrap()),
                by(IssueDate),
            ),
            (
                PlaceValue::Time("2026-02-03T04:05:06.789Z".parse().unwrap()),
                by(UpdatedAt),
            ),
            (
                PlaceValue::Number(decimal_from_text("-12.50").unwrap()),
                by(Total),
            ),
            (PlaceValue::Text("2026/\u{1f}ü".to_owned()), by(Number)),
            (PlaceValue::Missing, by(Number)),
        ] {
            let expected = place(value);
            assert_eq!(decode(7, order, &encode(7, &expected)).unwrap(), expected);
        }
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let cursor = encode(7, &place(PlaceValue::Missing));
        assert!(
            decode(8, Order::NEWEST, &cursor)
                .unwrap_err()
                .message()
                .contains("another filter or order")
        );
        let dated = encode(7, &place(PlaceValue::Date("2026-02-03".parse().unwrap())));
        let by_total = Order {
            field: crate::snapshot::order::OrderField::Total,
            descending: true,
        };
        assert_eq!(
            decode(7, by_total, &dated).unwrap_err().kind(),
            ErrorKind::InvalidInput
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            prop_assert_eq!(decode(7, Order::NEWEST, &text).unwrap_err().kind(), ErrorKind::InvalidInput);
        }
    }
}
