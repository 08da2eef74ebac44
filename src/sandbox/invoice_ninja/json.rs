//! JSON as PHP writes it: keys in order, whole floats without a fraction, `\/` and `\u00e9`.

use std::borrow::Cow;
use std::io::Write;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

/// A value that remembers the order of its keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json<'a> {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Vec<(&'static str, Self)>),
    /// An object whose keys a client chose.
    Map(Vec<(String, Self)>),
}

impl<'a> Json<'a> {
    /// Makes an object of fields in this order.
    pub(super) fn object<const N: usize>(fields: [(&'static str, Self); N]) -> Self {
        Self::Object(Vec::from(fields))
    }

    /// Makes an object without keys.
    pub(super) const fn empty() -> Self {
        Self::Object(Vec::new())
    }

    /// Adds a field at the end of an object.
    pub(super) fn push(&mut self, key: &'static str, value: Self) {
        if let Self::Object(fields) = self {
            fields.push((key, value));
        }
    }

    /// Writes it over several lines, as records are written.
    pub(super) fn pretty(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, Some(0));
        out
    }

    /// Writes it on one line, as messages are written.
    pub(super) fn compact(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, None);
        out
    }

    fn write(&self, out: &mut Vec<u8>, depth: Option<usize>) {
        match self {
            Self::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
            Self::Int(value) => out.extend_from_slice(value.to_string().as_bytes()),
            Self::Float(value) => out.extend_from_slice(float_text(*value).as_bytes()),
            Self::Text(text) => write_text(out, text),
            Self::List(items) if items.is_empty() => out.extend_from_slice(b"[]"),
            Self::List(items) => {
                out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    separate(out, depth, index);
                    item.write(out, depth.map(|depth| depth + 1));
                }
                new_line(out, depth);
                out.push(b']');
            }
            Self::Object(fields) => {
                write_fields(out, depth, fields.iter().map(|(key, value)| (*key, value)));
            }
            Self::Map(fields) => {
                let fields = fields.iter().map(|(key, value)| (key.as_str(), value));
                write_fields(out, depth, fields);
            }
        }
    }
}

fn write_fields<'j>(
    out: &mut Vec<u8>,
    depth: Option<usize>,
    fields: impl ExactSizeIterator<Item = (&'j str, &'j Json<'j>)>,
) {
    if fields.len() == 0 {
        out.extend_from_slice(b"{}");
        return;
    }
    out.push(b'{');
    for (index, (key, value)) in fields.enumerate() {
        separate(out, depth, index);
        write_text(out, key);
        out.extend_from_slice(if depth.is_some() { b": " } else { b":" });
        value.write(out, depth.map(|depth| depth + 1));
    }
    new_line(out, depth);
    out.push(b'}');
}

fn separate(out: &mut Vec<u8>, depth: Option<usize>, index: usize) {
    if index > 0 {
        out.push(b',');
    }
    new_line(out, depth.map(|depth| depth + 1));
}

fn new_line(out: &mut Vec<u8>, depth: Option<usize>) {
    if let Some(depth) = depth {
        out.push(b'\n');
        out.resize(out.len() + 4 * depth, b' ');
    }
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for character in text.chars() {
        match character {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '/' => out.extend_from_slice(b"\\/"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            ' '..='~' => out.push(character as u8),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").expect("a vector takes everything");
                }
            }
        }
    }
    out.push(b'"');
}

/// The shortest digits that read back as the same float; an exponent only far from one.
pub(super) fn float_text(value: f64) -> String {
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..=16).contains(&exponent) {
        return value.to_string();
    }
    let dot = if mantissa.contains('.') { "" } else { ".0" };
    format!("{mantissa}{dot}e{exponent:+}")
}

/// The float that a decimal column becomes.
pub(super) fn float(value: Decimal) -> f64 {
    value.to_string().parse().unwrap_or_default()
}

impl From<bool> for Json<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<Decimal> for Json<'_> {
    fn from(value: Decimal) -> Self {
        Self::Float(float(value))
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Json<'_> {
    fn from(value: String) -> Self {
        Self::Text(Cow::Owned(value))
    }
}

/// What a client sent, passed on; no value at all is an empty text.
impl From<&Value> for Json<'_> {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Text(Cow::Borrowed("")),
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Self::Int(whole),
                None => Self::Float(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => text.clone().into(),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(fields) => {
                let field = |(key, value): (&String, &Value)| (key.clone(), Self::from(value));
                Self::Map(fields.iter().map(field).collect())
            }
        }
    }
}

/// A day that is not there is the empty text.
impl From<Option<Date>> for Json<'_> {
    fn from(value: Option<Date>) -> Self {
        value.map_or_else(String::new, |day| day.to_string()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_flip_between_whole_and_broken_and_far_ones_have_an_exponent() {
        for (value, text) in [
            (403.0, "403"),
            (20.150000000000002, "20.150000000000002"),
            (0.0, "0"),
            (-0.0, "-0"),
            (0.0001, "0.0001"),
            (0.00001, "1.0e-5"),
            (1.5e-7, "1.5e-7"),
            (1e16, "10000000000000000"),
            (1e25, "1.0e+25"),
        ] {
            assert_eq!(float_text(value), text);
        }
    }

    #[test]
    fn text_is_plain_ascii_with_escaped_slashes() {
        let value = Json::object([("a", "é/\"€😀".into()), ("b", Json::List(vec![]))]);
        let expected = "{\"a\":\"\\u00e9\\/\\\"\\u20ac\\ud83d\\ude00\",\"b\":[]}";
        assert_eq!(String::from_utf8_lossy(&value.compact()), expected);
    }

    #[test]
    fn records_are_indented_by_four() {
        let value = Json::object([("a", Json::List(vec![1.into(), Json::empty()]))]);
        let expected = "{\n    \"a\": [\n        1,\n        {}\n    ]\n}";
        assert_eq!(String::from_utf8_lossy(&value.pretty()), expected);
    }
}
