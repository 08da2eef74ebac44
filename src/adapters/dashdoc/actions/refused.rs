//! Why Dashdoc refused a request, and by which part of the input.

use crate::{
    adapters::{
        dashdoc::{
            actions::body::native_path,
            complaint::{Complaint, OF_NO_FIELD, complaints},
            error::not_understood,
        },
        endpoint::Reply,
    },
    error::{Error, ErrorKind},
    provider::action::{Action, ActionKind, Refusal},
};

/// Longest message, in characters.
const MAX_MESSAGE: usize = 200;
/// What the vendor calls an invoice that it does not know.
const UNKNOWN_INVOICE: &str = "invalid_invoice_uid";
/// What stands against an action in the invoice itself, as the vendor calls it.
const OF_STATE: &[&str] = &[
    "mandatory_invoice_item",
    "negative_invoice_total",
    "cannot_finalize_empty_bare_invoice",
    "missing_invoicing_address",
    "missing_legal_mentions_translation",
];
/// The one field whose refusal is about the invoice: its text is free, and it stands fast once the invoice is no draft.
const FIELD_OF_STATE: &str = "debtor_reference";
/// What tells by its name alone which field is wrong: the code, and the field.
const TELLING: &[(&str, &str)] = &[
    (
        "non_invoiceable_customer_to_invoice",
        "customer_to_invoice_id",
    ),
    ("invalid_customer_to_invoice", "customer_to_invoice_id"),
    (
        "company_does_not_exist_or_not_visible",
        "customer_to_invoice_id",
    ),
    ("invoicing_date_before_first_invoice", "invoicing_date"),
    (
        "invoicing_date_before_last_invoicing_date_outside_dashdoc",
        "invoicing_date",
    ),
    ("file_too_large", "file"),
    ("invalid_extension", "file"),
    ("invalid_file_type", "file"),
];

/// Reads a refusal: one reason for each thing that the vendor finds wrong.
pub(super) fn refusals(action: &Action, reply: &Reply<'_>) -> Vec<Refusal> {
    let error = reply.refusal();
    let told = match error.kind() {
        ErrorKind::InvalidInput | ErrorKind::Conflict => complaints(reply.answer.body()),
        // Nothing was named that could be missing: who says so is not the API.
        ErrorKind::NotFound if action.targets.is_empty() => {
            let strange = not_understood().with_detail(error.detail().unwrap_or_default());
            return vec![Refusal::from(reply.answer.stamp(strange))];
        }
        // Their own sentences are better than the vendor's.
        _ => Vec::new(),
    };
    if told.is_empty() {
        return vec![placed(action, Refusal::from(error))];
    }
    told.iter()
        .map(|complaint| {
            let field = field(action, complaint);
            let kind = kind(action, complaint, field.is_some(), error.kind());
            let told = Error::new(kind, message(complaint))
                .with_detail(error.detail().unwrap_or_default());
            let refusal = Refusal::from(reply.answer.stamp(told));
            match field {
                Some(field) => refusal.at(&field),
                None => placed(action, refusal),
            }
        })
        .collect()
}

/// What kind of reason it is.
fn kind(action: &Action, complaint: &Complaint, has_field: bool, kind: ErrorKind) -> ErrorKind {
    let code = complaint.code.as_str();
    if code == UNKNOWN_INVOICE && !action.targets.is_empty() {
        ErrorKind::NotFound
    } else if complaint.field == FIELD_OF_STATE {
        ErrorKind::Conflict
    } else if has_field {
        ErrorKind::InvalidInput
    } else if OF_STATE.contains(&code) || action.kind() == ActionKind::MarkPaid {
        // Paying takes nothing that must be right, so it is the invoice.
        ErrorKind::Conflict
    } else {
        kind
    }
}

/// Blames the invoice for what it is or is not.
fn placed(action: &Action, refusal: Refusal) -> Refusal {
    let is_of_invoice = matches!(
        refusal.error.kind(),
        ErrorKind::NotFound | ErrorKind::Conflict
    );
    match is_of_invoice && !action.targets.is_empty() {
        true => refusal.at("invoiceId"),
        false => refusal,
    }
}

/// The path of the input that a complaint is about; `None` where it is about none.
fn field(action: &Action, complaint: &Complaint) -> Option<String> {
    let named = complaint.field.split('.').next().unwrap_or_default();
    let telling = TELLING.iter().find(|(code, _)| *code == complaint.code);
    of_wire(action.kind(), named).or_else(|| of_wire(action.kind(), telling?.1))
}

/// The path of the input that became a field of the request.
fn of_wire(kind: ActionKind, wire: &str) -> Option<String> {
    let path = match (kind, wire) {
        (ActionKind::CreateInvoice, "customer_to_invoice_id" | "customer_to_invoice") => {
            "customerId"
        }
        (ActionKind::CreateInvoice, "currency") => "currency",
        (ActionKind::UpdateInvoice, "document_number") => "changes.number",
        (ActionKind::UpdateInvoice, "invoicing_date") => "changes.issueDate",
        (ActionKind::UpdateInvoice, "debtor_reference") => "changes.description",
        (ActionKind::MarkPaid, "paid_at") => "date",
        (ActionKind::MarkPaid, "payment_method_uid" | "payment_method") => {
            return Some(native_path("payment_method_uid"));
        }
        (ActionKind::MarkPaid, "payment_notes") => return Some(native_path(wire)),
        (ActionKind::AddAttachment, "file") => "file",
        _ => return None,
    };
    Some(path.to_owned())
}

/// The vendor's reason as it is shown: one line, clipped, without addresses. Its language is the vendor's choice.
fn message(complaint: &Complaint) -> String {
    let said = match complaint.text.as_str() {
        "" => complaint.code.as_str(),
        text => text,
    };
    let reason = lowercase_start(said.trim().trim_end_matches('.'));
    let reason = match complaint.field.as_str() {
        "" | OF_NO_FIELD => format!("dashdoc refused the request: {reason}"),
        field => format!("dashdoc refused {field}: {reason}"),
    };
    let words = reason.split_whitespace();
    let shown: Vec<&str> = words.filter(|word| !word.contains("://")).collect();
    shown.join(" ").chars().take(MAX_MESSAGE).collect()
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
