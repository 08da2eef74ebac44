//! The parameters of a request, which may come in the query or in a JSON body.

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use url::form_urlencoded;

use crate::sandbox::invoice_ninja::errors::Refusal;
use crate::sandbox::invoice_ninja::json::Json;

/// Names with values; a value that is empty or a list is none.
#[derive(Debug, Default)]
pub(super) struct Params(Vec<(String, Option<String>)>);

impl Params {
    /// Reads the query and, where it is JSON, the body, which wins.
    pub(super) fn read(
        query: Option<&str>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Self, Box<Refusal>> {
        let mut pairs = Vec::new();
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let value = value.trim();
            match key.split_once('[') {
                Some((name, _)) => pairs.push((name.to_owned(), None)),
                None => pairs.push((key.into_owned(), filled(value))),
            }
        }
        let kind = headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok());
        if !body.is_empty() && kind.is_some_and(|kind| kind.contains("json")) {
            let Ok(input) = serde_json::from_slice::<Value>(body) else {
                let body = Json::object([
                    ("message", "Malformed JSON payload.".into()),
                    ("error", "Invalid JSON data provided".into()),
                ]);
                return Err(Refusal::with(StatusCode::BAD_REQUEST, body));
            };
            for (key, value) in input.as_object().into_iter().flatten() {
                let value = match value {
                    Value::String(text) => filled(text.trim()),
                    Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
                    Value::Null | Value::Array(_) | Value::Object(_) => None,
                };
                pairs.push((key.clone(), value));
            }
        }
        Ok(Self(pairs))
    }

    /// Takes names and values that were read elsewhere.
    pub(super) fn from_pairs(pairs: impl Iterator<Item = (String, Option<String>)>) -> Self {
        Self(pairs.collect())
    }

    /// A value that is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.entry(name).flatten()
    }

    /// Whether the name occurs, with whatever value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    fn entry(&self, name: &str) -> Option<Option<&str>> {
        let mut latest = self.0.iter().rev();
        let found = latest.find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_deref())
    }
}

fn filled(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// The number that PHP sees in a text: its leading digits, 0 without any.
pub(super) fn leading_number(text: &str) -> i64 {
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit());
    let digits = &digits[..end.unwrap_or(digits.len())];
    if digits.is_empty() {
        return 0;
    }
    sign * digits.parse().unwrap_or(i64::MAX)
}
