//! The one request of every action.

use std::sync::Arc;

use crate::{
    adapters::{
        invoice_ninja::{
            actions::{bulk, copies, files, invoices, notes, payments, sending},
            info::INFO,
        },
        step::Step,
    },
    domain::Invoice,
    error::ErrorKind,
    provider::{
        action::{Action, Refusal, What},
        not_offered,
    },
};

/// The request of an action, which is always a single one.
pub(in crate::adapters::invoice_ninja) fn step(action: &Action) -> Result<Step, Vec<Refusal>> {
    match &action.what {
        What::CreateInvoice(wanted) => invoices::create(action, wanted),
        What::UpdateInvoice(wanted) => invoices::update(action, target(action)?, wanted),
        What::CloneInvoice => copies::create(action, target(action)?),
        What::DeleteInvoices => bulk::state(action, "delete"),
        What::RestoreInvoices => bulk::state(action, "restore"),
        What::ArchiveInvoices => bulk::state(action, "archive"),
        What::CancelInvoice => bulk::state(action, "cancel"),
        What::SendInvoice(wanted) => sending::send(action, target(action)?, wanted),
        What::SendReminders(wanted) => sending::remind(action, wanted),
        What::RefreshReminderSchedule => sending::refresh_schedule(action),
        What::MarkSent => bulk::state(action, "mark_sent"),
        What::MarkPaid(wanted) => bulk::mark_paid(action, wanted),
        What::CreatePayment(wanted) => payments::create(action, target(action)?, wanted),
        What::DeletePayment(id) => payments::delete(action, id),
        What::RefundPayment(wanted) => payments::refund(action, target(action)?, wanted),
        What::AddNote(wanted) => notes::add(action, target(action)?, wanted),
        What::AddAttachment(upload) => files::add(action, target(action)?, upload),
        What::DeleteAttachment(id) => files::delete(action, id),
        _ => Err(vec![not_offered(&INFO, action.kind())]),
    }
}

/// The single invoice of an action that has one.
fn target(action: &Action) -> Result<&Arc<Invoice>, Vec<Refusal>> {
    action.target().ok_or_else(|| {
        let message = "the action was asked for without its invoice";
        vec![Refusal::new(ErrorKind::Internal, message)]
    })
}
