//! What i3D.net refuses, and why.

use reqwest::{StatusCode, header::HeaderMap};
use serde::Deserialize;

use crate::{
    adapters::endpoint::{self, WAIT, detail, is_page},
    clock,
    error::{Error, ErrorKind, Retry},
    native::lenient,
    transport::retry_after,
};

/// The vendor's error body. Its words are for the log alone.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Body {
    #[serde(deserialize_with = "lenient::integer")]
    error_code: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    error_message: Option<String>,
    errors: Option<Vec<Property>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Property {
    #[serde(deserialize_with = "lenient::text")]
    property: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    message: Option<String>,
}

/// Turns an answer that is no success into an error: the vendor's code says more than the status, where there is one.
#[must_use]
pub fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    let said: Body = serde_json::from_slice(body).unwrap_or_default();
    let error = match (said.error_code, status.as_u16()) {
        (_, 429) => Error::new(ErrorKind::RateLimited, "the quota of i3d.net is used up"),
        // Not the caller's rights, but those of our token.
        (Some(10003), _) => Error::new(
            ErrorKind::ProviderAuth,
            "i3d.net says that the token has no access to this",
        ),
        (Some(10004), _) | (_, 401 | 403) => Error::new(
            ErrorKind::ProviderAuth,
            "i3d.net refused the token, check it, its end date and the addresses it may be used from",
        ),
        (Some(10001 | 10002), _) => not_found(),
        (Some(10007), _) => out_of_order(),
        (Some(10006), _) => not_understood(),
        (Some(10009), _) => Error::new(
            ErrorKind::Conflict,
            "i3d.net says that the state forbids it",
        ),
        (Some(10008 | 11001 | 11002), _) => refused(),
        (_, 400 | 404 | 409 | 422) if is_page(body) => not_understood(),
        (_, 404) => not_found(),
        (_, 409) => Error::new(
            ErrorKind::Conflict,
            "i3d.net says that the state forbids it",
        ),
        (_, 400 | 422) => refused(),
        (_, 500..=599) => out_of_order(),
        _ => not_understood(),
    };
    let error = match retry_after(headers, clock::now()) {
        Some(wait) if error.retry() != Retry::Never => error.retry_hint(Retry::After(wait)),
        None if error.kind() == ErrorKind::RateLimited => error.retry_hint(Retry::After(WAIT)),
        _ => error,
    };
    error.with_detail(detail(status, &explanation(&said)))
}

/// Says that an answer makes no sense.
pub(super) fn not_understood() -> Error {
    endpoint::not_understood("i3d.net")
}

fn not_found() -> Error {
    Error::new(ErrorKind::NotFound, "i3d.net has no such thing")
}

fn refused() -> Error {
    Error::new(ErrorKind::InvalidInput, "i3d.net refused the request")
}

fn out_of_order() -> Error {
    Error::new(ErrorKind::Unavailable, "i3d.net is out of order")
}

/// The code, the message and what is wrong with each property.
fn explanation(said: &Body) -> String {
    let mut words = Vec::new();
    words.extend(said.error_code.map(|code| format!("code {code}")));
    // The vendor's messages can end in a comma.
    let message = said.error_message.as_deref().unwrap_or_default();
    words.push(message.trim_end_matches([',', ' ']).to_owned());
    for error in said.errors.iter().flatten() {
        let [property, message] = [&error.property, &error.message];
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        words.push(format!("{}: {}", text(property), text(message)));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        refusal(status, &HeaderMap::new(), body.as_bytes())
    }

    fn coded(code: i64) -> String {
        format!("{{\"errorCode\":{code},\"errorMessage\":\"words of theirs, \",\"errors\":[]}}")
    }

    #[test]
    fn every_status_has_its_kind_without_a_body_too() {
        for (status, kind) in [
            (301, ErrorKind::BadAnswer),
            (400, ErrorKind::InvalidInput),
            (401, ErrorKind::ProviderAuth),
            (403, ErrorKind::ProviderAuth),
            (404, ErrorKind::NotFound),
            (405, ErrorKind::BadAnswer),
            (409, ErrorKind::Conflict),
            (422, ErrorKind::InvalidInput),
            (429, ErrorKind::RateLimited),
            (500, ErrorKind::Unavailable),
            (503, ErrorKind::Unavailable),
        ] {
            assert_eq!(of(status, "").kind(), kind, "{status}");
        }
        assert_eq!(of(404, "<html>").kind(), ErrorKind::BadAnswer);
        assert_eq!(of(500, "<html>").kind(), ErrorKind::Unavailable);
    }

    #[test]
    fn the_code_says_more_than_the_status() {
        for (status, code, kind) in [
            (404, 10001, ErrorKind::NotFound),
            (400, 10002, ErrorKind::NotFound),
            (403, 10003, ErrorKind::ProviderAuth),
            (500, 10004, ErrorKind::ProviderAuth),
            (404, 10006, ErrorKind::BadAnswer),
            (500, 10007, ErrorKind::Unavailable),
            (400, 10008, ErrorKind::InvalidInput),
            (422, 11001, ErrorKind::InvalidInput),
            (403, 99999, ErrorKind::ProviderAuth),
            (429, 10004, ErrorKind::RateLimited),
        ] {
            let error = of(status, &coded(code));
            assert_eq!(error.kind(), kind, "{status} {code}");
            assert!(!error.message().contains("theirs"));
            let detail = error.detail().unwrap();
            assert!(detail.ends_with("words of theirs"), "{detail}");
        }
    }

    #[test]
    fn what_is_wrong_with_each_property_is_logged_without_addresses() {
        let body = r#"{"errorCode":11001,"errorMessage":"","errors":[{"property":"a","message":"see https://x.example/s3cret"}]}"#;
        let error = of(422, body);
        assert_eq!(
            error.detail(),
            Some("status 422 code 11001 a: see (address)")
        );
    }
}
