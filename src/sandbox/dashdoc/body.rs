//! Request bodies: JSON, and multipart where a file may come. Nothing else is read.
//!
//! The page says that the vendor takes XML too; nothing here does, so that nobody comes to rely on it.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

use crate::sandbox::dashdoc::errors::Refusal;
use crate::sandbox::dashdoc::language::Language;
use crate::sandbox::dashdoc::mistakes::{Mistake, Mistakes, NO_FIELD};
use crate::sandbox::upload::{Part, Upload};

/// The fields of a body by their names.
pub(super) type Fields = Map<String, Value>;

/// A body that may carry files.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// In a multipart body all of them are texts.
    pub(super) fields: Fields,
    /// What arrived in parts, if it did.
    pub(super) upload: Option<Arc<Upload>>,
}

/// Reads JSON of any kind; no body at all is an empty object.
pub(super) fn json(headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    let language = Language::of(headers);
    let essence = essence(headers);
    // Parts were taken off the body on its way.
    if body.is_empty() && essence != "multipart/form-data" {
        return Ok(Value::Object(Map::new()));
    }
    if essence != "application/json" {
        return Err(Refusal::no_media_type(language));
    }
    serde_json::from_slice(body)
        .map_err(|error| Refusal::unreadable(language, &format!("JSON parse error - {error}")))
}

/// Reads a JSON object.
pub(super) fn fields(headers: &HeaderMap, body: &[u8]) -> Result<Fields, Refusal> {
    if let Value::Object(fields) = json(headers, body)? {
        return Ok(fields);
    }
    let mut mistakes = Mistakes::default();
    mistakes.add(NO_FIELD, Mistake::NO_OBJECT);
    mistakes.check(Language::of(headers))?;
    Ok(Fields::new())
}

/// Reads a JSON object, or the texts and files of a body that came in parts.
pub(super) fn form(
    headers: &HeaderMap,
    upload: Option<Arc<Upload>>,
    body: &[u8],
) -> Result<Form, Refusal> {
    if let Some(upload) = upload {
        let texts = upload.parts.iter().filter(|part| part.filename.is_none());
        let value = |part: &Part| Value::from(upload.text(&part.name));
        let fields = texts.map(|part| (part.name.clone(), value(part))).collect();
        return Ok(Form {
            fields,
            upload: Some(upload),
        });
    }
    if essence(headers) == "multipart/form-data" {
        let text = "Multipart form parse error - Invalid boundary in multipart: None";
        return Err(Refusal::unreadable(Language::of(headers), text));
    }
    Ok(Form {
        fields: fields(headers, body)?,
        upload: None,
    })
}

/// The kind of the body in lowercase, without parameters.
fn essence(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE);
    let value = value.and_then(|value| value.to_str().ok());
    let essence = value.unwrap_or_default().split(';').next();
    essence.unwrap_or_default().trim().to_ascii_lowercase()
}
