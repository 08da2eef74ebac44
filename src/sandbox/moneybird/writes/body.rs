//! Reads request bodies as leniently as the vendor does.

use axum::http::StatusCode;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::sandbox::moneybird::change_children::check_amount;
use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::writes::validation::Validation;

/// An object of a request body.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a whole body; an empty one is an empty object.
    pub(super) fn parse(body: &[u8]) -> Result<Self, Box<Refusal>> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(map)) => Ok(Self(map)),
            // A list has no parameters; one client sends `[]` where the page has `{}`.
            Ok(_) => Ok(Self::default()),
            // The page knows no body for this.
            Err(_) => Err(Box::new(Refusal::plain(
                StatusCode::BAD_REQUEST,
                "request body is not valid JSON",
            ))),
        }
    }

    /// Reads a body with a wrapper that must be there (the refusal is by analogy with contacts).
    pub(super) fn wrapped(body: &[u8], wrapper: &str) -> Result<Self, Box<Refusal>> {
        let found = Self::parse(body)?.object(wrapper);
        found.ok_or_else(|| Box::new(Refusal::required(wrapper)))
    }

    /// Gives an object inside.
    pub(super) fn object(&self, key: &str) -> Option<Self> {
        match self.0.get(key) {
            Some(Value::Object(map)) => Some(Self(map.clone())),
            _ => None,
        }
    }

    /// Gives a list of objects, or the values of an object with any indexes, in their order.
    pub(super) fn objects(&self, key: &str) -> Vec<Self> {
        let mut values: Vec<(u64, &Value)> = match self.0.get(key) {
            Some(Value::Array(items)) => (0..).zip(items).collect(),
            Some(Value::Object(map)) => map
                .iter()
                .map(|(index, value)| (index.parse().unwrap_or(u64::MAX), value))
                .collect(),
            _ => Vec::new(),
        };
        values.sort_by_key(|(index, _)| *index);
        let objects = values.into_iter().filter_map(|(_, value)| match value {
            Value::Object(map) => Some(Self(map.clone())),
            _ => None,
        });
        objects.collect()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Gives a text: the outer option is "given", the inner one "not null".
    pub(super) fn text(&self, key: &str) -> Option<Option<String>> {
        let value = self.0.get(key)?;
        Some(match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        })
    }

    /// Gives a text that is neither null nor blank.
    pub(super) fn filled(&self, key: &str) -> Option<String> {
        let text = self.text(key).flatten();
        text.filter(|text| !text.trim().is_empty())
    }

    /// Gives a switch, which may also be a text.
    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        let text = self.filled(key)?;
        Some(matches!(&*text, "true" | "1"))
    }

    /// Gives an id; what is no id becomes 0, which nothing has.
    pub(super) fn id(&self, key: &str) -> Option<Option<u64>> {
        let given = self.text(key)?;
        let given = given.filter(|text| !text.is_empty());
        Some(given.map(|text| text.parse().unwrap_or_default()))
    }

    /// Gives a list of ids.
    pub(super) fn ids(&self, key: &str) -> Option<Vec<u64>> {
        let Value::Array(items) = self.0.get(key)? else {
            return None;
        };
        let id = |item: &Value| match item {
            Value::String(text) => text.parse().unwrap_or_default(),
            other => other.as_u64().unwrap_or_default(),
        };
        Some(items.iter().map(id).collect())
    }

    /// Gives a whole number, which may also be a text.
    pub(super) fn number<N: std::str::FromStr>(
        &self,
        key: &str,
        name: &str,
        validation: &mut Validation,
    ) -> Option<N> {
        let number = self.filled(key)?.parse().ok();
        if number.is_none() {
            validation.not_a_number(name);
        }
        number
    }

    /// Gives an amount, which is a number or a text with a dot or a comma.
    pub(super) fn money(
        &self,
        key: &str,
        name: &str,
        validation: &mut Validation,
    ) -> Option<Decimal> {
        let text = self.filled(key)?;
        let amount = amount_of(&text);
        match amount {
            None => validation.not_a_number(name),
            Some(amount) if check_amount(amount).is_err() => validation.out_of_range(name),
            Some(_) => return amount,
        }
        None
    }

    /// Gives a day: the outer option is "given", the inner one "not null". Of a moment counts the day.
    pub(super) fn date(
        &self,
        key: &str,
        name: &str,
        validation: &mut Validation,
    ) -> Option<Option<Date>> {
        let given = self.text(key)?;
        let Some(text) = given.filter(|text| !text.is_empty()) else {
            return Some(None);
        };
        let Some(day) = day_of(&text) else {
            validation.not_a_date(name);
            return None;
        };
        Some(Some(day))
    }

    /// Gives a day outside a validated form, where the parameter layer refuses another text.
    pub(super) fn plain_date(&self, key: &str) -> Result<Option<Date>, Box<Refusal>> {
        let Some(text) = self.filled(key) else {
            return Ok(None);
        };
        let day = day_of(&text).ok_or_else(|| Box::new(Refusal::invalid_value(key)))?;
        Ok(Some(day))
    }
}

fn day_of(text: &str) -> Option<Date> {
    let (day, rest) = (text.get(..10)?, &text[10..]);
    if !rest.is_empty() && !rest.starts_with(['T', ' ']) {
        return None;
    }
    day.parse().ok()
}

fn amount_of(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut parts = digits.splitn(2, ['.', ',']);
    let whole = parts.next().unwrap_or_default();
    let fraction = parts.next().unwrap_or_default();
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    text.replace(',', ".").trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_have_a_dot_or_a_comma_and_nothing_else() {
        let amount = |text| amount_of(text).map(|amount| amount.to_string());
        assert_eq!(amount("10,95").as_deref(), Some("10.95"));
        assert_eq!(amount("-363.0").as_deref(), Some("-363.0"));
        assert_eq!(amount("7.").as_deref(), Some("7"));
        for text in ["", "-", ".5", "1.2.3", "1e3", "abc", "1 000"] {
            assert_eq!(amount(text), None, "{text:?}");
        }
    }

    #[test]
    fn children_come_as_a_list_or_under_any_indexes() {
        let fields = |value| match value {
            Value::Object(map) => Fields(map),
            _ => Fields::default(),
        };
        let list = fields(json!({"rows": [{"a": 1}, {"a": "2"}]}));
        let map = fields(json!({"rows": {"10": {"a": 2}, "9": {"a": true}}}));
        let texts = |fields: &Fields| {
            let rows = fields.objects("rows");
            rows.iter()
                .filter_map(|row| row.filled("a"))
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(&list), ["1", "2"]);
        assert_eq!(texts(&map), ["true", "2"]);
    }

    #[test]
    fn a_moment_counts_for_its_day() {
        assert_eq!(
            day_of("2026-03-10T23:10:00.000Z"),
            Some(Date::constant(2026, 3, 10))
        );
        assert_eq!(day_of("2026-03-1"), None);
        assert_eq!(day_of("2026-03-101"), None);
    }
}
