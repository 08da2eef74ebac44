//! The scalars of the schema: exact amounts, dates, moments, currencies and free-form JSON.
//!
//! Thin wrappers, so that the business words stay free of GraphQL. Nothing is rounded or guessed on the way in: what is
//! not written as the description says is refused, with a message that says how to write it.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use jiff::{Timestamp, tz::TimeZone};

use crate::domain::{Currency, Decimal};

/// An exact number, written as a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecimalText(pub Decimal);

/// A day without a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub jiff::civil::Date);

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(pub Timestamp);

/// A currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrencyCode(pub Currency);

/// Data whose shape the vendor does not fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Json(pub serde_json::Value);

/// An exact decimal number, written as a string such as "-1234.50" so that no client rounds it. Input must be a string
/// too: digits with an optional sign and a dot, no thousands separator.
#[Scalar(name = "Decimal")]
impl ScalarType for DecimalText {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => match exact(&text) {
                Some(number) => Ok(Self(number)),
                None => Err(InputValueError::custom(
                    "not a decimal number of at most 28 digits, write it like \"1234.50\"",
                )),
            },
            Value::Number(number) => Err(InputValueError::custom(format!(
                "quote the number so that it stays exact: \"{number}\""
            ))),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Reads digits with an optional sign and a dot; `None` for anything else, and for more than would be kept.
fn exact(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !plain || !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

/// A calendar day without a time zone, written as YYYY-MM-DD.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else {
            return Err(InputValueError::expected_type(value));
        };
        match text.parse() {
            Ok(date) if text.len() == "YYYY-MM-DD".len() => Ok(Self(date)),
            _ => Err(InputValueError::custom(
                "not a date, write it like \"2026-12-31\"",
            )),
        }
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A moment in time, written as RFC 3339 in UTC such as 2026-12-31T23:59:59Z, with milliseconds where there are any.
/// Input may carry another offset.
#[Scalar(name = "DateTime")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else {
            return Err(InputValueError::expected_type(value));
        };
        text.parse().map(Self).map_err(|_| {
            InputValueError::custom("not a moment, write it like \"2026-12-31T23:59:59Z\"")
        })
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        let utc = self.0.to_zoned(TimeZone::UTC).datetime();
        let text = match utc.millisecond() {
            0 => format!("{}Z", utc.strftime("%Y-%m-%dT%H:%M:%S")),
            _ => format!("{}Z", utc.strftime("%Y-%m-%dT%H:%M:%S%.3f")),
        };
        Value::String(text)
    }
}

/// An ISO 4217 currency code of three capital letters, such as EUR.
#[Scalar(name = "CurrencyCode")]
impl ScalarType for CurrencyCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else {
            return Err(InputValueError::expected_type(value));
        };
        Currency::new(&text).map(Self).ok_or_else(|| {
            InputValueError::custom("not a currency code, write three letters like \"EUR\"")
        })
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.code().to_owned())
    }
}

/// Free-form data as the vendor wrote it: any JSON value.
#[Scalar(name = "JSON")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(value.into_json()?))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}

impl From<Decimal> for DecimalText {
    fn from(number: Decimal) -> Self {
        Self(number)
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date)
    }
}

impl From<Timestamp> for DateTime {
    fn from(moment: Timestamp) -> Self {
        Self(moment)
    }
}

impl From<Currency> for CurrencyCode {
    fn from(currency: Currency) -> Self {
        Self(currency)
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(value)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{InputType, Value};

    use super::{CurrencyCode, Date, DateTime, DecimalText, Json};

    fn text(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    fn reads_back<T: InputType>(written: &str, expected: &str) {
        let Ok(scalar) = T::parse(Some(text(written))) else {
            panic!("{written} is refused");
        };
        assert_eq!(scalar.to_value(), text(expected));
    }

    fn refused<T: InputType>(value: Value) -> String {
        match T::parse(Some(value)) {
            Ok(scalar) => panic!("{:?} is taken", scalar.to_value()),
            Err(error) => error.into_server_error(Default::default()).message,
        }
    }

    #[test]
    fn a_decimal_keeps_every_digit() {
        reads_back::<DecimalText>("123456789012345678.91", "123456789012345678.91");
        reads_back::<DecimalText>("-0.10", "-0.10");
    }

    #[test]
    fn an_unquoted_number_is_refused_and_told_to_be_quoted() {
        assert!(refused::<DecimalText>(Value::from(12)).contains("quote the number"));
        assert!(refused::<DecimalText>(Value::from(12.5)).contains("\"12.5\""));
        assert!(refused::<DecimalText>(text("12,50")).contains("1234.50"));
        refused::<DecimalText>(Value::Null);
        let too_small = format!("0.{}1", "0".repeat(39));
        for wrong in [
            "1e5", "", "-", ".", "+1", "1_000", "0x1", " 1", "1.2.3", &too_small,
        ] {
            refused::<DecimalText>(text(wrong));
        }
    }

    #[test]
    fn a_date_is_a_day_and_nothing_else() {
        reads_back::<Date>("2026-02-28", "2026-02-28");
        for wrong in ["2026-02-30", "20260228", "2026-02-28T10:00", "tomorrow", ""] {
            assert!(
                refused::<Date>(text(wrong)).contains("2026-12-31"),
                "{wrong}"
            );
        }
        refused::<Date>(Value::from(20_260_228));
    }

    #[test]
    fn a_moment_is_written_in_utc_with_milliseconds_only_where_there_are_any() {
        reads_back::<DateTime>("2026-08-21T15:50:31.710+02:00", "2026-08-21T13:50:31.710Z");
        reads_back::<DateTime>("2026-08-21T13:50:31.000Z", "2026-08-21T13:50:31Z");
        reads_back::<DateTime>("2026-08-21T13:50:31.0004Z", "2026-08-21T13:50:31Z");
        refused::<DateTime>(text("2026-08-21"));
        refused::<DateTime>(text("2026-08-21T13:50:31"));
    }

    #[test]
    fn a_currency_is_three_letters() {
        reads_back::<CurrencyCode>("jpy", "JPY");
        assert!(refused::<CurrencyCode>(text("EURO")).contains("EUR"));
    }

    #[test]
    fn free_form_data_comes_out_as_it_went_in() {
        let data = serde_json::json!({"changes": {"total": [0, "63.0"]}, "none": null});
        let Ok(scalar) = Json::parse(Some(Json(data.clone()).to_value())) else {
            panic!("its own value is refused");
        };
        assert_eq!(scalar.0, data);
    }
}
