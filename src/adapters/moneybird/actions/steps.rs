//! The requests of each action.

use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    adapters::{
        moneybird::{
            actions::{
                fields::Fields,
                invoice,
                maker::{Maker, Steps},
                native, payment,
                reminders::reminders,
                sending::{sending, sent_by_hand},
            },
            api::Api,
        },
        step::{Step, StepBody},
    },
    provider::{
        action::{Action, What},
        not_offered,
    },
};

/// The requests of an action, in order: one, or one for each invoice to be deleted.
pub(in crate::adapters::moneybird) fn steps(api: &Api, today: Date, action: &Action) -> Steps {
    let (kind, resource) = (action.kind(), api.resource);
    if !resource.info().actions.contains(&kind) {
        return Err(vec![not_offered(resource.info(), kind)]);
    }
    // Those that take native fields refuse the ones that they do not take themselves.
    if native::taken(resource, kind).is_empty() {
        let mut none = Fields::default();
        native::add(&mut none, resource, action);
        none.finish()?;
    }
    Maker { api, action, today }.steps()
}

impl Maker<'_> {
    fn steps(&self) -> Steps {
        let (resource, action) = (self.resource(), self.action);
        match &action.what {
            What::CreateInvoice(wanted) => self.create(invoice::new(resource, action, wanted)?),
            What::CreateInvoiceFromAttachment(file) => self.create_from(file),
            What::CloneInvoice => {
                let target = self.target()?;
                self.create(invoice::copied(resource, action, target, self.today)?)
            }
            What::UpdateInvoice(changes) => {
                let body = invoice::changed(resource, action, self.target()?, changes)?;
                let names = ("updateSalesInvoice", "updateExternalSalesInvoice");
                self.patch("", names, body)
            }
            What::DeleteInvoices => Ok(self.delete_each()),
            What::CreatePayment(wanted) => {
                let body = payment::payment(resource, action, self.target()?, wanted)?;
                self.create_payment(body)
            }
            What::MarkPaid(wanted) => {
                let target = self.target()?;
                let body = payment::settlement(resource, action, target, wanted, self.today)?;
                self.create_payment(body)
            }
            What::DeletePayment(id) => self.delete_payment(id),
            What::AddNote(note) => self.add_note(note),
            What::DeleteNote(id) => self.delete_note(id),
            What::AddAttachment(file) => self.add_attachment(file),
            What::DeleteAttachment(id) => self.delete_attachment(id),
            _ => self.change_state(),
        }
    }

    fn change_state(&self) -> Steps {
        let action = self.action;
        match &action.what {
            What::SendInvoice(wanted) => self.send(sending(action, wanted, None)?),
            What::ScheduleInvoice(day, wanted) => self.send(sending(action, wanted, Some(*day))?),
            What::MarkSent => self.send(sent_by_hand()),
            What::SendReminders(wanted) => {
                let body = StepBody::Json(reminders(action, wanted)?);
                let names = ("sendSalesInvoiceReminders", "");
                Ok(vec![self.step(
                    Method::POST,
                    "/send_reminders",
                    names,
                    body,
                )])
            }
            What::MarkDubious(day) => {
                let names = ("markSalesInvoiceDubious", "markExternalSalesInvoiceDubious");
                self.patch("/mark_as_dubious", names, dated("dubious_date", *day))
            }
            What::MarkUncollectible(day) => {
                let names = (
                    "markSalesInvoiceUncollectible",
                    "markExternalSalesInvoiceUncollectible",
                );
                let body = dated("uncollectible_date", *day);
                self.patch("/mark_as_uncollectible", names, body)
            }
            What::PauseInvoice => self.post("/pause", ("pauseSalesInvoice", ""), json!({})),
            What::ResumeInvoice => self.post("/resume", ("resumeSalesInvoice", ""), json!({})),
            What::CreditInvoice => {
                let names = ("createSalesInvoiceCredit", "");
                self.patch("/duplicate_creditinvoice", names, json!({}))
            }
            What::SettleCreditInvoice => {
                let names = ("settleSalesInvoiceCredit", "");
                self.patch("/register_payment_creditinvoice", names, json!({}))
            }
            _ => Err(vec![not_offered(self.resource().info(), action.kind())]),
        }
    }

    fn create(&self, body: Value) -> Steps {
        let names = ("createSalesInvoice", "createExternalSalesInvoice");
        let step = self.step(Method::POST, "", names, StepBody::Json(body));
        Ok(vec![step])
    }

    fn delete_each(&self) -> Vec<Step> {
        let names = ("deleteSalesInvoice", "deleteExternalSalesInvoice");
        let targets = self.action.targets.iter();
        let paths = targets.map(|target| Self::path_of(target, ""));
        paths
            .map(|path| self.step(Method::DELETE, &path, names, StepBody::Empty))
            .collect()
    }

    fn send(&self, body: Value) -> Steps {
        self.patch("/send_invoice", ("sendSalesInvoice", ""), body)
    }
}

/// A day in a field of its own, which has no wrapper; without one it is the vendor's today.
fn dated(key: &str, day: Option<Date>) -> Value {
    match day {
        Some(day) => json!({ key: day.to_string() }),
        None => json!({}),
    }
}
