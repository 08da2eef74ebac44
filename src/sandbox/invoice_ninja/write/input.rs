//! What a request brings: its query and its body, whether JSON or a form, as one object.

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::sandbox::invoice_ninja::errors::Refusal;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::params::Params;
use crate::sandbox::invoice_ninja::write::form::Form;
use crate::sandbox::upload::Upload;

/// Names with values; the body wins over the query. Texts are trimmed, and empty ones are null.
#[derive(Debug, Clone, Default)]
pub(super) struct Input(Map<String, Value>);

impl Input {
    /// Reads a request whose body is JSON or a plain form.
    pub(super) fn read(
        query: Option<&str>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Self, Box<Refusal>> {
        let mut form = Form::default();
        form.read(query.unwrap_or_default().as_bytes());
        let kind = headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.contains("form-urlencoded") {
            form.read(body);
        }
        let mut fields = form.finish();
        if kind.contains("json") && !body.is_empty() {
            let sent = serde_json::from_slice(body).map_err(|_| malformed())?;
            if let Value::Object(sent) = sent {
                fields.extend(sent);
            }
        }
        Ok(Self::cleaned(fields))
    }

    /// Reads a request whose body came in parts; files are not among the fields.
    pub(super) fn of_upload(query: Option<&str>, upload: &Upload) -> Self {
        let mut form = Form::default();
        form.read(query.unwrap_or_default().as_bytes());
        for part in upload.parts.iter().filter(|part| part.filename.is_none()) {
            let value = part.content.whole().unwrap_or_default();
            form.put(&part.name, &String::from_utf8_lossy(value));
        }
        Self::cleaned(form.finish())
    }

    fn cleaned(mut fields: Map<String, Value>) -> Self {
        fields.values_mut().for_each(clean);
        Self(fields)
    }

    /// An object inside, with the same rules for its values.
    pub(super) fn nested(value: &Value) -> Self {
        Self(value.as_object().cloned().unwrap_or_default())
    }

    /// Whether the name occurs, with whatever value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A value that is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A single value as the text that PHP makes of it.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(php_text)
    }

    /// The items of a list; none when it is absent or no list.
    pub(super) fn list(&self, name: &str) -> Option<&[Value]> {
        self.get(name)?.as_array().map(Vec::as_slice)
    }

    /// Whether the value is literally `true`, as a text or as JSON.
    pub(super) fn is_true(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => text == "true",
            _ => false,
        }
    }

    /// The single values, for what shapes the answer.
    pub(super) fn params(&self) -> Params {
        Params::from_pairs(self.0.iter().map(|(name, value)| {
            let text = (!value.is_null()).then(|| php_text(value)).flatten();
            (name.clone(), text)
        }))
    }
}

fn malformed() -> Box<Refusal> {
    let body = Json::object([
        ("message", "Malformed JSON payload.".into()),
        ("error", "Invalid JSON data provided".into()),
    ]);
    Refusal::with(StatusCode::BAD_REQUEST, body)
}

/// Trims texts at every depth and makes empty ones null.
fn clean(value: &mut Value) {
    match value {
        Value::String(text) => match text.trim() {
            "" => *value = Value::Null,
            trimmed if trimmed.len() < text.len() => *value = Value::String(trimmed.to_owned()),
            _ => {}
        },
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text that a single value becomes.
pub(super) fn php_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The pairs of a form or a query.
pub(super) fn pairs(text: &[u8]) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(text).map(|(key, value)| (key.into_owned(), value.into_owned()))
}
