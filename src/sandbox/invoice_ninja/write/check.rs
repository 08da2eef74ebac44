//! The validation: values are read, and what is wrong with them is collected in the vendor's words.

use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::sandbox::invoice_ninja::errors::Refusal;
use crate::sandbox::invoice_ninja::hashid;
use crate::sandbox::invoice_ninja::write::input::{Input, php_text};

/// The largest amount that is taken.
const MOST: i64 = 99_999_999_999_999;

/// A request that is being checked.
#[derive(Debug)]
pub(super) struct Check<'i> {
    pub(super) input: &'i Input,
    /// What comes before the names in the list of errors, such as `invoices.0.`.
    prefix: String,
    errors: Vec<(String, Vec<String>)>,
}

/// A value that was sent: `Some(None)` is null, which clears; `None` is not there.
pub(super) type Sent<T> = Option<Option<T>>;

impl<'i> Check<'i> {
    /// Begins.
    pub(super) fn new(input: &'i Input) -> Self {
        Self {
            input,
            prefix: String::new(),
            errors: Vec::new(),
        }
    }

    /// Begins with an object inside of a list.
    pub(super) fn below(input: &'i Input, list: &str, index: usize) -> Self {
        Self {
            prefix: format!("{list}.{index}."),
            ..Self::new(input)
        }
    }

    /// Notes that a field is wrong.
    pub(super) fn wrong(&mut self, name: &str, text: impl Into<String>) {
        let name = format!("{}{name}", self.prefix);
        let known = self.errors.iter_mut().find(|(known, _)| *known == name);
        match known {
            Some((_, texts)) => texts.push(text.into()),
            None => self.errors.push((name, vec![text.into()])),
        }
    }

    /// Notes that a field is wrong, in words with the field's name in them.
    pub(super) fn complain(&mut self, name: &str, before: &str, after: &str) {
        let words = format!("{}{name}", self.prefix).replace('_', " ");
        self.wrong(name, format!("{before} {words} {after}"));
    }

    /// Notes that a field is missing.
    pub(super) fn require(&mut self, name: &str) {
        if self.input.get(name).is_none() {
            self.complain(name, "The", "field is required.");
        }
    }

    /// Notes that a field names nothing that may be named.
    pub(super) fn unknown(&mut self, name: &str) {
        self.complain(name, "The selected", "is invalid.");
    }

    /// Takes over what was wrong inside.
    pub(super) fn absorb(&mut self, inner: Check<'_>) {
        self.errors.extend(inner.errors);
    }

    /// Refuses when anything was wrong.
    pub(super) fn done(self) -> Result<(), Box<Refusal>> {
        if self.errors.is_empty() {
            return Ok(());
        }
        Err(Refusal::all_invalid(self.errors))
    }

    /// Reads a number.
    pub(super) fn number(&mut self, name: &str) -> Sent<Decimal> {
        let value = self.sent(name)?;
        let Some(value) = value else {
            return Some(None);
        };
        let number = decimal(value);
        match number {
            Some(number) if number > Decimal::from(MOST) => {
                self.complain(
                    name,
                    "The",
                    "field must not be greater than 99999999999999.",
                );
            }
            Some(_) => {}
            None => self.complain(name, "The", "field must be a number."),
        }
        Some(number)
    }

    /// Reads a number where null is refused.
    pub(super) fn number_not_null(&mut self, name: &str) -> Option<Decimal> {
        let number = self.number(name)?;
        if self.input.get(name).is_none() {
            self.complain(name, "The", "field must be a number.");
        }
        number
    }

    /// Reads a flag; null is refused.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let flag = match self.sent(name)? {
            Some(Value::Bool(flag)) => Some(*flag),
            Some(other) => match php_text(other).as_deref() {
                Some("1") => Some(true),
                Some("0") => Some(false),
                _ => None,
            },
            None => None,
        };
        if flag.is_none() {
            self.complain(name, "The", "field must be true or false.");
        }
        flag
    }

    /// Reads a day in the usual spellings.
    pub(super) fn date(&mut self, name: &str) -> Sent<Date> {
        let Some(value) = self.sent(name)? else {
            return Some(None);
        };
        let date = php_text(value).as_deref().and_then(day);
        if date.is_none() {
            self.complain(name, "The", "field must be a valid date.");
        }
        Some(date)
    }

    /// Reads a text; null is the empty one.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let Some(value) = self.sent(name)? else {
            return Some(String::new());
        };
        let text = php_text(value);
        if text.is_none() {
            self.complain(name, "The", "field must be a string.");
        }
        text
    }

    /// Reads the items of a list.
    pub(super) fn list(&mut self, name: &str) -> Option<&'i [Value]> {
        let Some(value) = self.sent(name)? else {
            return Some(&[]);
        };
        let items = value.as_array();
        if items.is_none() {
            self.complain(name, "The", "field must be an array.");
        }
        items.map(Vec::as_slice)
    }

    /// Reads the id of a row: 0 for null, and a number that no row has for what is no id.
    pub(super) fn row(&mut self, name: &str) -> Option<u32> {
        let value = self.sent(name)?;
        Some(value.map_or(0, row_id))
    }

    fn sent(&self, name: &str) -> Sent<&'i Value> {
        self.input.has(name).then(|| self.input.get(name))
    }
}

/// Reads the number behind an id; what is no id is found nowhere.
pub(super) fn row_id(value: &Value) -> u32 {
    value.as_str().and_then(hashid::decode).unwrap_or(u32::MAX)
}

/// Reads a number, or a text that is one.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let exact = text.parse().ok();
    exact.or_else(|| Decimal::from_scientific(&text).ok())
}

fn day(text: &str) -> Option<Date> {
    let text = text.replace('/', "-");
    let moment = || text.parse::<DateTime>().ok().map(DateTime::date);
    text.parse().ok().or_else(moment)
}
