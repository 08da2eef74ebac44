//! The bulk endpoint, by which the vendor changes states. It answers with the invoices, whatever became of them.

use reqwest::Method;

use crate::{
    adapters::{
        invoice_ninja::{
            actions::{draft::Draft, native},
            api::INVOICE_INCLUDES,
        },
        step::{Step, StepBody},
    },
    native::InvoiceNinjaInvoice,
    provider::action::{Action, ActionKind, Refusal, Settlement},
};

/// POST what is to be done with all invoices of the action.
pub(super) fn state(action: &Action, word: &'static str) -> Result<Step, Vec<Refusal>> {
    step(action, word, Draft::default())
}

/// POST that an invoice was paid in full, which the vendor books as of today and in words of its own.
pub(super) fn mark_paid(action: &Action, wanted: &Settlement) -> Result<Step, Vec<Refusal>> {
    let mut draft = Draft::default();
    for (is_asked, path) in [
        (wanted.date.is_some(), "date"),
        (wanted.reference.is_some(), "reference"),
    ] {
        let message = "invoice ninja marks as paid as of today and without a reference: use createPayment, which takes both";
        draft.unsupported(is_asked, path, message);
    }
    step(action, "mark_paid", draft)
}

/// POST what is to be done, with more words in the body.
pub(super) fn step(
    action: &Action,
    word: &'static str,
    mut draft: Draft,
) -> Result<Step, Vec<Refusal>> {
    let ids: Vec<String> = action.ids().iter().map(ToString::to_string).collect();
    // Left out, the answer would tell the first twenty alone.
    let per_page = ids.len();
    draft.set("action", word);
    draft.set("ids", ids);
    native::add(&mut draft, action);
    Ok(Step {
        operation: "bulkInvoices",
        method: Method::POST,
        path: format!("/invoices/bulk?per_page={per_page}&include={INVOICE_INCLUDES}"),
        body: StepBody::Json(draft.finish()?),
    })
}

/// Whether an invoice is in the state that an action was to bring about.
pub(super) fn has_become(kind: ActionKind, invoice: &InvoiceNinjaInvoice) -> bool {
    let is_deleted = invoice.is_deleted == Some(true);
    let is_away = invoice.archived_at.is_some();
    let status = invoice.status_id.as_deref();
    match kind {
        ActionKind::DeleteInvoices => is_deleted,
        ActionKind::ArchiveInvoices => is_away && !is_deleted,
        ActionKind::RestoreInvoices => !is_away && !is_deleted,
        ActionKind::CancelInvoice => status == Some("5"),
        ActionKind::MarkPaid => status == Some("4"),
        // An e-mail marks as sent too.
        ActionKind::MarkSent | ActionKind::SendReminders => {
            !is_deleted && status.is_some_and(|status| status != "1")
        }
        _ => false,
    }
}

/// Why the vendor may have passed over an invoice.
pub(super) fn passed_over(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::RestoreInvoices => {
            "invoice ninja restored nothing and does not say why: its payments may be deleted, or the token's user may not edit it"
        }
        _ => {
            "invoice ninja left the invoice as it was and does not say why: its state may forbid it, or the token's user may not edit it"
        }
    }
}
