//! Uploading and deleting attachments. The answer to an upload is the bare text `200`.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::errors::{Refusal, json_response};
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{Attachment, Text};
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::writes::life::{Checked, Desk, change};
use crate::sandbox::moneybird::writes::validation::Validation;
use crate::sandbox::upload::{Part, Upload};

/// A file that arrived under the right name.
#[derive(Debug)]
pub(super) struct File<'a>(&'a Part);

impl File<'_> {
    pub(super) fn attachment(&self, desk: &mut Desk<'_>) -> Attachment {
        let filename = self.0.filename.clone().unwrap_or_default();
        let content_type = self.0.content_type.clone();
        Attachment {
            id: desk.new_id(),
            filename: Text::Owned(filename),
            content_type: content_type
                .map_or(Text::Borrowed("application/octet-stream"), Text::Owned),
            size_bytes: self.0.content.size_bytes(),
            content: Some(self.0.content.clone()),
            created_at: desk.now,
        }
    }
}

/// Finds the part `file`, which must have a file name and some bytes; only sales invoices list 422.
pub(super) fn file_of(resource: Resource, upload: Option<&Upload>) -> Checked<File<'_>> {
    let part = upload.and_then(|upload| upload.file("file"));
    // By analogy with other parameters that are missing.
    let part = part.ok_or_else(|| Box::new(Refusal::required("file")))?;
    if part.content.size_bytes() == 0 && resource == Resource::External {
        return Err(Box::new(Refusal::required("file")));
    }
    if part.content.size_bytes() == 0 {
        let mut validation = Validation::default();
        validation.blank("file");
        validation.finish()?;
    }
    Ok(File(part))
}

/// The answer of three bytes.
pub(super) fn bare_200() -> Response {
    json_response(StatusCode::OK, b"200".to_vec())
}

/// `POST /sales_invoices/{id}/attachments` and `POST /external_sales_invoices/{id}/attachment`.
pub(super) fn create(
    moneybird: &Moneybird,
    resource: Resource,
    id: &str,
    upload: Option<&Upload>,
) -> Answer {
    let missing = || Refusal::not_found("id");
    change(moneybird, resource, id, missing, |desk, row| {
        let attachment = file_of(resource, upload)?.attachment(desk);
        row.attachments.push(attachment);
        Ok(())
    })?;
    Ok(bare_200())
}

/// `DELETE .../{invoice_id}/attachments/{id}`.
pub(super) fn delete(
    moneybird: &Moneybird,
    resource: Resource,
    invoice_id: &str,
    id: &str,
) -> Answer {
    let missing = || match resource {
        Resource::Sales => Refusal::not_found("id"),
        Resource::External => Refusal::no_such("Attachment"),
    };
    change(moneybird, resource, invoice_id, missing, |_, row| {
        let before = row.attachments.len();
        row.attachments.retain(|one| one.id.to_string() != id);
        if row.attachments.len() == before {
            return Err(Box::new(missing()));
        }
        Ok(())
    })?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
