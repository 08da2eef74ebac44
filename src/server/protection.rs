//! What every answer tells browsers, so that a page of somebody else's can do nothing with it.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Who may use an answer as a part of their page.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// For answers without a policy of their own: they are data, and never a page.
const DATA_ONLY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// A year by TLS alone. Other names of the domain are not ours to speak for.
const BY_TLS_ALONE: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// What kind of answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A file, by a link that is a key. It may be shown within pages of any origin, as a picture or in a frame; what it may
    /// do there is said by its own policy.
    File,
    /// Everything else.
    Own,
}

/// Adds what is missing.
pub(super) fn protect(headers: &mut HeaderMap, kind: Use, tls: bool) {
    let mut set = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    set(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    set(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    if tls {
        set(header::STRICT_TRANSPORT_SECURITY, BY_TLS_ALONE);
    }
    if kind == Use::Own {
        set(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        set(header::CONTENT_SECURITY_POLICY, DATA_ONLY);
    }
    let open = kind == Use::File || headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    let policy = if open { "cross-origin" } else { "same-origin" };
    headers
        .entry(RESOURCE_POLICY)
        .or_insert(HeaderValue::from_static(policy));
}
