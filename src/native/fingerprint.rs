//! A version for documents whose vendor gives them none.

use serde_json::Value;

use crate::{
    domain::Text,
    error::{Error, ErrorKind, Result},
};

/// Tells in 16 letters what a JSON text says: the same for the same content, another for another.
///
/// The order of keys does not count, nor whether a number is quoted, nor whether what is absent is left out, null or
/// empty: a vendor's list and its single document may differ in that. It is the same in every run of the program.
///
/// # Errors
/// `BadAnswer` when the text is not JSON.
pub fn fingerprint(json: &str) -> Result<Text> {
    let value: Value = serde_json::from_str(json)
        .map_err(|_| Error::new(ErrorKind::BadAnswer, "the provider's document is not JSON"))?;
    let said = said(&value).unwrap_or_default();
    Ok(format!("{:016x}", fnv(said.as_bytes())).into_boxed_str())
}

/// What a value says, in one form; `None` where it says nothing.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(quoted(&number.to_string())),
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(quoted(text)),
        Value::Array(list) if list.is_empty() => None,
        Value::Array(list) => {
            let items = list.iter().map(|item| said(item).unwrap_or_default());
            Some(format!("[{}]", items.collect::<Vec<_>>().join(",")))
        }
        Value::Object(fields) => {
            let mut fields: Vec<String> = fields
                .iter()
                .filter_map(|(key, value)| Some(format!("{}:{}", quoted(key), said(value)?)))
                .collect();
            fields.sort_unstable();
            (!fields.is_empty()).then(|| format!("{{{}}}", fields.join(",")))
        }
    }
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// FNV-1a, 64 bits: tells one version of a document from another, nothing more.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        fingerprint(one).unwrap() == fingerprint(other).unwrap()
    }

    #[test]
    fn only_what_is_said_counts() {
        let document = r#"{"a":1,"b":"x","c":[{"d":"1.50"}]}"#;
        assert!(same(document, r#"{"c":[{"d":"1.50"}],"b":"x","a":"1"}"#));
        assert!(same(
            document,
            r#"{"a":1,"b":"x","c":[{"d":"1.50","e":null}],"f":"","g":[],"h":{"i":null}}"#
        ));
        assert_eq!(&*fingerprint("{}").unwrap(), "cbf29ce484222325");
    }

    #[test]
    fn every_change_counts() {
        let document = r#"{"a":1,"b":["x","y"]}"#;
        for other in [
            r#"{"a":2,"b":["x","y"]}"#,
            r#"{"a":1,"b":["y","x"]}"#,
            r#"{"a":1,"b":["x,y"]}"#,
            r#"{"a":1,"b":["x",null,"y"]}"#,
            r#"{"a":1}"#,
            r#"{"b":1,"a":["x","y"]}"#,
        ] {
            assert!(!same(document, other), "{other}");
        }
        assert_eq!(fingerprint("{").unwrap_err().kind(), ErrorKind::BadAnswer);
    }
}
