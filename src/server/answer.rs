//! Everything that leaves `/graphql` is finished here: codes, request id, media type, status, bytes.

use std::collections::BTreeMap;

use async_graphql::{ErrorExtensionValues, Response as GraphqlResponse, ServerError, Value};
use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use serde::Serialize;

use crate::{
    error::ErrorKind,
    server::{media::Media, refusal::Refusal, request_id::RequestId, viewer::challenge},
};

/// The most errors that are reported of one invalid document; a hostile one has thousands.
const MAX_REQUEST_ERRORS: usize = 50;

/// The most characters of a message that quotes the document.
const MAX_MESSAGE: usize = 500;

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

/// Answers a request that is turned away.
pub(super) fn refused(refusal: &Refusal, media: Media, id: &RequestId) -> Response<Body> {
    let status = refusal.status.unwrap_or(match media {
        Media::GraphqlResponse => StatusCode::BAD_REQUEST,
        Media::Json => StatusCode::OK,
    });
    let mut error = refusal.error();
    number(&mut error, id);
    let answer = Answer {
        errors: &[error],
        data: None,
        extensions: &BTreeMap::new(),
    };
    let mut response = write(status, media, &answer);
    challenge(&mut response);
    if let Some(allow) = refusal.allow {
        let headers = response.headers_mut();
        headers.insert(header::ALLOW, HeaderValue::from_static(allow));
    }
    response
}

/// Answers a request that was executed, or that validation refused.
pub(super) fn executed(
    mut response: GraphqlResponse,
    media: Media,
    id: &RequestId,
) -> Response<Body> {
    // A failed field has a path. Without data and without a path, nothing was executed.
    let unexecuted = response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty());
    if unexecuted {
        response.errors.truncate(MAX_REQUEST_ERRORS);
    }
    for error in &mut response.errors {
        classify(error);
        number(error, id);
    }
    let answer = Answer {
        errors: &response.errors,
        data: (!unexecuted).then_some(&response.data),
        extensions: &response.extensions,
    };
    let status = match media {
        Media::GraphqlResponse if unexecuted => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    write(status, media, &answer)
}

/// Gives a code to an error that has none.
///
/// Those without a path come from validation. Those with one are either arguments that do not fit their type, which
/// the library finds only when it runs the field, or a resolver's own that nobody wrote for clients to read.
fn classify(error: &mut ServerError) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_some() {
        return;
    }
    let kind = if error.path.is_empty() || is_coercion(error) {
        clip(&mut error.message);
        ErrorKind::InvalidInput
    } else {
        tracing::error!(reason = error.message, "a resolver failed without a code");
        error.message = "something went wrong inside; quote the request id".to_owned();
        ErrorKind::Internal
    };
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", kind.code());
    extensions.set("retryable", false);
}

/// Recognises the library's own errors about input. They carry no type to ask, only their first words.
fn is_coercion(error: &ServerError) -> bool {
    const FIRST_WORDS: [&str; 2] = ["Expected input type \"", "Failed to parse \""];
    let begins = |words: &&str| error.message.starts_with(*words);
    error.source.is_none() && FIRST_WORDS.iter().any(begins)
}

fn clip(message: &mut String) {
    if let Some((end, _)) = message.char_indices().nth(MAX_MESSAGE) {
        message.truncate(end);
        message.push_str("...");
    }
}

fn number(error: &mut ServerError, id: &RequestId) {
    let extensions: &mut ErrorExtensionValues = error.extensions.get_or_insert_default();
    extensions.set("requestId", id.as_str());
}

fn write(status: StatusCode, media: Media, answer: &Answer<'_>) -> Response<Body> {
    let bytes = serde_json::to_vec(answer).expect("values of an answer have text keys only");
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media.content_type());
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
