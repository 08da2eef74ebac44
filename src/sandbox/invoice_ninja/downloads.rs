//! Files: invoices as PDF and XML, delivery notes, documents.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::filter::row_number;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::params::Params;
use crate::sandbox::invoice_ninja::records::invoice_with;
use crate::sandbox::invoice_ninja::render_document::stored_name;
use crate::sandbox::invoice_ninja::render_invoice::key;
use crate::sandbox::invoice_ninja::rows::{Document, Invoice};
use crate::sandbox::pdf::pdf;

pub(super) const PDF: &str = "application/pdf";

/// How much of a document is made at a time, in bytes.
const CHUNK_BYTES: i64 = 64 * 1024;

/// `GET /invoice/{invitation_key}/download`; `inline` changes nothing.
pub(super) async fn by_invitation(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(key): Path<String>,
) -> Answer {
    let ledger = ninja.ledger();
    Ok(pdf_of(invited(&ledger, &key)?, "invoice"))
}

/// `GET /invoice/{invitation_key}/download_e_invoice`.
pub(super) async fn e_invoice(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(key): Path<String>,
) -> Answer {
    let ledger = ninja.ledger();
    let row = invited(&ledger, &key)?;
    let currency = ledger.currency_of(row.client).code;
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
         xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
         xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\n  \
         <cbc:ID>{}</cbc:ID>\n  <cbc:IssueDate>{}</cbc:IssueDate>\n  \
         <cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>\n  \
         <cac:LegalMonetaryTotal>\n    \
         <cbc:PayableAmount currencyID=\"{currency}\">{}</cbc:PayableAmount>\n  \
         </cac:LegalMonetaryTotal>\n</Invoice>\n",
        row.number, row.date, row.money.amount,
    );
    let name = format!("{}.xml", file_name(row));
    Ok(attached("application/xml", &name, xml.into_bytes().into()))
}

fn invited<'a>(ledger: &'a Ledger, wanted: &str) -> Result<&'a Invoice, Box<Refusal>> {
    let mut rows = ledger.invoices.values();
    let found = rows.find(|row| row.invited().any(|one| key(one) == wanted));
    found
        .map(Arc::as_ref)
        .ok_or_else(|| Refusal::message(StatusCode::BAD_REQUEST, "no record found"))
}

/// `GET /invoices/{id}/delivery_note`.
pub(super) async fn delivery_note(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
) -> Answer {
    let ledger = ninja.ledger();
    Ok(pdf_of(invoice_with(&ledger, &id)?, "delivery note"))
}

/// The PDF of an invoice.
pub(super) fn pdf_of(row: &Invoice, kind: &str) -> Response {
    let name = format!("{}.pdf", file_name(row));
    attached(PDF, &name, pdf(&format!("{kind} {}", row.id)).into())
}

/// A header takes plain characters alone, and a draft may have no number.
fn file_name(row: &Invoice) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    row.number
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect()
}

pub(super) fn attached(content_type: &str, name: &str, body: Body) -> Response {
    let head = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename={name}"),
        ),
    ];
    (head, body).into_response()
}

/// `GET /documents/{id}/download`: under the name of the stored file.
pub(super) async fn document(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
) -> Answer {
    let ledger = ninja.ledger();
    let row = ledger.documents.get(&row_number(&id));
    let row = row.ok_or_else(|| Refusal::no_such("Document", &id))?;
    let name = stored_name(row);
    Ok(attached(content_type(row), &name, content(row)))
}

/// `GET /documents/{hash}` beside the API: under the original name, inline if wished.
pub(super) async fn stored_document(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(hash): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, b"")?;
    let ledger = ninja.ledger();
    let mut rows = ledger.documents.values();
    let row = rows.find(|row| stored_name(row) == hash);
    let row = row.ok_or_else(|| Refusal::no_such("Document", "hash"))?;
    let mode = if params.get("inline") == Some("true") {
        "inline"
    } else {
        "attachment"
    };
    let encoded = percent_encoded(&row.name);
    let head = [
        (header::CONTENT_TYPE, content_type(row).to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("{mode}; filename*=utf-8''{encoded}"),
        ),
    ];
    Ok((head, content(row)).into_response())
}

fn percent_encoded(text: &str) -> String {
    let encoded = url::form_urlencoded::byte_serialize(text.as_bytes());
    encoded.collect::<String>().replace('+', "%20")
}

fn content_type(row: &Document) -> &'static str {
    match row.extension.as_ref() {
        "pdf" => PDF,
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "txt" => "text/plain",
        "csv" => "text/csv",
        _ => "application/octet-stream",
    }
}

/// Gives what was uploaded, or makes a file of exactly the document's size while it is sent.
fn content(row: &Document) -> Body {
    if let Some(uploaded) = &row.content {
        return uploaded.body();
    }
    let mut left = row.size_bytes.max(0);
    let mut start: &[u8] = if row.extension == "pdf" {
        b"%PDF-1.4\n"
    } else {
        b""
    };
    let chunks = std::iter::from_fn(move || {
        let length = left.min(CHUNK_BYTES);
        left -= length;
        let mut chunk = std::mem::take(&mut start).to_vec();
        chunk.resize(usize::try_from(length).ok()?, b'.');
        (length > 0).then(|| Ok::<_, Infallible>(Bytes::from(chunk)))
    });
    Body::from_stream(stream::iter(chunks))
}
