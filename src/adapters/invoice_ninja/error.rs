//! What Invoice Ninja refuses, and why. Its words are localised, so only the status and the shape decide.

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

use crate::{
    clock,
    error::{Error, ErrorKind, Retry},
    transport::retry_after,
};

/// Longest piece of a vendor's explanation that goes to the log, in characters.
const MAX_DETAIL: usize = 200;
/// The hosted service's window: how long to wait when a 429 does not say, which is its custom.
const WINDOW: Duration = Duration::from_secs(60);

const NOT_UNDERSTOOD: &str = "invoice ninja answered something that we do not understand";

/// Turns an answer that is no success into an error; `one` tells whether a single thing was asked for by its id. What
/// the vendor wrote goes into the error's detail, clipped and without addresses, never into its message.
#[must_use]
pub fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8], one: bool) -> Error {
    let (kind, message) = match status.as_u16() {
        // Swapped against custom: 403 is about who asks, 401 about what they may.
        401 => (
            ErrorKind::ProviderAuth,
            "invoice ninja does not let the token's user see this, check the user's permissions",
        ),
        403 => (
            ErrorKind::ProviderAuth,
            "invoice ninja refused the token, check it, its user and the plan",
        ),
        412 => (
            ErrorKind::ProviderAuth,
            "invoice ninja wants the user's password, check the key password",
        ),
        // A page of HTML comes from something in front of the API, or from a wrong base_url.
        400 | 404 | 409 | 413 | 422 if is_page(body) => (ErrorKind::BadAnswer, NOT_UNDERSTOOD),
        // An unknown id is a 400; newer documents promise a 404.
        400 | 404 if one => (ErrorKind::NotFound, "invoice ninja has no such thing"),
        // Where the id is in the body, it is the validation that misses it.
        422 if one && is_about_id(body) => (ErrorKind::NotFound, "invoice ninja has no such thing"),
        404 => (
            ErrorKind::BadAnswer,
            "invoice ninja knows no such address, check base_url",
        ),
        409 => (
            ErrorKind::Conflict,
            "invoice ninja says that this was done already",
        ),
        400 | 413 | 422 => (ErrorKind::InvalidInput, "invoice ninja refused the request"),
        429 => (
            ErrorKind::RateLimited,
            "the quota of invoice ninja is used up",
        ),
        500..=599 => (ErrorKind::Unavailable, "invoice ninja is out of order"),
        _ => (ErrorKind::BadAnswer, NOT_UNDERSTOOD),
    };
    let error = Error::new(kind, message).with_detail(detail(status, body));
    match status.as_u16() {
        429 => {
            let wait = retry_after(headers, clock::now()).unwrap_or(WINDOW);
            error.retry_hint(Retry::After(wait.max(Duration::from_secs(1))))
        }
        _ => error,
    }
}

/// Says that a success does not hold what was asked for.
pub(super) fn not_understood(detail: &str) -> Error {
    Error::new(ErrorKind::BadAnswer, NOT_UNDERSTOOD).with_detail(detail)
}

/// Tells whether a body is a page for people: it comes from something in front of the API, or from a wrong base_url.
pub(super) fn is_page(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

/// Tells whether it is the id of an activity's subject that was refused.
fn is_about_id(body: &[u8]) -> bool {
    let body = serde_json::from_slice::<Value>(body).unwrap_or_default();
    body["errors"]["entity_id"] != Value::Null
}

/// The status and the vendor's explanation, for the log.
fn detail(status: StatusCode, body: &[u8]) -> String {
    let text = serde_json::from_slice::<Value>(body).map_or_else(|_| String::new(), explanation);
    let words = text.split_whitespace().map(|word| match word {
        word if word.contains("://") => "(address)",
        word => word,
    });
    let text: String = words
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(MAX_DETAIL)
        .collect();
    format!("status {} {text}", status.as_u16())
        .trim_end()
        .to_owned()
}

/// Takes the explanation from any of the vendor's error bodies: a text alone, or an object whose `message` may be missing
/// or empty, whose `error` may be a text or an object, and whose `errors` may hold lists or texts.
fn explanation(body: Value) -> String {
    let parts = ["message", "error", "errors"].map(|key| match body.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(inner)) if inner.is_empty() => String::new(),
        Some(other) => other.to_string(),
        None => String::new(),
    });
    match body {
        Value::String(text) => text,
        _ => parts.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn of(status: u16, body: &str, one: bool) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        refusal(status, &HeaderMap::new(), body.as_bytes(), one)
    }

    #[test]
    fn every_status_has_its_kind() {
        let json = r#"{"message":"nee"}"#;
        for (status, kind, kind_of_one) in [
            (302, ErrorKind::BadAnswer, ErrorKind::BadAnswer),
            (400, ErrorKind::InvalidInput, ErrorKind::NotFound),
            (401, ErrorKind::ProviderAuth, ErrorKind::ProviderAuth),
            (403, ErrorKind::ProviderAuth, ErrorKind::ProviderAuth),
            (404, ErrorKind::BadAnswer, ErrorKind::NotFound),
            (409, ErrorKind::Conflict, ErrorKind::Conflict),
            (412, ErrorKind::ProviderAuth, ErrorKind::ProviderAuth),
            (413, ErrorKind::InvalidInput, ErrorKind::InvalidInput),
            (422, ErrorKind::InvalidInput, ErrorKind::InvalidInput),
            (429, ErrorKind::RateLimited, ErrorKind::RateLimited),
            (500, ErrorKind::Unavailable, ErrorKind::Unavailable),
            (503, ErrorKind::Unavailable, ErrorKind::Unavailable),
        ] {
            assert_eq!(of(status, json, false).kind(), kind, "{status}");
            assert_eq!(of(status, json, true).kind(), kind_of_one, "{status}");
        }
    }

    #[test]
    fn an_id_that_the_validation_misses_is_not_found() {
        let of_id = r#"{"message":"nee","errors":{"entity_id":["nee"]}}"#;
        let of_entity = r#"{"message":"nee","errors":{"entity":["nee"]}}"#;
        assert_eq!(of(422, of_id, true).kind(), ErrorKind::NotFound);
        assert_eq!(of(422, of_id, false).kind(), ErrorKind::InvalidInput);
        assert_eq!(of(422, of_entity, true).kind(), ErrorKind::InvalidInput);
    }

    #[test]
    fn a_page_of_html_is_no_answer_of_the_api() {
        let page = "\n<!DOCTYPE html><html></html>";
        assert_eq!(of(400, page, true).kind(), ErrorKind::BadAnswer);
        assert_eq!(of(413, page, false).kind(), ErrorKind::BadAnswer);
        assert_eq!(of(429, page, false).kind(), ErrorKind::RateLimited);
        assert_eq!(of(500, page, false).kind(), ErrorKind::Unavailable);
    }

    #[test]
    fn a_full_quota_says_nothing_so_the_window_is_waited_out() {
        assert_eq!(of(429, "{}", false).retry(), Retry::After(WINDOW));
        let mut headers = HeaderMap::new();
        let name = HeaderName::from_static("retry-after");
        headers.insert(name, HeaderValue::from_static("7"));
        let error = refusal(StatusCode::TOO_MANY_REQUESTS, &headers, b"<html>", false);
        assert_eq!(error.retry(), Retry::After(Duration::from_secs(7)));
    }

    #[test]
    fn what_the_vendor_wrote_is_for_the_log_alone_in_every_shape() {
        for (body, said) in [
            (r#"{"message":"","errors":{"number":"dicht"}}"#, "dicht"),
            (r#"{"error":{"message":"betaald"}}"#, "betaald"),
            (r#"{"message":"kapot","errors":{}}"#, "kapot"),
            (r#""geen gebeurtenis""#, "geen gebeurtenis"),
            (r#"{"message":"see https://a.example/s3cret"}"#, "(address)"),
        ] {
            let error = of(422, body, false);
            let detail = error.detail().unwrap();
            assert!(
                detail.contains(said) && !detail.contains("s3cret"),
                "{detail}"
            );
            assert_eq!(error.message(), "invoice ninja refused the request");
        }
        let long = format!("{{\"message\":\"{}\"}}", "x".repeat(1000));
        assert!(of(400, &long, false).detail().unwrap().len() < 220);
        assert_eq!(of(500, "<html>", false).detail(), Some("status 500"));
    }
}
