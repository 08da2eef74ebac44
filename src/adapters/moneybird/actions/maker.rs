//! Makes requests: where each goes, and what the log calls it.

use jiff::civil::Date;
use reqwest::Method;
use serde_json::Value;

use crate::{
    adapters::{
        moneybird::{
            api::{Api, segment},
            resource::Resource,
        },
        step::{Step, StepBody},
    },
    domain::Invoice,
    error::ErrorKind,
    provider::action::{Action, Refusal},
};

/// The requests of an action, or why it cannot be asked for.
pub(super) type Steps = Result<Vec<Step>, Vec<Refusal>>;

/// What a call is named for sales invoices and for external ones; empty where there is no such call.
pub(super) type Names = (&'static str, &'static str);

/// What requests are made of.
#[derive(Debug)]
pub(super) struct Maker<'a> {
    /// The account.
    pub(super) api: &'a Api,
    /// What is to be done.
    pub(super) action: &'a Action,
    /// The account's day.
    pub(super) today: Date,
}

impl Maker<'_> {
    /// Which of the two resources.
    pub(super) fn resource(&self) -> Resource {
        self.api.resource
    }

    /// The one invoice that the action is about.
    pub(super) fn target(&self) -> Result<&Invoice, Vec<Refusal>> {
        self.action.target().map(AsRef::as_ref).ok_or_else(|| {
            let message = "no invoice was given to do it with";
            vec![Refusal::new(ErrorKind::InvalidInput, message)]
        })
    }

    /// A request about that invoice; `rest` follows its id in the path.
    pub(super) fn about(&self, method: Method, rest: &str, names: Names, body: StepBody) -> Steps {
        let path = Self::path_of(self.target()?, rest);
        Ok(vec![self.step(method, &path, names, body)])
    }

    /// A PATCH of that invoice. The body is never left out: the vendor demands one, be it empty.
    pub(super) fn patch(&self, rest: &str, names: Names, body: Value) -> Steps {
        self.about(Method::PATCH, rest, names, StepBody::Json(body))
    }

    /// A POST about that invoice, with a body for the same reason.
    pub(super) fn post(&self, rest: &str, names: Names, body: Value) -> Steps {
        self.about(Method::POST, rest, names, StepBody::Json(body))
    }

    /// The path of an invoice below the resource.
    pub(super) fn path_of(invoice: &Invoice, rest: &str) -> String {
        format!("/{}{rest}", segment(invoice.id.as_str()))
    }

    /// Any request; `path` is what follows the resource.
    pub(super) fn step(&self, method: Method, path: &str, names: Names, body: StepBody) -> Step {
        let (sales, external) = names;
        Step {
            operation: match self.resource() {
                Resource::Sales => sales,
                Resource::External => external,
            },
            method,
            path: self.api.path(path),
            body,
        }
    }
}
