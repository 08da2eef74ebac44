//! How commands write values, by the vendor's own names.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::sandbox::invoice_ninja::hashid;

/// Reads a whole command row, naming the field that is wrong.
pub(super) fn read<'v, T: Deserialize<'v>>(row: &'v Value) -> Result<T, String> {
    serde_path_to_error::deserialize(row).map_err(|error| error.to_string())
}

/// An amount as a number or as a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount(pub(super) Decimal);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let amount = text.parse().or_else(|_| Decimal::from_scientific(&text));
        let wrong = |_| serde::de::Error::custom(format!("{text:?} is no amount"));
        amount.map(Self).map_err(wrong)
    }
}

/// A day, or the empty text for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day(pub(super) Option<Date>);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Self(None));
        }
        let day = text.parse();
        let wrong = |_| serde::de::Error::custom(format!("{text:?} is no day like 2026-01-31"));
        day.map(|day| Self(Some(day))).map_err(wrong)
    }
}

/// The hash of a row, or the empty text for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowId(pub(super) u32);

impl<'de> Deserialize<'de> for RowId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Self(0));
        }
        let number = hashid::decode(&text);
        let wrong = || serde::de::Error::custom(format!("{text:?} is no id"));
        number.map(Self).ok_or_else(wrong)
    }
}
