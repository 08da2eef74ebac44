//! Why the state of an invoice forbids an action: what the vendor's page says, and what makes no sense without a word of
//! it. All else is left to the vendor.

use jiff::civil::Date;

use crate::{
    domain::{Invoice, InvoiceKind},
    provider::action::{ActionKind, Obstacle},
};

/// Says why an action cannot be done with an invoice as it stands.
pub(in crate::adapters::moneybird) fn obstacle(
    kind: ActionKind,
    invoice: &Invoice,
    today: Date,
) -> Option<Obstacle> {
    match kind {
        ActionKind::DeleteInvoices => {
            in_state(invoice, &["pending_payment"], "a payment is under way")
        }
        ActionKind::SendInvoice | ActionKind::ScheduleInvoice | ActionKind::MarkSent => missing(
            invoice.line_items.as_ref().is_some_and(Vec::is_empty),
            "it has no lines",
        )
        .or_else(|| missing(invoice.customer.is_none(), "it has no customer")),
        ActionKind::SendReminders => unremindable(invoice),
        ActionKind::CreatePayment => unsent(invoice),
        ActionKind::MarkPaid => unsent(invoice).or_else(|| unpayable(invoice)),
        ActionKind::MarkDubious | ActionKind::MarkUncollectible => doubtless(invoice, today),
        ActionKind::PauseInvoice if invoice.paused == Some(true) => {
            Some(Obstacle::state("it is paused already"))
        }
        ActionKind::ResumeInvoice if invoice.paused != Some(true) => {
            Some(Obstacle::state("it is not paused"))
        }
        ActionKind::CreditInvoice => unsent(invoice),
        ActionKind::SettleCreditInvoice => unsettled(invoice),
        ActionKind::DeletePayment => none(invoice.payments.as_deref(), "it has no payments"),
        ActionKind::DeleteNote => none(invoice.notes.as_deref(), "it has no notes"),
        ActionKind::DeleteAttachment => {
            none(invoice.attachments.as_deref(), "it has no attachments")
        }
        _ => None,
    }
}

fn in_state(invoice: &Invoice, states: &[&str], message: &str) -> Option<Obstacle> {
    let is_in = states.contains(&&*invoice.native_status);
    is_in.then(|| Obstacle::state(message))
}

fn missing(is_missing: bool, message: &str) -> Option<Obstacle> {
    is_missing.then(|| Obstacle::missing(message))
}

fn none<T>(list: Option<&[T]>, message: &str) -> Option<Obstacle> {
    missing(list.is_some_and(<[T]>::is_empty), message)
}

fn unsent(invoice: &Invoice) -> Option<Obstacle> {
    in_state(invoice, &["draft", "scheduled"], "it was not sent yet")
}

/// What is reminded of was sent and is not paid; the reminder goes by the customer's and the workflow's settings.
fn unremindable(invoice: &Invoice) -> Option<Obstacle> {
    unsent(invoice)
        .or_else(|| in_state(invoice, &["paid"], "it is paid"))
        .or_else(|| missing(invoice.customer.is_none(), "it has no customer"))
        .or_else(|| missing(invoice.workflow_id.is_none(), "it has no workflow"))
}

fn unpayable(invoice: &Invoice) -> Option<Obstacle> {
    let is_paid = invoice
        .balance
        .is_none_or(|balance| balance.amount.is_zero());
    is_paid.then(|| Obstacle::state("nothing of it is left to pay"))
}

/// What is doubted must be open, no credit invoice and of no day to come.
fn doubtless(invoice: &Invoice, today: Date) -> Option<Obstacle> {
    if !["open", "late", "reminded"].contains(&&*invoice.native_status) {
        return Some(Obstacle::state("it is not open, late or reminded"));
    }
    if invoice.kind == InvoiceKind::CreditNote {
        return Some(Obstacle::state("it is a credit invoice"));
    }
    let is_future = invoice.issue_date.is_some_and(|date| date > today);
    is_future.then(|| Obstacle::state("its date is in the future"))
}

/// What is settled is a credit invoice that was sent and links to what it credits.
fn unsettled(invoice: &Invoice) -> Option<Obstacle> {
    if invoice.credit_of.is_none() {
        return Some(Obstacle::state("it credits no other invoice"));
    }
    unsent(invoice).or_else(|| in_state(invoice, &["paid"], "it is settled already"))
}
