//! Single fields of a body. A field that is not there stays as it is; clearing one is not documented,
//! so that null and the empty text are refused unless the field allows them.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::sandbox::dashdoc::body::Fields;
use crate::sandbox::dashdoc::change_input::whole;
use crate::sandbox::dashdoc::invoice::{Text, Uid};
use crate::sandbox::dashdoc::mistakes::{Mistake, Mistakes};

/// Reads a text; space around it is taken off, as the framework does. `longest` counts characters.
pub(super) fn text(
    fields: &Fields,
    field: &'static str,
    longest: usize,
    mistakes: &mut Mistakes,
) -> Option<Text> {
    let text = any_text(fields, field, longest, mistakes)?;
    if text.is_empty() {
        mistakes.add(field, Mistake::BLANK);
        return None;
    }
    Some(text)
}

/// Reads a text that may be empty.
pub(super) fn any_text(
    fields: &Fields,
    field: &'static str,
    longest: usize,
    mistakes: &mut Mistakes,
) -> Option<Text> {
    let text = string(fields, field, Mistake::NO_TEXT, mistakes)?.trim();
    if text.chars().count() > longest {
        mistakes.add(field, Mistake::TOO_LONG);
        return None;
    }
    Some(Text::Owned(text.to_owned()))
}

/// Reads a day.
pub(super) fn date(fields: &Fields, field: &'static str, mistakes: &mut Mistakes) -> Option<Date> {
    let text = string(fields, field, Mistake::NO_DATE, mistakes)?;
    // Ten characters, because the parser would take moments and weeks, too.
    let date = text.parse().ok().filter(|_| text.len() == 10);
    if date.is_none() {
        mistakes.add(field, Mistake::NO_DATE);
    }
    date
}

/// Reads an id.
pub(super) fn uid(fields: &Fields, field: &'static str, mistakes: &mut Mistakes) -> Option<Uid> {
    let text = string(fields, field, Mistake::NO_UID, mistakes)?;
    let uid = Uid::parse(text);
    if uid.is_none() {
        mistakes.add(field, Mistake::NO_UID);
    }
    uid
}

/// Reads a decimal that must be there; gives it in units of its last place. The page says that it is a
/// string, so that numbers are refused.
pub(super) fn decimal(
    fields: &Fields,
    field: &'static str,
    places: u32,
    mistakes: &mut Mistakes,
) -> Option<i64> {
    if !fields.contains_key(field) {
        mistakes.add(field, Mistake::REQUIRED);
        return None;
    }
    let text = string(fields, field, Mistake::NO_NUMBER, mistakes)?;
    let read = match text.parse::<Decimal>() {
        Ok(number) => whole(number, places).map_err(|_| Mistake::TOO_FINE),
        Err(_) => Err(Mistake::NO_NUMBER),
    };
    read.map_err(|mistake| mistakes.add(field, mistake)).ok()
}

/// The string of a field; `otherwise` is wrong with what is no string.
fn string<'a>(
    fields: &'a Fields,
    field: &'static str,
    otherwise: Mistake,
    mistakes: &mut Mistakes,
) -> Option<&'a str> {
    match fields.get(field)? {
        Value::String(text) => Some(text),
        Value::Null => {
            mistakes.add(field, Mistake::NULL);
            None
        }
        _ => {
            mistakes.add(field, otherwise);
            None
        }
    }
}
