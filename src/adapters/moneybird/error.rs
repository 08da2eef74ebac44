//! What Moneybird refuses, and why.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{
    StatusCode,
    header::{HeaderMap, RETRY_AFTER},
};

use crate::{
    adapters::moneybird::answer::vendor_now,
    error::{Error, ErrorKind, Retry},
};

/// Longest piece of a vendor's explanation that goes to the log, in characters.
const MAX_DETAIL: usize = 200;
/// The vendor's window: no wait can be longer.
const WINDOW: Duration = Duration::from_secs(5 * 60);
/// How long to wait when a 429 does not say.
const WAIT: Duration = Duration::from_secs(60);
/// A `Retry-After` above this is a moment (Unix time in seconds), below it a number of seconds.
const EARLIEST_MOMENT: i64 = 1_000_000_000;

/// Turns an answer that is no success into an error. What the vendor wrote goes into its detail, clipped and without
/// addresses, never into its message.
#[must_use]
pub fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    let (kind, message) = match status.as_u16() {
        // Also for a token that lacks the scope.
        401 => (
            ErrorKind::ProviderAuth,
            "moneybird refused the token, check it and its scope sales_invoices",
        ),
        402 => (
            ErrorKind::Conflict,
            "a limit of the moneybird subscription is reached",
        ),
        // Not about rights: the address that we call from is blocked.
        403 => (
            ErrorKind::Unavailable,
            "moneybird blocks the address of this gateway, ask its support why",
        ),
        // A page of HTML comes from something in front of the API, or from a wrong base_url.
        400 | 404 | 422 if is_page(body) => (ErrorKind::BadAnswer, NOT_UNDERSTOOD),
        404 => (ErrorKind::NotFound, "moneybird has no such thing"),
        400 | 422 => (ErrorKind::InvalidInput, "moneybird refused the request"),
        429 => (ErrorKind::RateLimited, "the quota of moneybird is used up"),
        500..=599 => (ErrorKind::Unavailable, "moneybird is out of order"),
        _ => (ErrorKind::BadAnswer, NOT_UNDERSTOOD),
    };
    let error = Error::new(kind, message).with_detail(detail(status, body));
    match status.as_u16() {
        403 => error.retry_hint(Retry::Never),
        429 => error.retry_hint(Retry::After(retry_after(headers))),
        _ => error,
    }
}

const NOT_UNDERSTOOD: &str = "moneybird answered something that we do not understand";

/// Says that a success does not hold what was asked for.
pub(super) fn not_understood(detail: &str) -> Error {
    Error::new(ErrorKind::BadAnswer, NOT_UNDERSTOOD).with_detail(detail)
}

/// Says that a 404 was about the administration and not about an invoice.
pub(super) fn no_administration(refused: &Error) -> Error {
    Error::new(
        ErrorKind::ProviderAuth,
        "moneybird has no such administration for this token, check administration_id and the token",
    )
    .with_detail(refused.detail().unwrap_or_default())
}

/// How long until the vendor answers again. Its `Retry-After` is a moment, unlike everybody else's.
fn retry_after(headers: &HeaderMap) -> Duration {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<i64>().ok();
    let wait = match number(RETRY_AFTER.as_str()).or_else(|| number("ratelimit-reset")) {
        Some(moment) if moment >= EARLIEST_MOMENT => seconds_until(moment, vendor_now(headers)),
        Some(seconds) => Duration::from_secs(seconds.max(0).unsigned_abs()),
        None => WAIT,
    };
    wait.clamp(Duration::from_secs(1), WINDOW)
}

fn seconds_until(moment: i64, now: Timestamp) -> Duration {
    Duration::from_secs(moment.saturating_sub(now.as_second()).max(0).unsigned_abs())
}

/// Tells whether a body is a page for people: it comes from something in front of the API, or from a wrong base_url.
pub(super) fn is_page(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

/// The status and the vendor's explanation, for the log.
fn detail(status: StatusCode, body: &[u8]) -> String {
    let text = match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(body) => explanation(&body),
        Err(_) => String::new(),
    };
    let text: String = text
        .split_whitespace()
        .map(|word| {
            if word.contains("://") {
                "(address)"
            } else {
                word
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(MAX_DETAIL)
        .collect();
    format!("status {} {text}", status.as_u16())
        .trim_end()
        .to_owned()
}

/// Takes the explanation from any of the vendor's error bodies.
fn explanation(body: &serde_json::Value) -> String {
    let parts = ["error", "message", "errors"].map(|key| match body.get(key) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    });
    match body {
        serde_json::Value::String(text) => text.clone(),
        _ => parts.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{DATE, HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            )
        };
        pairs.iter().map(pair).collect()
    }

    fn of(status: u16, body: &str) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        refusal(status, &HeaderMap::new(), body.as_bytes())
    }

    fn wait(pairs: &[(&'static str, &str)]) -> Retry {
        refusal(
            StatusCode::TOO_MANY_REQUESTS,
            &headers(pairs),
            b"\"Retry later\"",
        )
        .retry()
    }

    #[test]
    fn every_status_has_its_kind() {
        let json = r#"{"error":"record not found"}"#;
        for (status, kind) in [
            (301, ErrorKind::BadAnswer),
            (400, ErrorKind::InvalidInput),
            (401, ErrorKind::ProviderAuth),
            (402, ErrorKind::Conflict),
            (403, ErrorKind::Unavailable),
            (404, ErrorKind::NotFound),
            (406, ErrorKind::BadAnswer),
            (422, ErrorKind::InvalidInput),
            (429, ErrorKind::RateLimited),
            (500, ErrorKind::Unavailable),
            (503, ErrorKind::Unavailable),
        ] {
            assert_eq!(of(status, json).kind(), kind, "{status}");
        }
    }

    #[test]
    fn a_page_of_html_is_no_answer_of_the_api() {
        let page = "\n<html><body>nginx</body></html>";
        assert_eq!(of(404, page).kind(), ErrorKind::BadAnswer);
        assert_eq!(of(429, page).kind(), ErrorKind::RateLimited);
        assert_eq!(of(502, page).kind(), ErrorKind::Unavailable);
    }

    #[test]
    fn what_the_vendor_wrote_is_for_the_log_alone_and_clipped() {
        let long = "x".repeat(1000);
        let body = format!("{{\"error\":\"see https://a.example/s3cret?t=1 {long}\"}}");
        let error = of(422, &body);
        assert_eq!(error.message(), "moneybird refused the request");
        let detail = error.detail().unwrap();
        assert!(
            detail.starts_with("status 422 see (address) xxx"),
            "{detail}"
        );
        assert!(detail.chars().count() < 220 && !detail.contains("s3cret"));
        let nested = of(
            422,
            r#"{"error":{"price":["is not a number"]},"details":{}}"#,
        );
        assert!(nested.detail().unwrap().contains("price"));
    }

    #[test]
    fn retry_after_is_a_moment_by_the_vendors_clock() {
        let date = ("date", "Wed, 12 Aug 2026 10:00:00 GMT");
        let at = |time: &str| time.parse::<Timestamp>().unwrap().as_second().to_string();
        let soon = at("2026-08-12T10:01:30Z");
        assert_eq!(
            wait(&[date, ("retry-after", &soon)]),
            Retry::After(Duration::from_secs(90))
        );
        let past = at("2026-08-12T09:00:00Z");
        assert_eq!(
            wait(&[date, ("retry-after", &past)]),
            Retry::After(Duration::from_secs(1))
        );
        let far = at("2076-08-12T09:00:00Z");
        assert_eq!(wait(&[date, ("retry-after", &far)]), Retry::After(WINDOW));
        assert_eq!(
            wait(&[date, ("ratelimit-reset", &soon)]),
            wait(&[date, ("retry-after", &soon)])
        );
        assert_eq!(DATE.as_str(), "date");
    }

    #[test]
    fn a_small_retry_after_is_a_number_of_seconds_and_none_is_a_minute() {
        assert_eq!(
            wait(&[("retry-after", "17")]),
            Retry::After(Duration::from_secs(17))
        );
        assert_eq!(wait(&[]), Retry::After(Duration::from_secs(60)));
        assert_eq!(
            wait(&[("retry-after", "soon")]),
            Retry::After(Duration::from_secs(60))
        );
    }
}
