//! `PATCH /invoices/{uid}/`: number, day, reference of the customer, and the PDF.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;

use crate::sandbox::dashdoc::errors::Refusal;
use crate::sandbox::dashdoc::host::Dashdoc;
use crate::sandbox::dashdoc::invoice::{File, Invoice};
use crate::sandbox::dashdoc::language::Language;
use crate::sandbox::dashdoc::ledger::Ledger;
use crate::sandbox::dashdoc::mistakes::{Mistake, Mistakes};
use crate::sandbox::dashdoc::routes::{self, Answer};
use crate::sandbox::dashdoc::{body, body::Form, fields, uploads};
use crate::sandbox::upload::Upload;

/// The longest number, in characters.
const LONGEST_NUMBER: usize = 64;

/// Changes all that the body gives, or nothing.
pub(super) async fn patch(
    State(dashdoc): State<Arc<Dashdoc>>,
    Path(uid): Path<String>,
    headers: HeaderMap,
    upload: Option<Extension<Arc<Upload>>>,
    body: Bytes,
) -> Answer {
    let mut ledger = dashdoc.ledger_mut();
    // Who asks for an unknown invoice hears that first, whatever the body is.
    let row = routes::known(&ledger, &uid, &headers)?;
    let form = body::form(&headers, upload.map(|upload| upload.0), &body)?;
    let row = changed(Invoice::clone(&row), &form, &mut ledger, &headers)?;
    Ok(routes::saved(&mut ledger, row, &headers))
}

fn changed(
    mut row: Invoice,
    form: &Form,
    ledger: &mut Ledger,
    headers: &HeaderMap,
) -> Result<Invoice, Refusal> {
    let given = &form.fields;
    let mut mistakes = Mistakes::default();
    let number = fields::text(given, "document_number", LONGEST_NUMBER, &mut mistakes);
    let date = fields::date(given, "invoicing_date", &mut mistakes);
    let reference = fields::text(given, "debtor_reference", usize::MAX, &mut mistakes);
    if reference.is_some() && row.status != "draft" {
        mistakes.add("debtor_reference", Mistake::ONLY_DRAFTS);
    }
    let upload = uploads::read(form, ledger, &mut mistakes);
    mistakes.check(Language::of(headers))?;
    row.document_number = number.or(row.document_number);
    row.invoicing_date = date.or(row.invoicing_date);
    row.debtor_reference = reference.unwrap_or(row.debtor_reference);
    row.file = upload.map_or(row.file, File::Uploaded);
    Ok(row)
}
