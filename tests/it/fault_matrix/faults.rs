//! The ways of being bad, and what a client must be told of each.

use std::{ops::RangeInclusive, time::Duration};

use serde_json::{Value, json};

/// A way of being bad.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) name: &'static str,
    /// As the simulators' control takes it.
    pub(super) answer: Value,
    /// The code that an account's failure has.
    pub(super) code: &'static str,
    /// Whether asking again can help.
    pub(super) retryable: bool,
    pub(super) ends: Ends,
}

/// How a fault ends once the vendor is well again.
#[derive(Clone, Debug)]
pub(super) enum Ends {
    /// The next read that wants to know sees it.
    AtOnce,
    /// The vendor said for how long it is not to be asked: after that.
    After(Duration),
    /// The vendor is left alone for about so many seconds, longer than a test waits.
    Later(RangeInclusive<u64>),
}

/// All ways, as a vendor means them.
pub(super) fn faults(provider: &str) -> Vec<Fault> {
    let refusals = [
        ("401", 401, "PROVIDER_AUTH"),
        // Moneybird means the address that is called from, the others the token's rights.
        (
            "403",
            403,
            of_moneybird(provider, "UNAVAILABLE", "PROVIDER_AUTH"),
        ),
        // Moneybird has no such administration for this token; the others' lists are always there.
        (
            "404",
            404,
            of_moneybird(provider, "PROVIDER_AUTH", "BAD_ANSWER"),
        ),
        // A list was asked for and nothing of the caller's was in it: the caller is not to blame.
        ("409", 409, "BAD_ANSWER"),
        ("422", 422, "BAD_ANSWER"),
    ];
    let refusals =
        refusals.map(|(name, status, code)| fault(name, json!({"status": status}), code, false));
    let down = [
        fault("500", json!({"status": 500}), "UNAVAILABLE", true),
        fault("503", json!({"status": 503}), "UNAVAILABLE", true),
        fault(
            "a page of a proxy",
            json!({"html": 502}),
            "UNAVAILABLE",
            true,
        ),
        fault("closed", json!("close"), "UNAVAILABLE", true),
        fault("silence", json!("hang"), "TIMEOUT", true),
        fault("a drip", json!({"drip_ms": 40}), "TIMEOUT", true),
    ];
    let odd = [
        fault("a page", json!({"html": 200}), "BAD_ANSWER", false),
        // The next one may be whole.
        fault("torn", json!("torn"), "BAD_ANSWER", true),
        fault("nothing", json!({"empty": 200}), "BAD_ANSWER", false),
        fault(
            "an error inside",
            json!("error_inside"),
            "BAD_ANSWER",
            false,
        ),
        fault(
            "wrong types",
            json!({"wrong_type": {"field": envelope(provider)}}),
            "BAD_ANSWER",
            false,
        ),
    ];
    let limited = |name, retry_after: Value, ends| Fault {
        ends,
        ..fault(
            name,
            json!({"rate_limited": retry_after}),
            "RATE_LIMITED",
            true,
        )
    };
    let limits = [
        limited(
            "429 for a second",
            json!({"retry_after": {"seconds": 1}}),
            Ends::After(Duration::from_millis(1300)),
        ),
        limited(
            "429 for minutes",
            json!({"retry_after": {"seconds": 120}}),
            Ends::Later(100..=120),
        ),
        limited(
            "429 until a moment",
            json!({"retry_after": {"epoch_in": 90}}),
            Ends::Later(70..=91),
        ),
        limited("429 without a time", json!({}), Ends::Later(1..=60)),
    ];
    refusals
        .into_iter()
        .chain(down)
        .chain(odd)
        .chain(limits)
        .collect()
}

fn fault(name: &'static str, answer: Value, code: &'static str, retryable: bool) -> Fault {
    Fault {
        name,
        answer,
        code,
        retryable,
        ends: Ends::AtOnce,
    }
}

fn of_moneybird(provider: &str, code: &'static str, others: &'static str) -> &'static str {
    match provider {
        "moneybird" | "moneybird-external" => code,
        _ => others,
    }
}

/// A key without which nothing in an answer can be understood.
fn envelope(provider: &str) -> &'static str {
    match provider {
        "invoice-ninja" => "data",
        "dashdoc" => "uid",
        _ => "id",
    }
}

/// Words that no answer may hold: the token, where the vendors are, and what they wrote.
pub(super) fn secrets(address: std::net::SocketAddr) -> Vec<String> {
    let port = format!(":{}", address.port());
    let words = [
        "sandbox",
        "127.0.0.1",
        "://",
        "Bearer",
        "nginx",
        "Bad Gateway",
        "<html",
        "invalid_grant",
        "Invalid token",
        "Token invalide",
        "errorCode",
        "Unauthenticated",
        "Retry later",
        "Too many requests",
        "No query results",
        "Server Error",
        "record not found",
        "on purpose",
        "hyper",
        "reqwest",
    ];
    let words = words.map(str::to_owned);
    words.into_iter().chain([port]).collect()
}
