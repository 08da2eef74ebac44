//! The requests of each action.

use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    adapters::{
        moneybird::{
            actions::{fields::Fields, invoice, native, payment, reminders::reminders, sending},
            api::{Api, segment},
            resource::Resource,
        },
        step::{Step, StepBody},
    },
    domain::{Invoice, NativeId},
    error::ErrorKind,
    provider::{
        action::{Action, NewNote, Refusal, What},
        not_offered,
    },
};

/// What the steps of an action are made of.
struct Maker<'a> {
    api: &'a Api,
    action: &'a Action,
    today: Date,
}

type Steps = Result<Vec<Step>, Vec<Refusal>>;

/// The requests of an action, in order; of an action for many invoices that takes a call for each, one for each.
pub(in crate::adapters::moneybird) fn steps(api: &Api, today: Date, action: &Action) -> Steps {
    let kind = action.kind();
    if !api.resource.info().actions.contains(&kind) {
        return Err(vec![not_offered(api.resource.info(), kind)]);
    }
    let maker = Maker { api, action, today };
    maker.steps()
}

impl Maker<'_> {
    fn steps(&self) -> Steps {
        let resource = self.api.resource;
        // Those that take native fields refuse the ones that they do not take themselves.
        if native::taken(resource, self.action.kind()).is_empty() {
            let mut none = Fields::default();
            native::add(&mut none, resource, self.action);
            none.finish()?;
        }
        match &self.action.what {
            What::CreateInvoice(wanted) => {
                self.create(invoice::new(resource, self.action, wanted)?)
            }
            What::UpdateInvoice(changes) => {
                let body = invoice::changed(resource, self.action, self.target()?, changes)?;
                let names = ("updateSalesInvoice", "updateExternalSalesInvoice");
                self.on_target(Method::PATCH, "", names, StepBody::Json(body))
            }
            What::CloneInvoice => {
                let target = self.target()?;
                self.create(invoice::copied(resource, self.action, target, self.today)?)
            }
            What::DeleteInvoices => Ok(self.delete_each()),
            What::SendInvoice(wanted) => self.send(sending::sending(self.action, wanted, None)?),
            What::ScheduleInvoice(day, wanted) => {
                self.send(sending::sending(self.action, wanted, Some(*day))?)
            }
            What::MarkSent => self.send(sending::sent_by_hand()),
            What::SendReminders(wanted) => Ok(vec![self.step(
                Method::POST,
                "/send_reminders",
                ("sendSalesInvoiceReminders", NEVER),
                StepBody::Json(reminders(self.action, wanted)?),
            )]),
            What::MarkDubious(day) => {
                let names = ("markSalesInvoiceDubious", "markExternalSalesInvoiceDubious");
                self.change("mark_as_dubious", names, dated("dubious_date", *day))
            }
            What::MarkUncollectible(day) => {
                let names = (
                    "markSalesInvoiceUncollectible",
                    "markExternalSalesInvoiceUncollectible",
                );
                let body = dated("uncollectible_date", *day);
                self.change("mark_as_uncollectible", names, body)
            }
            What::PauseInvoice => self.switch("/pause", "pauseSalesInvoice"),
            What::ResumeInvoice => self.switch("/resume", "resumeSalesInvoice"),
            What::CreditInvoice => {
                let names = ("createSalesInvoiceCredit", NEVER);
                self.change("duplicate_creditinvoice", names, json!({}))
            }
            What::SettleCreditInvoice => {
                let names = ("settleSalesInvoiceCredit", NEVER);
                self.change("register_payment_creditinvoice", names, json!({}))
            }
            What::CreatePayment(wanted) => {
                let body = payment::payment(resource, self.action, self.target()?, wanted)?;
                self.create_payment(body)
            }
            What::MarkPaid(wanted) => {
                let target = self.target()?;
                let body = payment::settlement(resource, self.action, target, wanted, self.today)?;
                self.create_payment(body)
            }
            What::DeletePayment(id) => {
                let known = ids(self.target()?.payments.as_deref(), |payment| &payment.id);
                self.delete_child("payment", id, known.as_deref())
            }
            What::AddNote(note) => self.add_note(note),
            What::DeleteNote(id) => {
                let known = ids(self.target()?.notes.as_deref(), |note| &note.id);
                self.delete_child("note", id, known.as_deref())
            }
            _ => Err(vec![not_offered(resource.info(), self.action.kind())]),
        }
    }

    fn target(&self) -> Result<&Invoice, Vec<Refusal>> {
        self.action.target().map(AsRef::as_ref).ok_or_else(|| {
            let message = "no invoice was given to do it with";
            vec![Refusal::new(ErrorKind::InvalidInput, message)]
        })
    }

    /// A request about the invoice of the action; `rest` follows its id in the path.
    fn on_target(&self, method: Method, rest: &str, names: Names, body: StepBody) -> Steps {
        let id = segment(self.target()?.id.as_str());
        Ok(vec![self.step(
            method,
            &format!("/{id}{rest}"),
            names,
            body,
        )])
    }

    fn step(&self, method: Method, path: &str, names: Names, body: StepBody) -> Step {
        let (sales, external) = names;
        Step {
            operation: match self.api.resource {
                Resource::Sales => sales,
                Resource::External => external,
            },
            method,
            path: self.api.path(path),
            body,
        }
    }

    fn create(&self, body: Value) -> Steps {
        let names = ("createSalesInvoice", "createExternalSalesInvoice");
        let body = StepBody::Json(body);
        Ok(vec![self.step(Method::POST, "", names, body)])
    }

    fn delete_each(&self) -> Vec<Step> {
        let names = ("deleteSalesInvoice", "deleteExternalSalesInvoice");
        let targets = self.action.targets.iter();
        targets
            .map(|target| {
                let path = format!("/{}", segment(target.id.as_str()));
                self.step(Method::DELETE, &path, names, StepBody::Empty)
            })
            .collect()
    }

    /// Changes the invoice's state. The body is never left out: the vendor demands one, be it empty.
    fn change(&self, verb: &str, names: Names, body: Value) -> Steps {
        let rest = format!("/{verb}");
        self.on_target(Method::PATCH, &rest, names, StepBody::Json(body))
    }

    fn send(&self, body: Value) -> Steps {
        self.change("send_invoice", ("sendSalesInvoice", NEVER), body)
    }

    fn switch(&self, rest: &str, name: &'static str) -> Steps {
        let body = StepBody::Json(json!({}));
        self.on_target(Method::POST, rest, (name, NEVER), body)
    }

    fn create_payment(&self, body: Value) -> Steps {
        let names = (
            "createSalesInvoicePayment",
            "createExternalSalesInvoicePayment",
        );
        self.on_target(Method::POST, "/payments", names, StepBody::Json(body))
    }

    fn add_note(&self, note: &NewNote) -> Steps {
        let mut fields = Fields::default();
        if note.text.trim().is_empty() {
            fields.refuse(Refusal::invalid("text", "a note has words"));
        }
        if note.todo == Some(false) && note.assignee_id.is_some() {
            let message = "what is assigned to somebody is a to-do at moneybird";
            fields.refuse(Refusal::invalid("todo", message));
        }
        fields.set("note", note.text.as_str());
        fields.give("todo", note.todo);
        fields.id("assignee_id", note.assignee_id.as_ref());
        let body = json!({ "note": fields.finish()? });
        let names = ("createSalesInvoiceNote", "createExternalSalesInvoiceNote");
        self.on_target(Method::POST, "/notes", names, StepBody::Json(body))
    }

    /// Deletes what hangs below the invoice. `known` are the ones that there are.
    fn delete_child(&self, what: &str, id: &NativeId, known: Option<&[&NativeId]>) -> Steps {
        if known.is_some_and(|known| !known.contains(&id)) {
            let message = format!("this invoice has no such {what}");
            return Err(vec![Refusal::new(ErrorKind::NotFound, message)]);
        }
        let names = match what {
            "payment" => (
                "deleteSalesInvoicePayment",
                "deleteExternalSalesInvoicePayment",
            ),
            "note" => ("deleteSalesInvoiceNote", "deleteExternalSalesInvoiceNote"),
            _ => (
                "deleteSalesInvoiceAttachment",
                "deleteExternalSalesInvoiceAttachment",
            ),
        };
        let rest = format!("/{what}s/{}", segment(id.as_str()));
        self.on_target(Method::DELETE, &rest, names, StepBody::Empty)
    }
}

/// What a call is named for sales invoices and for external ones.
type Names = (&'static str, &'static str);

/// The name of a call that external invoices do not have.
const NEVER: &str = "";

/// A day in a field of its own, which has no wrapper; without one it is today.
fn dated(key: &str, day: Option<Date>) -> Value {
    match day {
        Some(day) => json!({ key: day.to_string() }),
        None => json!({}),
    }
}

fn ids<T>(list: Option<&[T]>, id: impl Fn(&T) -> &NativeId) -> Option<Vec<&NativeId>> {
    Some(list?.iter().map(id).collect())
}
