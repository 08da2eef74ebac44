//! What no answer may be, and whether an attack came to what it must.

use serde_json::Value;

use crate::{
    attack::{Attack, Expect, Says},
    families, planted,
    wire::Answer,
};

/// The codes that an answer to an attack may have; `INTERNAL` is none of them.
const CODES: [&str; 14] = [
    "INVALID_INPUT",
    "INVALID_ID",
    "NOT_FOUND",
    "UNSUPPORTED",
    "CONFLICT",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "PROVIDER_AUTH",
    "RATE_LIMITED",
    "TIMEOUT",
    "UNAVAILABLE",
    "BAD_ANSWER",
    "LIMIT_EXCEEDED",
    "PERSISTED_QUERY_NOT_FOUND",
];

/// Judges an answer, with the calls that were made of providers meanwhile; gives what is wrong with it.
pub(crate) fn judge(
    attack: &Attack,
    answer: &Answer,
    calls: &[String],
    leaks: &[String],
) -> Vec<String> {
    let mut wrong = vec![];
    let text = answer.text();
    if let Some(leak) = leaks.iter().find(|leak| text.contains(*leak)) {
        wrong.push(format!("tells {leak:?}"));
    }
    if answer.hung {
        wrong.push("hangs".to_owned());
    }
    let json = answer.json();
    let codes = json.as_ref().map(codes).unwrap_or_default();
    if let Some(code) = codes.iter().find(|code| !CODES.contains(&code.as_str())) {
        wrong.push(format!("has the code {code:?}"));
    }
    match answer.status {
        None if attack.expect == Expect::RefusedOrClosed => {}
        None => wrong.push("has no answer".to_owned()),
        Some(500..) if codes.is_empty() && attack.expect != Expect::RefusedOrClosed => {
            wrong.push("has a 5xx without a code".to_owned());
        }
        // What the parser of HTTP itself says to what it does not speak.
        Some(status @ 500..) if codes.is_empty() && status != 505 && status != 501 => {
            wrong.push("has a 5xx without a code".to_owned());
        }
        Some(_) => {}
    }
    let refused = matches!(attack.expect, Expect::Refused | Expect::RefusedOrClosed);
    if refused && answer.status.is_some_and(|status| status < 400) && codes.is_empty() {
        wrong.push("is taken for good".to_owned());
    }
    if refused && let Some(other) = other_words(attack, &codes) {
        wrong.push(other);
    }
    let may_call = attack.expect == Expect::Answered;
    if let Some(call) = calls.iter().find(|call| !may_call || is_change(call)) {
        wrong.push(format!("made a call: {call}"));
    }
    let inside = |call: &&String| call.contains("invoice") || call.contains("payment");
    if let Some(call) = calls.iter().find(|call| !inside(call)) {
        wrong.push(format!("was led to {call}"));
    }
    wrong
}

/// What a refusal says that it should not say, or does not say. What is hardly HTTP may be refused without a code.
fn other_words(attack: &Attack, codes: &[String]) -> Option<String> {
    let expected = match attack.says {
        Says::Usual => Some(families::usual(attack.family)),
        Says::Code(code) => Some(code),
        Says::Page => None,
    };
    match expected {
        Some(_) if codes.is_empty() => {
            let is_strict = attack.expect == Expect::Refused;
            is_strict.then(|| "has no code".to_owned())
        }
        Some(code) if codes.iter().all(|told| told == code) => None,
        None if codes.is_empty() => None,
        _ => Some(format!("says {codes:?} and not {expected:?}")),
    }
}

/// Every code of an answer: of errors, of what a mutation tells its caller, and of files. An error without one counts as
/// one with a code that nobody knows.
fn codes(answer: &Value) -> Vec<String> {
    let mut codes = vec![];
    for error in answer["errors"].as_array().into_iter().flatten() {
        codes.push(word(&error["extensions"]["code"]));
    }
    if answer.get("error").is_some() {
        codes.push(word(&answer["error"]["code"]));
    }
    for payload in answer["data"]
        .as_object()
        .into_iter()
        .flat_map(|data| data.values())
    {
        for error in payload["userErrors"].as_array().into_iter().flatten() {
            codes.push(word(&error["code"]));
        }
    }
    codes
}

fn word(code: &Value) -> String {
    code.as_str().unwrap_or("none").to_owned()
}

/// Whether a call changes something; some vendors read by POST.
fn is_change(call: &str) -> bool {
    !call.starts_with("GET ") && !call.contains("/synchronization")
}

/// What must be in no answer: secrets, where the providers are, what lies on this machine, how the program is built.
pub(crate) fn leaks(upstream: &str, place: &str) -> Vec<String> {
    [
        planted::MARK,
        upstream,
        place,
        env!("CARGO_MANIFEST_DIR"),
        "/api/v2",
        "/api/v4",
        "panicked",
        "a panic at",
        ".rs:",
        ".cargo",
        "RUST_BACKTRACE",
        "root:x:0",
        "administration_id",
    ]
    .map(str::to_owned)
    .to_vec()
}
