//! Reads the vendors' loosely typed fields: each function takes every form that is known to occur and nothing else.
//!
//! `null`, a missing key and an empty text all mean absent. Numbers are read from their JSON text, never through a float.

use std::{borrow::Cow, fmt, marker::PhantomData, str::FromStr};

use async_graphql::ID;
use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeOwned, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::value::RawValue;

use crate::{
    domain::decimal_from_text,
    list::List,
    scalar::{Date, DateTime, DecimalText, Json},
};

/// A JSON value that is no list and no object, as its text.
enum Scalar<'de> {
    Absent,
    Bool(bool),
    Number(&'de str),
    Text(Cow<'de, str>),
}

impl<'de> Scalar<'de> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = <&RawValue>::deserialize(deserializer)?.get();
        match json.as_bytes().first() {
            Some(b'n') => Ok(Self::Absent),
            Some(b't') => Ok(Self::Bool(true)),
            Some(b'f') => Ok(Self::Bool(false)),
            Some(b'"') => {
                let text = unquoted(json).map_err(D::Error::custom)?;
                Ok(if text.is_empty() {
                    Self::Absent
                } else {
                    Self::Text(text)
                })
            }
            Some(b'-' | b'0'..=b'9') => Ok(Self::Number(json)),
            _ => Err(D::Error::custom("expected a single value")),
        }
    }
}

fn unquoted(json: &str) -> serde_json::Result<Cow<'_, str>> {
    if json.contains('\\') {
        serde_json::from_str::<String>(json).map(Cow::Owned)
    } else {
        serde_json::from_str::<&str>(json).map(Cow::Borrowed)
    }
}

/// Reads an id, written as text or as a number of any size.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ID>, D::Error> {
    Ok(text(deserializer)?.map(ID))
}

/// Reads a text; a number where text is expected keeps its digits.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Scalar::read(deserializer)? {
        Scalar::Absent => Ok(None),
        Scalar::Number(text) => Ok(Some(text.to_owned())),
        Scalar::Text(text) => Ok(Some(text.into_owned())),
        Scalar::Bool(_) => Err(D::Error::custom("expected a text")),
    }
}

/// Reads a decimal number, written as text or as a number.
pub(crate) fn decimal<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DecimalText>, D::Error> {
    let number = match Scalar::read(deserializer)? {
        Scalar::Absent => return Ok(None),
        Scalar::Number(text) => decimal_from_text(text),
        Scalar::Text(text) => decimal_from_text(&text),
        Scalar::Bool(_) => None,
    };
    number
        .map(|number| Some(DecimalText(number)))
        .ok_or_else(|| D::Error::custom("expected a decimal number"))
}

/// Reads a whole number, written as a number or as text.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let number = match Scalar::read(deserializer)? {
        Scalar::Absent => return Ok(None),
        Scalar::Number(text) => text.parse().ok(),
        Scalar::Text(text) => text.parse().ok(),
        Scalar::Bool(_) => None,
    };
    number
        .map(Some)
        .ok_or_else(|| D::Error::custom("expected a whole number"))
}

/// Reads a yes or no, written as a boolean or as its name.
pub(crate) fn boolean<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<bool>, D::Error> {
    match Scalar::read(deserializer)? {
        Scalar::Absent => Ok(None),
        Scalar::Bool(value) => Ok(Some(value)),
        Scalar::Text(text) if text == "true" => Ok(Some(true)),
        Scalar::Text(text) if text == "false" => Ok(Some(false)),
        _ => Err(D::Error::custom("expected true or false")),
    }
}

/// Reads a day.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    parsed::<jiff::civil::Date, D>(deserializer, "expected a date").map(|date| date.map(Date))
}

/// Reads a moment with its offset.
pub(crate) fn moment<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime>, D::Error> {
    parsed::<Timestamp, D>(deserializer, "expected a moment").map(|moment| moment.map(DateTime))
}

/// Reads a moment told in seconds since 1970; zero means absent.
pub(crate) fn unix<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime>, D::Error> {
    let Some(seconds) = integer(deserializer)?.filter(|seconds| *seconds != 0) else {
        return Ok(None);
    };
    match Timestamp::from_second(seconds) {
        Ok(moment) => Ok(Some(DateTime(moment))),
        Err(_) => Err(D::Error::custom("expected seconds since 1970")),
    }
}

/// Reads a moment in UTC that names no zone (`2026-01-31 10:00:00`); a day alone is its midnight.
pub(crate) fn utc<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime>, D::Error> {
    let moment = parsed::<civil::DateTime, D>(deserializer, "expected a moment in UTC")?;
    let moment = moment.map(|moment| moment.to_zoned(TimeZone::UTC));
    match moment.transpose() {
        Ok(moment) => Ok(moment.map(|moment| DateTime(moment.timestamp()))),
        Err(_) => Err(D::Error::custom("expected a moment in UTC")),
    }
}

/// Reads a yes or no that may also be written as 1 or 0.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match Scalar::read(deserializer)? {
        Scalar::Absent => Ok(None),
        Scalar::Bool(value) => Ok(Some(value)),
        Scalar::Number("1") => Ok(Some(true)),
        Scalar::Number("0") => Ok(Some(false)),
        Scalar::Text(text) if text == "true" || text == "1" => Ok(Some(true)),
        Scalar::Text(text) if text == "false" || text == "0" => Ok(Some(false)),
        _ => Err(D::Error::custom("expected true or false")),
    }
}

/// Reads what any client of the vendor may have written where a text is expected: a number or a yes or no too.
pub(crate) fn words<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    Ok(match Scalar::read(deserializer)? {
        Scalar::Absent => None,
        Scalar::Number(text) => Some(text.to_owned()),
        Scalar::Text(text) => Some(text.into_owned()),
        Scalar::Bool(value) => Some(value.to_string()),
    })
}

/// Reads a list, which may also be written as a text that holds the list.
pub(crate) fn list<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<List<T>>, D::Error> {
    deserializer.deserialize_any(ListVisitor(PhantomData))
}

/// Reads an object; PHP writes an empty one as an empty list too, and both mean absent.
pub(crate) fn object<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(ObjectVisitor(PhantomData))
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for ListVisitor<T> {
    type Value = Option<List<T>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() {
            return Ok(None);
        }
        serde_json::from_str(text)
            .map(Some)
            .map_err(|_| E::custom("expected a list"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        List::deserialize(SeqAccessDeserializer::new(list)).map(Some)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for ObjectVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() {
            return Ok(None);
        }
        Err(E::custom("expected an object"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        match list.next_element::<IgnoredAny>()? {
            None => Ok(None),
            Some(_) => Err(A::Error::custom("expected an object")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(Some)
    }
}

/// Reads anything.
pub(crate) fn json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Ok(Option::<serde_json::Value>::deserialize(deserializer)?.map(Json))
}

fn parsed<'de, T: FromStr, D: Deserializer<'de>>(
    deserializer: D,
    expected: &str,
) -> Result<Option<T>, D::Error> {
    match Scalar::read(deserializer)? {
        Scalar::Absent => Ok(None),
        Scalar::Text(text) => text
            .parse()
            .map(Some)
            .map_err(|_| D::Error::custom(expected)),
        _ => Err(D::Error::custom(expected)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct All {
        #[serde(deserialize_with = "id")]
        id: Option<ID>,
        #[serde(deserialize_with = "text")]
        text: Option<String>,
        #[serde(deserialize_with = "decimal")]
        decimal: Option<DecimalText>,
        #[serde(deserialize_with = "integer")]
        integer: Option<i64>,
        #[serde(deserialize_with = "boolean")]
        boolean: Option<bool>,
        #[serde(deserialize_with = "date")]
        date: Option<Date>,
        #[serde(deserialize_with = "moment")]
        moment: Option<DateTime>,
        #[serde(deserialize_with = "json")]
        json: Option<Json>,
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Php {
        #[serde(deserialize_with = "unix")]
        unix: Option<DateTime>,
        #[serde(deserialize_with = "utc")]
        utc: Option<DateTime>,
        #[serde(deserialize_with = "flag")]
        flag: Option<bool>,
        #[serde(deserialize_with = "words")]
        words: Option<String>,
        #[serde(deserialize_with = "list")]
        list: Option<List<All>>,
        #[serde(deserialize_with = "object")]
        object: Option<Box<All>>,
    }

    fn php(json: &str) -> Php {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn moments_without_a_zone_are_utc_and_zero_is_none() {
        let read = php(r#"{"unix":1759900300,"utc":"2026-01-31 10:00:05"}"#);
        assert_eq!(read.unix.unwrap().0.to_string(), "2025-10-08T05:11:40Z");
        assert_eq!(read.utc.unwrap().0.to_string(), "2026-01-31T10:00:05Z");
        let day = php(r#"{"utc":"2026-01-31","unix":"1759900300"}"#);
        assert_eq!(day.utc.unwrap().0.to_string(), "2026-01-31T00:00:00Z");
        assert!(day.unix.is_some());
        let none = php(r#"{"unix":0,"utc":""}"#);
        assert!(none.unix.is_none() && none.utc.is_none());
    }

    #[test]
    fn a_list_in_a_text_and_an_empty_list_for_an_object_are_taken() {
        assert_eq!(php(r#"{"list":"[]"}"#).list.unwrap().len(), 0);
        assert_eq!(php(r#"{"list":"[{\"id\":1}]"}"#).list.unwrap().len(), 1);
        assert_eq!(php(r#"{"list":[{"id":1},{}]}"#).list.unwrap().len(), 2);
        for absent in ["[]", "null", "\"\""] {
            let read = php(&format!("{{\"object\":{absent}}}"));
            assert!(read.object.is_none(), "{absent}");
        }
        let read = php(r#"{"object":{"text":"x"}}"#);
        assert_eq!(read.object.unwrap().text.as_deref(), Some("x"));
        assert!(serde_json::from_str::<Php>(r#"{"object":[1]}"#).is_err());
        assert!(serde_json::from_str::<Php>(r#"{"list":"none"}"#).is_err());
    }

    #[test]
    fn what_any_client_may_have_written_is_taken_as_text() {
        assert_eq!(php(r#"{"words":12.50}"#).words.as_deref(), Some("12.50"));
        assert_eq!(php(r#"{"words":true}"#).words.as_deref(), Some("true"));
        assert_eq!(php(r#"{"flag":1}"#).flag, Some(true));
        assert_eq!(php(r#"{"flag":"0"}"#).flag, Some(false));
    }

    fn all(json: &str) -> All {
        serde_json::from_str(json).unwrap()
    }

    fn wrong_at(json: &str) -> String {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        serde_path_to_error::deserialize::<_, All>(&mut deserializer)
            .unwrap_err()
            .path()
            .to_string()
    }

    #[test]
    fn ids_keep_every_digit_whether_text_or_number() {
        let big = "123456789012345678901234567890";
        assert_eq!(all(&format!("{{\"id\":{big}}}")).id.unwrap().0, big);
        assert_eq!(all(r#"{"id":"0042"}"#).id.unwrap().0, "0042");
        assert_eq!(all(r#"{"id":123}"#).id.unwrap().0, "123");
    }

    #[test]
    fn decimals_are_exact_from_text_and_from_numbers() {
        let exact = |json: &str| all(json).decimal.unwrap().0.to_string();
        assert_eq!(exact(r#"{"decimal":"0.1"}"#), "0.1");
        assert_eq!(
            exact(r#"{"decimal":123456789012345678.91}"#),
            "123456789012345678.91"
        );
        assert_eq!(exact(r#"{"decimal":-363.00}"#), "-363.00");
    }

    #[test]
    fn the_other_forms_are_taken() {
        let all = all(
            r#"{"integer":"7","boolean":"false","text":0,"date":"2026-01-31","moment":"2026-08-21T15:50:31.710+02:00","json":{"a":[1]}}"#,
        );
        assert_eq!(all.integer, Some(7));
        assert_eq!(all.boolean, Some(false));
        assert_eq!(all.text.as_deref(), Some("0"));
        assert_eq!(all.date.unwrap().0.to_string(), "2026-01-31");
        assert_eq!(all.moment.unwrap().0.to_string(), "2026-08-21T13:50:31.71Z");
        assert_eq!(all.json.unwrap().0, serde_json::json!({"a": [1]}));
    }

    #[test]
    fn escapes_are_read() {
        let all = all(r#"{"text":"caf\u00e9 \"x\" \ud83d\ude00"}"#);
        assert_eq!(all.text.as_deref(), Some("café \"x\" 😀"));
    }

    #[test]
    fn null_missing_and_empty_all_mean_absent() {
        for json in [
            "{}",
            r#"{"id":null,"text":null,"decimal":null,"integer":null,"boolean":null,"date":null,"moment":null,"json":null}"#,
            r#"{"id":"","text":"","decimal":"","integer":"","boolean":"","date":"","moment":""}"#,
        ] {
            let all = all(json);
            assert!(all.id.is_none() && all.text.is_none() && all.decimal.is_none());
            assert!(all.integer.is_none() && all.boolean.is_none() && all.date.is_none());
            assert!(all.moment.is_none() && all.json.is_none());
        }
    }

    #[test]
    fn a_wrong_type_is_an_error_at_its_path() {
        for (json, path) in [
            (r#"{"id":{}}"#, "id"),
            (r#"{"text":true}"#, "text"),
            (r#"{"decimal":"12,50"}"#, "decimal"),
            (r#"{"integer":1.5}"#, "integer"),
            (r#"{"boolean":"yes"}"#, "boolean"),
            (r#"{"date":"31-01-2026"}"#, "date"),
            (r#"{"moment":20260131}"#, "moment"),
        ] {
            assert_eq!(wrong_at(json), path);
        }
    }
}
