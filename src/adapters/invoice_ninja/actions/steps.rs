//! The one request of every action.

use std::sync::Arc;

use crate::{
    adapters::{
        invoice_ninja::{
            actions::{notes, payments},
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
        What::CreatePayment(wanted) => payments::create(action, target(action)?, wanted),
        What::DeletePayment(id) => payments::delete(id),
        What::RefundPayment(wanted) => payments::refund(action, target(action)?, wanted),
        What::AddNote(wanted) => notes::add(action, target(action)?, wanted),
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
