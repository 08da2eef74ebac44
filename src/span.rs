//! The spans of traces: what a request did, from its client to the providers.
//!
//! ```text
//! request -> operation -> call        refresh -> call
//! ```
//!
//! They are made here and nowhere else, so that what a trace can tell stands on one page: names of accounts and of calls,
//! numbers, codes, and the name that a client gave its operation. No text of a query, no variables, no addresses, no
//! headers. They are apart from the spans of the log, and nobody makes them unless traces are exported.

use tracing::{Span, field::Empty, info_span};

use crate::domain::AccountId;

/// The target of these spans: the log leaves them out, and an exporter takes nothing else.
pub const SPANS: &str = "spans";

/// A request of a client, by the pattern of its route; it ends with the head of the answer.
#[must_use]
pub fn request(method: &str, route: &str, id: &str) -> Span {
    info_span!(
        target: SPANS,
        parent: None,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        request_id = id,
    )
}

/// Takes in how a request was answered.
pub fn answered(request: &Span, status: u16) {
    request.record("http.response.status_code", status);
}

/// An operation of a request: a query or a mutation, and the name that its client gave it, clipped.
#[must_use]
pub fn operation(kind: &str, name: Option<&str>) -> Span {
    info_span!(
        target: SPANS,
        "operation",
        otel.name = name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}")),
        graphql.operation.type = kind,
        graphql.operation.name = name,
        errors = Empty,
        upstream_calls = Empty,
    )
}

/// Takes in what came of an operation.
pub fn executed(operation: &Span, errors: usize, upstream_calls: u64) {
    operation.record("errors", errors);
    operation.record("upstream_calls", upstream_calls);
}

/// A refresh of an account. It serves everybody and outlives the operation that began it, so that it is a trace of its own
/// with a link to that.
#[must_use]
pub fn refresh(account: &AccountId) -> Span {
    let span = info_span!(target: SPANS, parent: None, "refresh", account = account.as_str());
    span.follows_from(Span::current());
    span
}

/// A call to a provider, by the vendor's name of it, with its retries.
#[must_use]
pub fn call(account: &AccountId, operation: &'static str, method: &str) -> Span {
    info_span!(
        target: SPANS,
        "call",
        otel.name = operation,
        otel.kind = "client",
        otel.status_code = Empty,
        account = account.as_str(),
        http.request.method = method,
        http.response.status_code = Empty,
        error.type = Empty,
        attempts = Empty,
    )
}

/// Takes in how a call was answered.
pub fn call_answered(call: &Span, status: u16) {
    call.record("http.response.status_code", status);
}

/// Takes in why a call was not answered.
pub fn call_failed(call: &Span, code: &str) {
    call.record("otel.status_code", "ERROR");
    call.record("error.type", code);
}

/// Takes in how often the call that is under way was sent.
pub fn attempted(attempts: usize) {
    Span::current().record("attempts", attempts);
}

/// Lets a request go on with the trace of its client, if that names one in `traceparent` as W3C Trace Context has it.
#[cfg(feature = "otel")]
pub fn go_on(request: &Span, traceparent: &str) {
    use opentelemetry::{
        Context,
        trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
    };
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    let Some(parent) = Parent::read(traceparent) else {
        return;
    };
    let parent = SpanContext::new(
        TraceId::from(parent.trace),
        SpanId::from(parent.span),
        TraceFlags::default().with_sampled(parent.sampled),
        true,
        TraceState::default(),
    );
    // It fails where nothing is exported.
    let _ = request.set_parent(Context::new().with_remote_span_context(parent));
}

/// Nothing is exported by this build, so that there is nothing to go on with.
#[cfg(not(feature = "otel"))]
pub fn go_on(_: &Span, _: &str) {}

/// The span of a client.
#[cfg(any(test, feature = "otel"))]
#[derive(Debug, PartialEq, Eq)]
struct Parent {
    trace: u128,
    span: u64,
    sampled: bool,
}

#[cfg(any(test, feature = "otel"))]
impl Parent {
    /// Reads `version-trace-span-flags`; what comes after it in versions that are not known yet is let go.
    fn read(text: &str) -> Option<Self> {
        let (head, rest) = text.split_at_checked(55)?;
        let mut parts = head.split('-');
        let mut next = |digits: usize| {
            let part = parts.next().filter(|part| part.len() == digits)?;
            let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            part.bytes().all(is_hex).then_some(part)
        };
        let (version, trace, span, flags) = (next(2)?, next(32)?, next(16)?, next(2)?);
        let is_whole = match version {
            "00" => rest.is_empty(),
            "ff" => false,
            _ => rest.is_empty() || rest.starts_with('-'),
        };
        let parent = Self {
            trace: u128::from_str_radix(trace, 16).ok()?,
            span: u64::from_str_radix(span, 16).ok()?,
            sampled: u8::from_str_radix(flags, 16).ok()? & 1 == 1,
        };
        (is_whole && parent.trace != 0 && parent.span != 0).then_some(parent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    #[test]
    fn a_traceparent_names_a_span_and_garbage_names_none() {
        let good = format!("00-{TRACE}-00f067aa0ba902b7-01");
        let parent = Parent {
            trace: 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736,
            span: 0x00f0_67aa_0ba9_02b7,
            sampled: true,
        };
        assert_eq!(Parent::read(&good), Some(parent));
        let later = format!("cc-{TRACE}-00f067aa0ba902b7-00-what-comes");
        assert_eq!(Parent::read(&later).map(|it| it.sampled), Some(false));
        for bad in [
            String::new(),
            "00".to_owned(),
            good[1..].to_owned(),
            format!("{good}-"),
            format!("{good}0"),
            good.to_uppercase(),
            good.replace('-', "_"),
            good.replace("00-", "ff-"),
            good.replace(TRACE, &"0".repeat(32)),
            good.replace("00f067aa0ba902b7", &"0".repeat(16)),
            good.replace("4bf9", "+bf9"),
            "\u{e9}".repeat(28),
            format!("00-{TRACE}00f067aa0ba902b7--01"),
        ] {
            assert_eq!(Parent::read(&bad), None, "{bad}");
        }
    }
}
