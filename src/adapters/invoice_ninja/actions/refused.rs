//! Why Invoice Ninja refused a request, and by which part of the input. Its sentences are in the company's language, so
//! that only those decide which its server writes in English alone.

use std::time::Duration;

use serde_json::Value;

use crate::{
    adapters::{
        invoice_ninja::{
            actions::{blame, native},
            answer::{Answer, Reply},
            error::{is_page, refusal},
        },
        step,
    },
    error::{Error, ErrorKind},
    provider::action::{Action, ActionKind, Outcome, Refusal},
};

/// Longest message, in characters.
const MAX_MESSAGE: usize = 200;
/// How long the vendor refuses the same action from the same address, and a tenth of a second more.
const LOCK: Duration = Duration::from_millis(1100);
/// What the server says while it does, in any language.
const DUPLICATE: &str = "duplicate request";
/// How the server says that there is no such thing, in any language.
const MISSING: [&str; 2] = ["no query results for model", "record with value"];

/// What became of a request that was answered and not done.
pub(super) fn outcome(action: &Action, reply: &Reply) -> Outcome {
    let status = reply.status.as_u16();
    if status == 400 && says(&body(reply), DUPLICATE) {
        return Outcome::Busy(pause(action));
    }
    let asks_gateway = native::given(action, "gateway_refund") == Some(&Value::Bool(true));
    let error = || {
        let error = refusal(reply.status, &reply.headers, reply.answer.body(), false);
        reply.answer.stamp(error)
    };
    // A gateway that refuses does so after the refund was booked.
    if status == 401 && asks_gateway {
        return Outcome::Lost(error().ended());
    }
    let body = reply.answer.body();
    step::failed(reply.status, body, || refusals(action, reply), error)
}

/// Whether a payment was refused because its key was used before.
pub(super) fn is_key_used(action: &Action, reply: &Reply) -> bool {
    action.kind() == ActionKind::CreatePayment
        && reply.status.as_u16() == 422
        && body(reply)["errors"].get("idempotency_key").is_some()
}

/// Says that a key is of an earlier payment; where the invoice has one like this, taking another key may pay twice.
pub(super) fn used_key(answer: &Answer, is_like_one: bool) -> Refusal {
    let message = match is_like_one {
        true => {
            "invoice ninja knows this key from an earlier payment, and the invoice has one like this: look whether that is it before you take a new key"
        }
        false => {
            "invoice ninja knows this key from an earlier payment, and the invoice has none like this: look in Invoice Ninja what it is of before you take a new key"
        }
    };
    let error = answer.stamp(Error::new(ErrorKind::Conflict, message));
    Refusal::from(error).at("idempotencyKey")
}

/// How long the vendor's lock holds: a second, and longer where several are deleted at once.
fn pause(action: &Action) -> Duration {
    match action.kind() {
        ActionKind::DeleteInvoices => {
            let further = action.targets.len().clamp(1, 3) as u32 - 1;
            LOCK + Duration::from_secs(1) * further
        }
        _ => LOCK,
    }
}

fn refusals(action: &Action, reply: &Reply) -> Vec<Refusal> {
    let body = body(reply);
    let general = refusal(reply.status, &reply.headers, reply.answer.body(), false);
    let told = |kind, message: String| {
        let error = Error::new(kind, message).with_detail(general.detail().unwrap_or_default());
        Refusal::from(reply.answer.stamp(error))
    };
    let status = reply.status.as_u16();
    match status {
        _ if is_page(reply.answer.body()) && status != 413 => {}
        400 | 404 if status == 404 || MISSING.iter().any(|words| says(&body, words)) => {
            let message = "invoice ninja has no such thing, or its server is too old for this";
            let refusal = told(ErrorKind::NotFound, message.to_owned());
            return vec![match blame::thing(action.kind()) {
                Some(field) => refusal.at(field),
                None => refusal,
            }];
        }
        400 => {
            let message = sentence("invoice ninja refused the request", &explanation(&body));
            return vec![told(ErrorKind::Conflict, message)];
        }
        401 => {
            let allowed = match action.kind() {
                ActionKind::RefundPayment | ActionKind::RefreshReminderSchedule => {
                    "invoice ninja lets only an administrator's token do this"
                }
                _ => "invoice ninja does not let the token's user do this",
            };
            let message = sentence(allowed, &explanation(&body));
            return vec![told(ErrorKind::ProviderAuth, message)];
        }
        413 => {
            let message = "the server of invoice ninja takes no request of this size";
            let refusal = told(ErrorKind::InvalidInput, message.to_owned());
            return vec![match action.kind() {
                ActionKind::AddAttachment => refusal.at("file"),
                _ => refusal,
            }];
        }
        422 => {
            let complaints = complaints(action, &body, told);
            if !complaints.is_empty() {
                return complaints;
            }
        }
        _ => {}
    }
    vec![Refusal::from(reply.answer.stamp(general))]
}

/// One reason for each field that the vendor finds wrong.
fn complaints(
    action: &Action,
    body: &Value,
    told: impl Fn(ErrorKind, String) -> Refusal,
) -> Vec<Refusal> {
    let Some(errors) = body["errors"].as_object() else {
        return Vec::new();
    };
    let complaint = |(wire, texts): (&String, &Value)| {
        let text = texts_of(texts);
        // Only a locked invoice is told so: without a message, and with a text in place of the list.
        let is_locked = texts.is_string() && action.kind() == ActionKind::UpdateInvoice;
        if is_locked {
            let message = sentence("invoice ninja refused the change", &text);
            return told(ErrorKind::Conflict, message);
        }
        // The list of invoices is blamed for what the token's user may not do.
        if wire == "ids" && action.kind() == ActionKind::MarkPaid {
            let message = sentence("invoice ninja does not let the token's user do this", &text);
            return told(ErrorKind::ProviderAuth, message);
        }
        let message = sentence(&format!("invoice ninja refused {wire}"), &text);
        match blame::field(action, wire) {
            Some(field) if field == "invoiceId" => told(ErrorKind::Conflict, message).at(&field),
            Some(field) => told(ErrorKind::InvalidInput, message).at(&field),
            None => told(ErrorKind::Conflict, message),
        }
    };
    errors.iter().map(complaint).collect()
}

fn body(reply: &Reply) -> Value {
    serde_json::from_slice(reply.answer.body()).unwrap_or(Value::Null)
}

fn says(body: &Value, words: &str) -> bool {
    explanation(body).to_lowercase().contains(words)
}

/// The vendor's sentence in any of its error bodies.
fn explanation(body: &Value) -> String {
    let texts = [
        body,
        &body["message"],
        &body["error"]["message"],
        &body["error"],
    ];
    let mut texts = texts.into_iter().filter_map(Value::as_str);
    texts
        .find(|text| !text.trim().is_empty())
        .unwrap_or_default()
        .to_owned()
}

fn texts_of(texts: &Value) -> String {
    match texts {
        Value::Array(texts) => {
            let texts: Vec<&str> = texts.iter().filter_map(Value::as_str).collect();
            texts.join(", ")
        }
        Value::String(text) => text.clone(),
        _ => String::new(),
    }
}

/// Our words and the vendor's reason as they are shown: one line, clipped, without addresses.
fn sentence(ours: &str, reason: &str) -> String {
    let words = reason
        .split_whitespace()
        .filter(|word| !word.contains("://"));
    let reason = words.collect::<Vec<_>>().join(" ");
    let reason = lowercase_start(reason.trim_end_matches('.'));
    let message = if reason.is_empty() {
        ours.to_owned()
    } else {
        format!("{ours}: {reason}")
    };
    message.chars().take(MAX_MESSAGE).collect()
}

/// Writes the first letter small, unless the word is an abbreviation.
fn lowercase_start(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
