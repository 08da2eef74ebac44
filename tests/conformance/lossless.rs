//! Compares a vendor's document with what GraphQL shows of it: every key must be there, with the same value.

use std::collections::HashMap;

use async_graphql::{EmptyMutation, EmptySubscription, ObjectType, Schema};
use serde_json::Value;

const TYPES: &str = "{ __schema { types { name fields { name type {
    name kind ofType { name kind ofType { name kind ofType { name kind } } } } } } } }";

/// The fields of each object type, with the name of their innermost type.
type Types = HashMap<String, HashMap<String, String>>;

/// Shows everything that `query` has in its field `field`, and compares it with `document`. Says where they differ.
pub(crate) async fn compare<Q: ObjectType + 'static>(
    query: Q,
    field: &str,
    document: &Value,
) -> Result<(), String> {
    let schema = Schema::build(query, EmptyMutation, EmptySubscription).finish();
    let answer = schema
        .execute(TYPES)
        .await
        .into_result()
        .expect("a schema tells its types");
    let types = types(&answer.data.into_json().expect("an answer is JSON"));
    let root = Q::type_name();
    let kind = &types[root.as_ref()][field];
    let query = format!("{{ {field} {} }}", selection(&types, kind));
    let answer = schema
        .execute(query)
        .await
        .into_result()
        .map_err(|errors| format!("{errors:?}"))?;
    let answer = answer.data.into_json().expect("an answer is JSON");
    same(&types, kind, document, &answer[field], "")
}

fn types(schema: &Value) -> Types {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list(&schema["__schema"]["types"])
        .iter()
        .map(|kind| {
            let field = |field: &Value| (text(&field["name"]), innermost(&field["type"]));
            (
                text(&kind["name"]),
                list(&kind["fields"]).iter().map(field).collect(),
            )
        })
        .collect()
}

fn innermost(kind: &Value) -> String {
    match &kind["ofType"] {
        Value::Null => kind["name"].as_str().unwrap_or_default().to_owned(),
        inner => innermost(inner),
    }
}

/// Selects everything below a type.
fn selection(types: &Types, kind: &str) -> String {
    let fields = &types[kind];
    if fields.is_empty() {
        return String::new();
    }
    let each = fields
        .iter()
        .map(|(name, kind)| format!("{name} {}", selection(types, kind)));
    format!("{{ {} }}", each.collect::<Vec<_>>().join(" "))
}

fn same(
    types: &Types,
    kind: &str,
    vendor: &Value,
    shown: &Value,
    path: &str,
) -> Result<(), String> {
    let differ = || {
        Err(format!(
            "{path}: the vendor wrote {vendor}, shown is {shown}"
        ))
    };
    match (vendor, shown) {
        _ if kind == "JSON" => {
            if vendor == shown {
                Ok(())
            } else {
                differ()
            }
        }
        (Value::Array(vendor), Value::Array(shown)) if vendor.len() == shown.len() => {
            for (place, (vendor, shown)) in vendor.iter().zip(shown).enumerate() {
                same(types, kind, vendor, shown, &format!("{path}[{place}]"))?;
            }
            Ok(())
        }
        (Value::Object(vendor), Value::Object(shown)) => {
            for (key, value) in vendor {
                let (path, field) = (format!("{path}.{key}"), camel(key));
                let Some(kind) = types[kind].get(&field) else {
                    return Err(format!("{path}: no such field in {kind}"));
                };
                same(types, kind, value, &shown[&field], &path)?;
            }
            Ok(())
        }
        (Value::Null, Value::Null) => Ok(()),
        (Value::String(text), Value::Null) if text.is_empty() => Ok(()),
        (Value::Bool(one), Value::Bool(other)) if one == other => Ok(()),
        (Value::String(text), Value::Bool(value)) if *text == value.to_string() => Ok(()),
        (Value::Number(one), Value::Number(other)) if one == other => Ok(()),
        (Value::Number(number), Value::String(text)) if number.to_string() == *text => Ok(()),
        (Value::String(one), Value::String(other)) if one == other => Ok(()),
        // Seconds since 1970; no moment is a zero.
        (Value::Number(number), Value::Null)
            if kind == "DateTime" && number.as_i64() == Some(0) =>
        {
            Ok(())
        }
        (Value::Number(seconds), Value::String(shown)) if kind == "DateTime" => {
            let moment = shown.parse::<jiff::Timestamp>().ok();
            if moment.map(jiff::Timestamp::as_second) == seconds.as_i64() {
                Ok(())
            } else {
                differ()
            }
        }
        (Value::String(one), Value::String(other)) if kind == "DateTime" => {
            // Without a zone it is UTC, and the scalar is exact to the millisecond.
            let utc = |text: &str| text.parse::<jiff::civil::DateTime>().ok();
            let utc = |text: &str| utc(text)?.to_zoned(jiff::tz::TimeZone::UTC).ok();
            let moment = |text: &str| {
                let with_zone = text.parse::<jiff::Timestamp>().ok();
                let moment = with_zone.or_else(|| Some(utc(text)?.timestamp()));
                moment.map(jiff::Timestamp::as_millisecond)
            };
            if moment(one).is_some() && moment(one) == moment(other) {
                Ok(())
            } else {
                differ()
            }
        }
        _ => differ(),
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let (head, tail) = word.split_at(1.min(word.len()));
        camel + &head.to_ascii_uppercase() + tail
    })
}
