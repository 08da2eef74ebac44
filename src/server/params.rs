//! The parameters of a GraphQL request, from a JSON body or from a query string.

use std::collections::HashMap;

use async_graphql::{Name, Pos, Value as GraphqlValue, Variables};
use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::{
    error::ErrorKind,
    server::{
        refusal::Refusal,
        scan::{Fault, position, scan_json},
        settings::ServerSettings,
    },
};

/// What a client asks.
#[derive(Debug)]
pub(super) struct Params {
    /// The text of the document, where it is sent.
    pub(super) query: Option<String>,
    /// The name of a document that the server has.
    pub(super) document_id: Option<String>,
    /// Which of its operations is meant.
    pub(super) operation_name: Option<String>,
    /// The values of its variables.
    pub(super) variables: Variables,
    /// What the client adds beside the specification.
    pub(super) extensions: HashMap<String, GraphqlValue>,
}

/// What the body of a POST asks.
#[derive(Debug)]
pub(super) enum Asked {
    /// One operation.
    One(Params),
    /// A list of operations, never empty, each with what is wrong with it alone.
    Many(Vec<Result<Params, Refusal>>),
}

/// Reads the body of a POST.
pub(super) fn from_body(body: &[u8], settings: &ServerSettings) -> Result<Asked, Refusal> {
    // A byte order mark is not JSON, but readers may ignore it.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.is_empty() {
        return Err(Refusal::malformed("the body is empty"));
    }
    let body = str::from_utf8(body).map_err(|_| Refusal::malformed("the body is not utf-8"))?;
    // The body itself and `variables` are two brackets around those of the values.
    let list = body.trim_ascii_start().starts_with('[');
    let around = if list { 3 } else { 2 };
    check_json(body, "body", settings.max_nesting + around, settings)?;
    match serde_json::from_str(body) {
        Ok(Value::Object(fields)) => from_fields(fields).map(Asked::One),
        Ok(Value::Array(all)) => from_list(all, settings).map(Asked::Many),
        Ok(_) => Err(Refusal::malformed("the body must be a JSON object")),
        Err(error) => Err(not_json("body", &error)),
    }
}

fn from_list(
    all: Vec<Value>,
    settings: &ServerSettings,
) -> Result<Vec<Result<Params, Refusal>>, Refusal> {
    let limit = settings.max_batch;
    if limit <= 1 {
        let message =
            "lists of operations are not taken: send one request at a time, or raise limits.batch";
        return Err(Refusal::too_many(message));
    }
    if all.is_empty() {
        return Err(Refusal::malformed("the list of operations is empty"));
    }
    if all.len() > limit {
        return Err(Refusal::too_many(format!(
            "the list has more than {limit} operations: send fewer at a time, or raise limits.batch"
        )));
    }
    let each = all.into_iter().map(|one| match one {
        Value::Object(fields) => from_fields(fields),
        _ => Err(Refusal::malformed("each operation must be a JSON object")),
    });
    Ok(each.collect())
}

/// Reads the parameters from the query string of a GET.
pub(super) fn from_query(query: &str, settings: &ServerSettings) -> Result<Params, Refusal> {
    let mut fields = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name)?, decode(value)?);
        let value = match name.as_str() {
            "variables" | "extensions" if value.is_empty() => continue,
            "variables" | "extensions" => json(&name, &value, settings)?,
            "query" | "operationName" | "documentId" => Value::String(value),
            _ => continue,
        };
        if fields.contains_key(&name) {
            return Err(Refusal::malformed(format!("{name} is given twice")));
        }
        fields.insert(name, value);
    }
    from_fields(fields)
}

/// Takes the parameters; what else is there is ignored, as the specification asks.
fn from_fields(mut fields: Map<String, Value>) -> Result<Params, Refusal> {
    let mut string = |name: &str| match fields.remove(name) {
        Some(Value::String(text)) => Ok(Some(text)),
        None | Some(Value::Null) => Ok(None),
        Some(_) => Err(Refusal::malformed(format!("{name} must be a string"))),
    };
    let (query, document_id) = (string("query")?, string("documentId")?);
    // The specification reads an empty name as none.
    let operation_name = string("operationName")?.filter(|name| !name.is_empty());
    let variables = object(fields.remove("variables"), "variables")?;
    let variables = variables
        .into_iter()
        .map(|(name, value)| (Name::new(name), value));
    let extensions = object(fields.remove("extensions"), "extensions")?;
    Ok(Params {
        query,
        document_id,
        operation_name,
        variables: Variables::from_value(GraphqlValue::Object(variables.collect())),
        extensions: extensions.into_iter().collect(),
    })
}

fn object(value: Option<Value>, what: &str) -> Result<Vec<(String, GraphqlValue)>, Refusal> {
    let fields = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(fields)) => fields,
        Some(_) => return Err(Refusal::malformed(format!("{what} must be an object"))),
    };
    fields
        .into_iter()
        .map(|(name, value)| {
            let value = GraphqlValue::from_json(value)
                .map_err(|_| Refusal::malformed(format!("{what} cannot be read")))?;
            Ok((name, value))
        })
        .collect()
}

fn json(name: &str, text: &str, settings: &ServerSettings) -> Result<Value, Refusal> {
    check_json(text, name, settings.max_nesting + 1, settings)?;
    serde_json::from_str(text).map_err(|error| not_json(name, &error))
}

/// Bounds depth and size before the JSON parser builds a tree some fifty times as large as the text, and refuses what two
/// readers could read in two ways.
fn check_json(
    text: &str,
    what: &str,
    nesting: usize,
    settings: &ServerSettings,
) -> Result<(), Refusal> {
    let limit = settings.max_json_values;
    let message = match scan_json(text.as_bytes(), nesting, limit) {
        Ok(_) => return Ok(()),
        Err(Fault::Nesting(_)) => {
            let limit = settings.max_nesting;
            format!(
                "the {what} nests more than {limit} brackets in a variable: send less, or raise limits.nesting"
            )
        }
        Err(Fault::Tokens(_)) => {
            format!("the {what} has more than {limit} values: send less at a time")
        }
        Err(Fault::Twice(at)) => {
            let Pos { line, column } = position(text, at);
            return Err(Refusal::malformed(format!(
                "an object of the {what} has a key twice: see line {line}, column {column}, and send each key once"
            )));
        }
        Err(Fault::Reserved(at)) => {
            let Pos { line, column } = position(text, at);
            return Err(Refusal::malformed(format!(
                "an object of the {what} has a reserved key: see line {line}, column {column}"
            )));
        }
        Err(_) => {
            let message = format!("the {what} is not JSON: a string or bracket has no partner");
            return Err(Refusal::malformed(message));
        }
    };
    let status = StatusCode::BAD_REQUEST;
    Err(Refusal::http(status, ErrorKind::LimitExceeded, message))
}

/// Tells where the JSON breaks, and nothing of what it says.
fn not_json(what: &str, error: &serde_json::Error) -> Refusal {
    let (line, column) = (error.line(), error.column());
    Refusal::malformed(format!(
        "the {what} is not JSON: see line {line}, column {column}"
    ))
}

/// Decodes one part of a form-encoded query string, strictly where the usual decoders put in question marks.
fn decode(part: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, tail) = match (first, tail) {
            (b'+', _) => (b' ', tail),
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, after),
                _ => (b'%', tail),
            },
            _ => (*first, tail),
        };
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8(bytes).map_err(|_| Refusal::malformed("the query string is not utf-8"))
}

fn hex(digit: u8) -> Option<u8> {
    let digit = char::from(digit).to_digit(16)?;
    u8::try_from(digit).ok()
}
