//! Changes of documents: their names, and their end.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::sandbox::invoice_ninja::envelope;
use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::filter::row_number;
use crate::sandbox::invoice_ninja::fixed::PASSWORD;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::lists;
use crate::sandbox::invoice_ninja::render_document;
use crate::sandbox::invoice_ninja::rows::{Document, Parent};
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::bulk::Bulk;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::input::Input;

/// `POST /documents`, which takes everything and keeps nothing.
pub(super) async fn stub() -> StatusCode {
    StatusCode::OK
}

/// `PUT /documents/{id}`: its name, and whether the client sees it.
pub(super) async fn update(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (id, ledger) = ninja.write(|ledger, now| {
        let id = document_with(ledger, &id)?.id;
        let mut check = Check::new(&input);
        let name = check.text("name").filter(|name| !name.is_empty());
        let is_public = check.flag("is_public");
        check.done()?;
        if let Some(row) = ledger.documents.get_mut(&id) {
            let row = Arc::make_mut(row);
            row.is_public = is_public.unwrap_or(row.is_public);
            row.stamps.updated_at = now;
            if let Some(name) = name {
                row.name = Cow::Owned(name.replace('/', "-"));
            }
        }
        Ok(id)
    })?;
    let row = ledger.documents.get(&id);
    let row = row.ok_or_else(Refusal::server_error)?;
    envelope::item(&input.params(), render_document::document(row))
}

fn document_with<'a>(ledger: &'a Ledger, id: &str) -> Result<&'a Document, Box<Refusal>> {
    let row = ledger.documents.get(&row_number(id)).map(Arc::as_ref);
    row.ok_or_else(|| Refusal::no_such("Document", id))
}

/// `DELETE /documents/{id}`, for those who know the password.
pub(super) async fn delete(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let id = document_with(&ninja.ledger(), &id)?.id;
    if !ninja.locks.knows_password() {
        if !has_password(&headers) {
            return Err(Refusal::example(StatusCode::PRECONDITION_FAILED));
        }
        ninja.locks.remember_password();
    }
    ninja.write(|ledger, _| {
        ledger.remove_document(id);
        Ok(())
    })?;
    answer::message("Success")
}

fn has_password(headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).map(|value| value.as_bytes());
    let encoded = header("x-api-password-base64");
    let decoded = encoded.and_then(|text| BASE64_STANDARD.decode(text).ok());
    header("x-api-password") == Some(PASSWORD.as_bytes())
        || decoded.as_deref() == Some(PASSWORD.as_bytes())
}

/// `POST /documents/bulk`, for which no password is asked.
pub(super) async fn bulk(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let bulk = Bulk::read(&input)?;
    if bulk.action == "download" {
        return answer::message("Successfully sent message");
    }
    let ((), ledger) = ninja.write(|ledger, _| {
        if bulk.action == "delete" {
            for id in &bulk.ids {
                ledger.remove_document(*id);
            }
        }
        Ok(())
    })?;
    lists::chosen_documents(&input.params(), &headers, &ledger, &bulk.ids)
}

impl Ledger {
    /// Removes a document and its file for good; what it hung on is not touched by that.
    fn remove_document(&mut self, id: u32) {
        let Some(row) = self.documents.remove(&id) else {
            return;
        };
        let forget = |ids: &mut Vec<u32>| ids.retain(|one| *one != id);
        match row.parent {
            Parent::Company => {}
            Parent::Invoice(invoice) => {
                self.with_invoice(invoice, |row| forget(&mut row.documents))
            }
            Parent::Payment(payment) => {
                self.with_payment(payment, |row| forget(&mut row.documents))
            }
            Parent::Client(client) => {
                if let Some(row) = self.clients.get_mut(&client) {
                    forget(&mut Arc::make_mut(row).documents);
                }
            }
        }
    }
}
