//! What Dashdoc refuses, and why.

use reqwest::{StatusCode, header::HeaderMap};

use crate::{
    adapters::{
        dashdoc::complaint::complaints,
        endpoint::{self, WAIT, detail, is_page},
    },
    clock,
    error::{Error, ErrorKind, Retry},
    transport::retry_after,
};

/// Turns an answer that is no success into an error. What the vendor wrote is localised, so only the status decides; its
/// words go into the detail, clipped and without addresses, never into the message.
#[must_use]
pub fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    let error = match status.as_u16() {
        401 => Error::new(
            ErrorKind::ProviderAuth,
            "dashdoc refused the token, check it and that base_url is its host",
        ),
        403 => Error::new(
            ErrorKind::ProviderAuth,
            "dashdoc says that the token may not do this, check its rights",
        ),
        400 | 404 | 409 | 422 if is_page(body) => not_understood(),
        404 => Error::new(ErrorKind::NotFound, "dashdoc has no such thing"),
        409 => Error::new(
            ErrorKind::Conflict,
            "dashdoc says that the state forbids it",
        ),
        400 | 422 => Error::new(ErrorKind::InvalidInput, "dashdoc refused the request"),
        429 => Error::new(ErrorKind::RateLimited, "the quota of dashdoc is used up"),
        500..=599 => Error::new(ErrorKind::Unavailable, "dashdoc is out of order"),
        _ => not_understood(),
    };
    let error = match status {
        StatusCode::TOO_MANY_REQUESTS => {
            let wait = retry_after(headers, clock::now()).unwrap_or(WAIT);
            error.retry_hint(Retry::After(wait))
        }
        _ => error,
    };
    error.with_detail(detail(status, &explanation(body)))
}

/// Says that an answer makes no sense.
pub(super) fn not_understood() -> Error {
    endpoint::not_understood("dashdoc")
}

/// All texts and codes of a body with the fields that they are about, in the vendor's order.
fn explanation(body: &[u8]) -> String {
    let mut words = Vec::new();
    for complaint in complaints(body) {
        let said = [&complaint.text, &complaint.code];
        for text in said.into_iter().filter(|text| !text.is_empty()) {
            words.push(match complaint.field.as_str() {
                "" => text.clone(),
                field => format!("{field}: {text}"),
            });
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::header::{HeaderValue, RETRY_AFTER};

    use super::*;

    fn of(status: u16, body: &str) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        refusal(status, &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn every_status_has_its_kind_whatever_the_language() {
        let json = r#"{"detail":"Pas trouvé."}"#;
        for (status, kind) in [
            (301, ErrorKind::BadAnswer),
            (400, ErrorKind::InvalidInput),
            (401, ErrorKind::ProviderAuth),
            (403, ErrorKind::ProviderAuth),
            (404, ErrorKind::NotFound),
            (405, ErrorKind::BadAnswer),
            (409, ErrorKind::Conflict),
            (415, ErrorKind::BadAnswer),
            (422, ErrorKind::InvalidInput),
            (429, ErrorKind::RateLimited),
            (500, ErrorKind::Unavailable),
            (503, ErrorKind::Unavailable),
        ] {
            let error = of(status, json);
            assert_eq!(error.kind(), kind, "{status}");
            assert!(!error.message().contains("Pas"));
            assert!(error.detail().unwrap().contains("Pas trouvé."));
        }
        assert_eq!(of(404, "<html>").kind(), ErrorKind::BadAnswer);
        assert_eq!(of(502, "<html>").kind(), ErrorKind::Unavailable);
    }

    #[test]
    fn every_shape_of_a_validation_is_explained_in_the_log() {
        for (body, words) in [
            (
                r#"{"due_date":{"detail":"too early","code":"early"}}"#,
                ["due_date: early", "due_date: too early"],
            ),
            (
                r#"{"a":{"detail":["x","y"],"code":["first","second"]}}"#,
                ["a: second", "a: y"],
            ),
            (
                r#"{"non_field_errors":{"code":["mandatory_item"]}}"#,
                ["non_field_errors: mandatory_item", "status 400"],
            ),
            (
                r#"{"a":{"detail":[{"b":["deep"]}],"code":[{"b":["deep_code"]}]}}"#,
                ["a.b: deep", "a.b: deep_code"],
            ),
            (r#"{"a":["plain"]}"#, ["a: plain", "status 400"]),
            (
                r#"{"code":"x","detail":"see https://a.example/?t=s3cret"}"#,
                ["x", "see (address)"],
            ),
        ] {
            let error = of(400, body);
            let detail = error.detail().unwrap();
            for word in words {
                assert!(detail.contains(word), "{detail}");
            }
            assert!(!detail.contains("s3cret"));
        }
    }

    #[test]
    fn a_full_quota_says_when_to_come_back() {
        let mut headers = HeaderMap::new();
        assert_eq!(of(429, "").retry(), Retry::After(WAIT));
        headers.insert(RETRY_AFTER, HeaderValue::from_static("12"));
        let error = refusal(StatusCode::TOO_MANY_REQUESTS, &headers, b"");
        assert_eq!(error.retry(), Retry::After(Duration::from_secs(12)));
    }
}
