//! Whether a form may come at all.

use axum::http::{HeaderMap, StatusCode, header};

use crate::{error::ErrorKind, server::refusal::Refusal};

/// Any of these, with any value, shows that the sender was allowed to send it: a page of somebody else's cannot set a
/// header without asking first, but it can post a form.
const PREFLIGHT: [&str; 3] = [
    "graphql-require-preflight",
    "x-requested-with",
    "apollo-require-preflight",
];

/// Longest boundary between two parts, in characters (RFC 2046).
const MAX_BOUNDARY: usize = 70;

/// Whether a request says that it is a form of several parts.
pub(in crate::server) fn is_multipart(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let is_form = |value: &axum::http::HeaderValue| {
        let text = value.as_bytes().trim_ascii_start();
        let start = text.get(.."multipart/".len()).unwrap_or_default();
        start.eq_ignore_ascii_case(b"multipart/")
    };
    types.next().is_some_and(is_form) && types.next().is_none()
}

/// Checks the headers, and finds what stands between the parts.
pub(super) fn boundary(headers: &HeaderMap) -> Result<String, Refusal> {
    if !PREFLIGHT.iter().any(|name| headers.contains_key(*name)) {
        return Err(Refusal::http(
            StatusCode::FORBIDDEN,
            ErrorKind::Forbidden,
            "a multipart request needs the header GraphQL-Require-Preflight, with any value",
        ));
    }
    let unsupported = |message: &str| {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Refusal::http(status, ErrorKind::InvalidInput, message)
    };
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    if encodings.any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(unsupported("compressed bodies are not taken"));
    }
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let boundary = multer::parse_boundary(content_type.unwrap_or_default());
    boundary
        .ok()
        .filter(|boundary| (1..=MAX_BOUNDARY).contains(&boundary.len()))
        .ok_or_else(|| unsupported("say Content-Type: multipart/form-data with a boundary"))
}
