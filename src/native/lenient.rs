//! Reads the vendors' loosely typed fields: each function takes every form that is known to occur and nothing else.
//!
//! `null`, a missing key and an empty text all mean absent. Numbers are read from their JSON text, never through a float.

use std::{borrow::Cow, str::FromStr};

use async_graphql::ID;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::value::RawValue;

use crate::{
    domain::decimal_from_text,
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
