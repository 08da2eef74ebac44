//! What Dashdoc finds wrong with a request.

use serde_json::Value;

/// Where the vendor puts what is about no single field.
pub(super) const OF_NO_FIELD: &str = "non_field_errors";

/// One thing that the vendor finds wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Complaint {
    /// The vendor's name of the field, with dots where it is nested; empty where it names none.
    pub(super) field: String,
    /// The vendor's code, which does not depend on its language; empty where it gives none.
    pub(super) code: String,
    /// Its sentence, in whatever language; empty where it gives none.
    pub(super) text: String,
}

/// Takes what is wrong from any of the vendor's bodies, in its order; nothing from a body that is not JSON.
pub(super) fn complaints(body: &[u8]) -> Vec<Complaint> {
    let mut found = Vec::new();
    if let Ok(body) = serde_json::from_slice(body) {
        collect("", Some(&body), None, &mut found);
    }
    found
}

/// Walks sentences and, beside them, the codes that belong to them. Either may be a single one, a list, or an object of
/// fields that are nested in this one; the other has the same form or is missing.
fn collect(field: &str, detail: Option<&Value>, code: Option<&Value>, found: &mut Vec<Complaint>) {
    match (detail, code) {
        (Some(Value::Object(fields)), _) => {
            if fields.contains_key("detail") || fields.contains_key("code") {
                collect(field, fields.get("detail"), fields.get("code"), found);
            }
            let named = |key: &String| !["detail", "code"].contains(&key.as_str());
            for (key, value) in fields.iter().filter(|(key, _)| named(key)) {
                let code = code.and_then(|code| code.get(key));
                collect(&nested(field, key), Some(value), code, found);
            }
        }
        (Some(Value::Array(items)), _) => {
            for (place, item) in items.iter().enumerate() {
                let code = match code {
                    Some(Value::Array(codes)) => codes.get(place),
                    single => single,
                };
                collect(field, Some(item), code, found);
            }
            let codes = code.and_then(Value::as_array);
            for code in codes.into_iter().flatten().skip(items.len()) {
                collect(field, None, Some(code), found);
            }
        }
        (None | Some(Value::Null), Some(Value::Array(codes))) => {
            for code in codes {
                collect(field, None, Some(code), found);
            }
        }
        (None | Some(Value::Null), Some(Value::Object(codes))) => {
            for (key, code) in codes {
                collect(&nested(field, key), None, Some(code), found);
            }
        }
        _ => found.extend(complaint(field, &word(detail), &word(code))),
    }
}

fn complaint(field: &str, text: &str, code: &str) -> Option<Complaint> {
    if text.is_empty() && code.is_empty() {
        return None;
    }
    // Some endpoints write the field into the sentence.
    let (field, text) = match text.split_once(": ") {
        Some((name, text)) if field == OF_NO_FIELD && is_name(name) => (name, text),
        _ => (field, text),
    };
    Some(Complaint {
        field: field.to_owned(),
        code: code.to_owned(),
        text: text.to_owned(),
    })
}

/// A single word or sentence; of a list of them the first.
fn word(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null | Value::Object(_)) => String::new(),
        Some(Value::Array(items)) => word(items.first()),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn nested(field: &str, key: &str) -> String {
    if field.is_empty() {
        key.to_owned()
    } else {
        format!("{field}.{key}")
    }
}

fn is_name(text: &str) -> bool {
    let fits =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.".contains(&byte);
    !text.is_empty() && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Vec<(String, String, String)> {
        complaints(body.as_bytes())
            .into_iter()
            .map(|complaint| (complaint.field, complaint.code, complaint.text))
            .collect()
    }

    fn owned(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        rows.iter()
            .map(|(field, code, text)| ((*field).into(), (*code).into(), (*text).into()))
            .collect()
    }

    #[test]
    fn every_shape_of_a_refusal_is_read() {
        for (body, expected) in [
            (
                r#"{"a":{"detail":"text","code":"one"}}"#,
                &[("a", "one", "text")][..],
            ),
            (
                r#"{"a":{"detail":["x","y"],"code":["one","two"]},"b":{"detail":"z","code":"three"}}"#,
                &[("a", "one", "x"), ("a", "two", "y"), ("b", "three", "z")],
            ),
            (
                r#"{"a":{"detail":["x"],"code":["one","two"]}}"#,
                &[("a", "one", "x"), ("a", "two", "")],
            ),
            (
                r#"{"a":{"detail":["x","y"],"code":"one"}}"#,
                &[("a", "one", "x"), ("a", "one", "y")],
            ),
            (
                r#"{"non_field_errors":{"code":["mandatory"]}}"#,
                &[("non_field_errors", "mandatory", "")],
            ),
            (
                r#"{"a":{"detail":[{"b":["deep"]},{"c":"far"}],"code":[{"b":["one"]},{"c":"two"}]}}"#,
                &[("a.b", "one", "deep"), ("a.c", "two", "far")],
            ),
            (
                r#"{"a":{"detail":{"b":{"detail":"deep","code":"one"}}}}"#,
                &[("a.b", "one", "deep")],
            ),
            (r#"{"a":{"code":{"b":"one"}}}"#, &[("a.b", "one", "")]),
            (
                r#"{"non_field_errors":{"code":["invalid_input","odd"],"detail":["start: Field required","Oh: no"]}}"#,
                &[
                    ("start", "invalid_input", "Field required"),
                    ("non_field_errors", "odd", "Oh: no"),
                ],
            ),
            (r#"{"detail":"text"}"#, &[("", "", "text")]),
            (
                r#"{"code":"one","more":2}"#,
                &[("", "one", ""), ("more", "", "2")],
            ),
            (
                r#"{"a":["plain","too"]}"#,
                &[("a", "", "plain"), ("a", "", "too")],
            ),
            (r#"["bare"]"#, &[("", "", "bare")]),
            (r#"{"a":{"detail":null,"code":null}}"#, &[]),
            ("null", &[]),
            ("<html>", &[]),
            ("", &[]),
        ] {
            assert_eq!(read(body), owned(expected), "{body}");
        }
    }
}
