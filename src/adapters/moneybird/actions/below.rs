//! The requests for what hangs below an invoice: payments, notes and attachments.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    adapters::{
        moneybird::{
            actions::{
                fields::Fields,
                maker::{Maker, Names, Steps},
            },
            api::segment,
            resource::Resource,
        },
        step::{StepBody, form},
    },
    domain::NativeId,
    error::ErrorKind,
    provider::action::{NewNote, Refusal, Upload},
};

impl Maker<'_> {
    /// A payment, never by the `register_payment` that the vendor gives up at the end of 2026.
    pub(super) fn create_payment(&self, body: Value) -> Steps {
        let names = (
            "createSalesInvoicePayment",
            "createExternalSalesInvoicePayment",
        );
        self.post("/payments", names, body)
    }

    pub(super) fn delete_payment(&self, id: &NativeId) -> Steps {
        let payments = self.target()?.payments.iter().flatten();
        let known = payments.map(|payment| &payment.id);
        let names = (
            "deleteSalesInvoicePayment",
            "deleteExternalSalesInvoicePayment",
        );
        self.delete("payment", id, known, names)
    }

    pub(super) fn add_note(&self, note: &NewNote) -> Steps {
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
        let names = ("createSalesInvoiceNote", "createExternalSalesInvoiceNote");
        self.post("/notes", names, json!({ "note": fields.finish()? }))
    }

    pub(super) fn delete_note(&self, id: &NativeId) -> Steps {
        let notes = self.target()?.notes.iter().flatten();
        let names = ("deleteSalesInvoiceNote", "deleteExternalSalesInvoiceNote");
        self.delete("note", id, notes.map(|note| &note.id), names)
    }

    pub(super) fn add_attachment(&self, file: &Upload) -> Steps {
        // The two resources call it differently.
        let rest = match self.resource() {
            Resource::Sales => "/attachments",
            Resource::External => "/attachment",
        };
        let names = (
            "createSalesInvoiceAttachment",
            "createExternalSalesInvoiceAttachment",
        );
        self.about(Method::POST, rest, names, upload(file)?)
    }

    pub(super) fn delete_attachment(&self, id: &NativeId) -> Steps {
        let files = self.target()?.attachments.iter().flatten();
        let names = (
            "deleteSalesInvoiceAttachment",
            "deleteExternalSalesInvoiceAttachment",
        );
        self.delete("attachment", id, files.map(|file| &file.id), names)
    }

    /// An invoice of a file alone, which only external ones can be.
    pub(super) fn create_from(&self, file: &Upload) -> Steps {
        let names = ("", "createExternalSalesInvoiceFromAttachment");
        let step = self.step(Method::POST, "/attachment", names, upload(file)?);
        Ok(vec![step])
    }

    /// Deletes one of those that are known; the vendor would take any other for one that is gone already.
    fn delete<'b>(
        &self,
        what: &str,
        id: &NativeId,
        mut known: impl Iterator<Item = &'b NativeId>,
        names: Names,
    ) -> Steps {
        if !known.any(|known| known == id) {
            let message = format!("this invoice has no such {what}");
            return Err(vec![Refusal::new(ErrorKind::NotFound, message)]);
        }
        let rest = format!("/{what}s/{}", segment(id.as_str()));
        self.about(Method::DELETE, &rest, names, StepBody::Empty)
    }
}

/// A file in the part that the vendor looks for.
fn upload(file: &Upload) -> Result<StepBody, Vec<Refusal>> {
    if file.size_bytes == 0 {
        return Err(vec![Refusal::invalid("file", "is empty")]);
    }
    Ok(form("file", file, Vec::new()))
}
