//! Everything that leaves `/graphql` is finished here: codes, request id, media type, status, bytes.

use std::collections::BTreeMap;

use async_graphql::{ErrorExtensionValues, Response as GraphqlResponse, ServerError, Value};
use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use serde::Serialize;

use crate::{
    error::{ErrorKind, clip},
    server::{
        access::Access, media::Media, refusal::Refusal, request_id::RequestId, viewer::advise,
    },
};

/// The most errors that are reported of one invalid document; a hostile one has thousands.
const MAX_REQUEST_ERRORS: usize = 50;

/// What came of a request.
#[derive(Debug)]
pub(super) enum Answered {
    /// What came of its one operation: executed, or refused by validation.
    One(GraphqlResponse),
    /// What came of each of its operations.
    Many(Vec<Result<GraphqlResponse, Refusal>>),
}

#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: BTreeMap<String, Value>,
}

/// Answers a request that is turned away.
pub(super) fn refused(
    refusal: &Refusal,
    media: Media,
    id: &RequestId,
    access: &Access,
) -> Response<Body> {
    let status = refusal.status.unwrap_or(match media {
        Media::GraphqlResponse => StatusCode::BAD_REQUEST,
        Media::Json => StatusCode::OK,
    });
    let mut response = write(status, media, &turned_down(refusal, id, access));
    advise(&mut response, refusal);
    if let Some(allow) = refusal.allow {
        let headers = response.headers_mut();
        headers.insert(header::ALLOW, HeaderValue::from_static(allow));
    }
    response
}

/// Answers a request that was not turned away as a whole.
pub(super) fn answered(
    answered: Answered,
    media: Media,
    id: &RequestId,
    access: &Access,
) -> Response<Body> {
    match answered {
        Answered::One(response) => {
            let answer = finished(response, id, access);
            let status = match media {
                Media::GraphqlResponse if answer.data.is_none() => StatusCode::BAD_REQUEST,
                _ => StatusCode::OK,
            };
            write(status, media, &answer)
        }
        // No status can say what became of each.
        Answered::Many(all) => {
            let answers = all.into_iter().map(|one| match one {
                Ok(response) => finished(response, id, access),
                Err(refusal) => turned_down(&refusal, id, access),
            });
            write(StatusCode::OK, media, &answers.collect::<Vec<_>>())
        }
    }
}

fn turned_down(refusal: &Refusal, id: &RequestId, access: &Access) -> Answer {
    access.failed(refusal.kind.code());
    let mut error = refusal.error();
    clip(&mut error.message);
    number(&mut error, id);
    Answer {
        errors: vec![error],
        data: None,
        extensions: BTreeMap::new(),
    }
}

/// Finishes what was executed, or what validation refused: then there is no data.
fn finished(mut response: GraphqlResponse, id: &RequestId, access: &Access) -> Answer {
    // A failed field has a path. Without data and without a path, nothing was executed.
    let unexecuted = response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty());
    if unexecuted {
        response.errors.truncate(MAX_REQUEST_ERRORS);
    }
    for error in &mut response.errors {
        classify(error);
        clip(&mut error.message);
        number(error, id);
        if let Some(Value::String(code)) = error.extensions.as_ref().and_then(|it| it.get("code")) {
            access.failed(code);
        }
    }
    Answer {
        errors: response.errors,
        data: (!unexecuted).then_some(response.data),
        extensions: response.extensions,
    }
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
        ErrorKind::InvalidInput
    } else {
        clip(&mut error.message);
        tracing::error!(reason = error.message, "a resolver failed without a code");
        error.message = "something went wrong inside; quote the request id".to_owned();
        ErrorKind::Internal
    };
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", kind.code());
    extensions.set("retryable", false);
}

/// Recognises the library's own errors about input. They carry no type to ask, only their first words.
pub(super) fn is_coercion(error: &ServerError) -> bool {
    const FIRST_WORDS: [&str; 2] = ["Expected input type \"", "Failed to parse \""];
    let begins = |words: &&str| error.message.starts_with(*words);
    error.source.is_none() && FIRST_WORDS.iter().any(begins)
}

fn number(error: &mut ServerError, id: &RequestId) {
    let extensions: &mut ErrorExtensionValues = error.extensions.get_or_insert_default();
    extensions.set("requestId", id.as_str());
}

fn write(status: StatusCode, media: Media, answer: &impl Serialize) -> Response<Body> {
    let bytes = serde_json::to_vec(answer).expect("values of an answer have text keys only");
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media.content_type());
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
