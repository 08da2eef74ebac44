//! Files of an invoice: added, and deleted for good.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    adapters::{
        invoice_ninja::{
            actions::{document, native},
            adapter::is_possible,
            answer::Answer,
            api::INVOICE_INCLUDES,
        },
        step::{Step, StepBody, form},
    },
    domain::{Invoice, NativeId},
    error::{Error, ErrorKind},
    native::{InvoiceNinjaDocument, InvoiceNinjaInvoice, decode},
    provider::action::{Action, Evidence, Outcome, Refusal, Upload},
};

/// Largest file that the vendor takes, in bytes.
const MAX_BYTES: u64 = 100_000 * 1024;

/// POST a file. The vendor's verb is PUT, but its language reads no files of one: it is told the verb in the form.
pub(super) fn add(
    action: &Action,
    target: &Invoice,
    upload: &Upload,
) -> Result<Step, Vec<Refusal>> {
    let mut refusals = native::refused(action);
    if upload.size_bytes > MAX_BYTES {
        let message = "invoice ninja takes files of at most 100000 kilobytes";
        refusals.push(Refusal::new(ErrorKind::LimitExceeded, message).at("file"));
    }
    if !is_possible(&target.id) {
        let message = "invoice ninja gives no such ids";
        refusals.push(Refusal::invalid("invoiceId", message));
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let mut fields = vec![("_method", "PUT".to_owned())];
    if let Some(Value::Bool(is_public)) = native::given(action, "is_public") {
        fields.push(("is_public", u8::from(*is_public).to_string()));
    }
    Ok(Step {
        operation: "uploadInvoice",
        method: Method::POST,
        path: format!("/invoices/{}/upload?include={INVOICE_INCLUDES}", target.id),
        body: form("documents[]", upload, fields),
    })
}

/// POST that a file is to be deleted, by the bulk endpoint: the other one wants the user's password.
pub(super) fn delete(action: &Action, id: &NativeId) -> Result<Step, Vec<Refusal>> {
    native::refuse_all(action)?;
    if !is_possible(id) {
        return Err(vec![missing()]);
    }
    Ok(Step {
        operation: "bulkDocuments",
        method: Method::POST,
        path: "/documents/bulk?per_page=1".to_owned(),
        body: StepBody::Json(json!({"action": "delete", "ids": [id.as_str()]})),
    })
}

/// What became of a file that was to be added: a request that was too large for the server arrives without it, and is
/// answered like any other. Also tells the file's id.
pub(super) fn added(
    target: &Invoice,
    upload: &Upload,
    answer: &Answer,
) -> (Outcome, Option<NativeId>) {
    let document = answer.item().and_then(decode::<InvoiceNinjaInvoice>);
    let Some(files) = document.ok().and_then(|document| document.documents) else {
        return (Outcome::Applied, None);
    };
    let held = target.attachments.iter().flatten();
    let before: Vec<&str> = held.map(|file| file.id.as_str()).collect();
    match newest(&files, upload, |id| before.contains(&id)) {
        (true, created) => (Outcome::Applied, created),
        (false, _) => {
            let message =
                "invoice ninja answered without the file: it may be larger than its server takes";
            let error = answer.stamp(Error::new(ErrorKind::InvalidInput, message));
            (
                Outcome::Refused(vec![Refusal::from(error).at("file")]),
                None,
            )
        }
    }
}

/// What became of a file that was to be deleted: the answer lists what is left of it.
pub(super) fn deleted(id: &NativeId, answer: &Answer) -> Outcome {
    let Ok(page) = answer.page() else {
        return Outcome::Applied;
    };
    if page.rows.iter().any(|row| row.id.as_ref() == Some(id)) {
        let message =
            "invoice ninja kept the file and does not say why: the token's user may not delete it";
        let error = answer.stamp(Error::new(ErrorKind::Conflict, message));
        return Outcome::Refused(vec![Refusal::from(error).at("attachmentId")]);
    }
    Outcome::Applied
}

/// Whether an invoice has a file that it had not before.
pub(super) fn found(upload: &Upload, before: impl Fn(&str) -> bool, now: &Invoice) -> Evidence {
    let document = document::of(now);
    let Some(files) = document.and_then(|document| document.documents) else {
        return Evidence::Unclear;
    };
    match newest(&files, upload, before) {
        (_, Some(id)) => Evidence::Done(Some(id)),
        (true, None) => Evidence::Unclear,
        (false, None) => Evidence::NotDone,
    }
}

/// Whether there is a new file at all, and the newest with this name and size.
fn newest(
    files: &[InvoiceNinjaDocument],
    upload: &Upload,
    before: impl Fn(&str) -> bool,
) -> (bool, Option<NativeId>) {
    let is_new = |file: &&InvoiceNinjaDocument| file.id.as_ref().is_some_and(|id| !before(id));
    let new: Vec<_> = files.iter().filter(is_new).collect();
    // A slash in a name becomes a dash.
    let name = upload.filename.replace('/', "-");
    let fits = |file: &&&InvoiceNinjaDocument| {
        let size = file.size.and_then(|size| u64::try_from(size).ok());
        size == Some(upload.size_bytes) && file.name.as_deref().map(str::trim) == Some(name.trim())
    };
    let newest = new.iter().filter(fits).max_by_key(|file| file.created_at);
    let id = newest.and_then(|file| Some(NativeId::new(file.id.as_ref()?)));
    (!new.is_empty(), id)
}

fn missing() -> Refusal {
    let message = "the invoice has no such attachment";
    Refusal::new(ErrorKind::NotFound, message).at("attachmentId")
}
