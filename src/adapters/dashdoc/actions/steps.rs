//! The request of each action.

use jiff::civil::Date;
use reqwest::Method;

use crate::{
    adapters::{
        dashdoc::{DASHDOC, actions::bodies},
        endpoint::segment,
        step::{Step, StepBody},
    },
    domain::Invoice,
    error::ErrorKind,
    provider::{
        action::{Action, Refusal, What},
        not_offered,
    },
};

/// The request of an action. `today` is the account's.
pub(in crate::adapters::dashdoc) fn step(
    action: &Action,
    today: Date,
) -> Result<Step, Vec<Refusal>> {
    match &action.what {
        What::CreateInvoice(wanted) => Ok(Step {
            operation: "createInvoice",
            method: Method::POST,
            path: "/invoices/".to_owned(),
            body: StepBody::Json(bodies::new(action, wanted)?),
        }),
        What::UpdateInvoice(changes) => {
            let target = target(action)?;
            let body = bodies::changed(action, target, changes)?;
            Ok(patch(target, StepBody::Json(body)))
        }
        What::MarkPaid(wanted) => Ok(Step {
            operation: "markPaid",
            method: Method::POST,
            path: format!("{}mark-paid/", path(target(action)?)),
            body: StepBody::Json(bodies::paid(action, wanted, today)?),
        }),
        What::AddAttachment(file) => {
            let target = target(action)?;
            Ok(patch(target, bodies::document(action, target, file)?))
        }
        _ => Err(vec![not_offered(&DASHDOC, action.kind())]),
    }
}

fn target(action: &Action) -> Result<&Invoice, Vec<Refusal>> {
    action.target().map(AsRef::as_ref).ok_or_else(|| {
        let message = "no invoice was given to do it with";
        vec![Refusal::new(ErrorKind::InvalidInput, message)]
    })
}

fn path(target: &Invoice) -> String {
    format!("/invoices/{}/", segment(target.id.as_str()))
}

fn patch(target: &Invoice, body: StepBody) -> Step {
    Step {
        operation: "updateInvoice",
        method: Method::PATCH,
        path: path(target),
        body,
    }
}
