//! Why Moneybird refused a request, and by which part of the input.

use serde_json::Value;

use crate::{
    adapters::moneybird::{
        actions::blame::{Blame, OBJECTS},
        answer::Reply,
        error::refusal,
        resource::Resource,
    },
    error::{Error, ErrorKind},
    provider::action::{Action, ActionKind, Refusal},
};

/// Longest message, in characters.
const MAX_MESSAGE: usize = 200;

/// One thing that the vendor finds wrong.
#[derive(Debug)]
struct Complaint {
    /// The vendor's name of what is wrong, with dots; empty where it names nothing.
    wire: String,
    /// The vendor's code, where it gives one.
    code: String,
    /// Its sentence.
    text: String,
}

/// Reads a refusal: one reason for each thing that the vendor finds wrong.
pub(super) fn refusals(resource: Resource, action: &Action, reply: &Reply) -> Vec<Refusal> {
    let status = reply.status.as_u16();
    let error = refusal(reply.status, &reply.headers, reply.answer.body());
    let error = match status {
        // Not documented; everybody else means by it that the state of things forbids it.
        409 => Error::new(ErrorKind::Conflict, "moneybird refused the request")
            .with_detail(error.detail().unwrap_or_default()),
        _ => error,
    };
    let is_explained = matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::NotFound | ErrorKind::Conflict
    );
    let body = serde_json::from_slice(reply.answer.body()).unwrap_or(Value::Null);
    let complaints = match (is_explained, status) {
        // Its own sentence is better than what it names.
        (_, 402) | (false, _) => Vec::new(),
        (true, _) => complaints(&body),
    };
    if complaints.is_empty() {
        return vec![blamed(action, Refusal::from(reply.answer.stamp(error)))];
    }
    let blame = Blame::new(resource, action);
    complaints
        .iter()
        .map(|complaint| {
            let (kind, field) = judge(action, &blame, status, complaint, &error);
            let told = Error::new(kind, message(complaint))
                .with_detail(error.detail().unwrap_or_default());
            let refusal = Refusal::from(reply.answer.stamp(told));
            match field {
                Some(field) => refusal.at(&field),
                None => blamed(action, refusal),
            }
        })
        .collect()
}

/// What kind of reason it is, and the part of the input that is to blame.
fn judge(
    action: &Action,
    blame: &Blame<'_>,
    status: u16,
    complaint: &Complaint,
    error: &Error,
) -> (ErrorKind, Option<String>) {
    let field = blame.field(&complaint.wire);
    // A note on an invoice that is not there is refused as an invalid request.
    let no_invoice = complaint.code == "not_found" && complaint.wire == "entity";
    let of_state = ["not_open", "details_cannot_be_empty", "limit_reached"];
    let of_object = OBJECTS.contains(&complaint.wire.as_str())
        && !["required", "nils"].contains(&complaint.code.as_str());
    let kind = match (status, &field) {
        (404, None) => ErrorKind::NotFound,
        _ if no_invoice => ErrorKind::NotFound,
        (_, Some(_)) => ErrorKind::InvalidInput,
        _ if of_object || of_state.contains(&complaint.code.as_str()) => ErrorKind::Conflict,
        // Nothing was given that could be wrong, so it is the invoice.
        _ if has_no_input(action.kind()) => ErrorKind::Conflict,
        _ => error.kind(),
    };
    (kind, field)
}

/// Blames the invoice where the vendor does not find it.
fn blamed(action: &Action, refusal: Refusal) -> Refusal {
    let is_missing = refusal.error.kind() == ErrorKind::NotFound;
    if is_missing && action.targets.len() == 1 && !action.kind().is_for_many() {
        refusal.at("invoiceId")
    } else {
        refusal
    }
}

fn has_no_input(kind: ActionKind) -> bool {
    matches!(
        kind,
        ActionKind::PauseInvoice
            | ActionKind::ResumeInvoice
            | ActionKind::CreditInvoice
            | ActionKind::SettleCreditInvoice
            | ActionKind::CloneInvoice
            | ActionKind::MarkSent
            | ActionKind::DeleteInvoices
            | ActionKind::DeletePayment
            | ActionKind::DeleteNote
            | ActionKind::DeleteAttachment
    )
}

/// Takes the reasons from any of the vendor's error bodies.
fn complaints(body: &Value) -> Vec<Complaint> {
    match body.get("error") {
        Some(Value::Object(fields)) => fields
            .iter()
            .map(|(wire, messages)| Complaint {
                wire: wire.clone(),
                code: String::new(),
                text: sentences(messages),
            })
            .collect(),
        Some(Value::String(text)) => {
            let mut leaves = Vec::new();
            collect(
                body.get("symbolic").unwrap_or(&Value::Null),
                "",
                &mut leaves,
            );
            let entity = leaves.iter().position(|(wire, _)| wire == "entity");
            // Of several, the sentence does not tell which words are about which.
            let (wire, code) = match (entity, leaves.len()) {
                (Some(place), _) => leaves.swap_remove(place),
                (None, 1) => leaves.swap_remove(0),
                _ => Default::default(),
            };
            vec![Complaint {
                wire,
                code,
                text: text.clone(),
            }]
        }
        _ => Vec::new(),
    }
}

/// The codes of a `symbolic` object with the names that lead to them.
fn collect(value: &Value, wire: &str, leaves: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let wire = if wire.is_empty() {
                    name.clone()
                } else {
                    format!("{wire}.{name}")
                };
                collect(value, &wire, leaves);
            }
        }
        Value::String(code) => leaves.push((wire.to_owned(), code.clone())),
        _ => {}
    }
}

fn sentences(messages: &Value) -> String {
    match messages {
        Value::Array(messages) => {
            let messages: Vec<&str> = messages.iter().filter_map(Value::as_str).collect();
            messages.join(", ")
        }
        Value::String(message) => message.clone(),
        _ => String::new(),
    }
}

/// The vendor's reason as it is shown: one line, clipped, without addresses.
fn message(complaint: &Complaint) -> String {
    let words = complaint.text.split_whitespace();
    let shown = words.filter(|word| !word.contains("://"));
    let text = shown.collect::<Vec<_>>().join(" ");
    let text = lowercase_start(text.trim_end_matches('.'));
    let reason = match (complaint.code.is_empty(), complaint.wire.as_str()) {
        (true, wire) if !wire.is_empty() && wire != "base" => {
            format!("moneybird refused {wire}: {text}")
        }
        _ => format!("moneybird refused the request: {text}"),
    };
    reason.chars().take(MAX_MESSAGE).collect()
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
