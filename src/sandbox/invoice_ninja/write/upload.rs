//! Uploads: `POST` with a field `_method` that says `PUT`.
//!
//! The path takes `PUT` alone, but a body in parts is only read of a `POST`. So a real `PUT` finds no
//! files, answers as if all was well and stores nothing.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, RawQuery, State};

use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::filter::row_number;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::records::invoice_with;
use crate::sandbox::invoice_ninja::rows::Parent;
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::files::{Files, Uploaded};
use crate::sandbox::invoice_ninja::write::input::Input;
use crate::sandbox::upload::Upload;

/// `POST /invoices/{id}/upload`.
pub(super) async fn to_invoice(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    upload: Uploaded,
) -> Answer {
    let (input, upload) = meant_as_put(query.as_deref(), upload)?;
    let id = invoice_with(&ninja.ledger(), &id)?.id;
    let files = checked(&input, Files::of_invoice(&upload))?;
    store(&ninja, files, Parent::Invoice(id))?;
    answer::invoice(&ninja.ledger(), id, &input)
}

/// `PUT /invoices/{id}/upload`, which stores nothing.
pub(super) async fn to_invoice_in_vain(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
) -> Answer {
    let ledger = ninja.ledger();
    let id = invoice_with(&ledger, &id)?.id;
    answer::invoice(&ledger, id, &Input::default())
}

/// `POST /payments/{id}/upload`.
pub(super) async fn to_payment(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    upload: Uploaded,
) -> Answer {
    let (input, upload) = meant_as_put(query.as_deref(), upload)?;
    let id = payment_with(&ninja, &id)?;
    let files = checked(&input, Files::of_payment(&upload))?;
    store(&ninja, files, Parent::Payment(id))?;
    answer::payment(&ninja.ledger(), id, &input)
}

/// `PUT /payments/{id}/upload`, which stores nothing.
pub(super) async fn to_payment_in_vain(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
) -> Answer {
    let id = payment_with(&ninja, &id)?;
    answer::payment(&ninja.ledger(), id, &Input::default())
}

fn payment_with(ninja: &InvoiceNinja, id: &str) -> Result<u32, Box<Refusal>> {
    let ledger = ninja.ledger();
    let row = ledger.payments.get(&row_number(id));
    let row = row.ok_or_else(|| Refusal::no_such("Payment", id))?;
    Ok(row.id)
}

fn meant_as_put(
    query: Option<&str>,
    upload: Uploaded,
) -> Result<(Input, Arc<Upload>), Box<Refusal>> {
    let Extension(upload) = upload.ok_or_else(Refusal::method)?;
    let method = upload.text("_method");
    if !method.is_some_and(|method| method.eq_ignore_ascii_case("put")) {
        return Err(Refusal::method());
    }
    Ok((Input::of_upload(query, &upload), upload))
}

fn checked(input: &Input, files: Files) -> Result<Files, Box<Refusal>> {
    let mut check = Check::new(input);
    files.check(&mut check);
    check.done()?;
    Ok(files)
}

fn store(ninja: &InvoiceNinja, files: Files, parent: Parent) -> Result<(), Box<Refusal>> {
    if files.is_empty() {
        return Ok(());
    }
    ninja.write(|ledger, now| {
        files.attach(ledger, parent, now);
        Ok(())
    })?;
    Ok(())
}
