//! Documents and attachments: redirects to signed links that work for thirty seconds.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use crate::sandbox::clock;
use crate::sandbox::moneybird::answer::{Answer, invoice_with};
use crate::sandbox::moneybird::encode::{Money, token};
use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::fixed::STORAGE;
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{Attachment, Invoice};
use crate::sandbox::moneybird::lists::origin;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::totals::Totals;
use crate::sandbox::pdf;
use crate::sandbox::stored_file::StoredFile;

/// How long a link works, in seconds.
const LINK_SECONDS: i64 = 30;

const PDF: &str = "application/pdf";

/// `GET .../{id}/download_pdf`.
pub(super) async fn invoice_pdf(
    State(moneybird): State<Arc<Moneybird>>,
    Path((_, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    document(&moneybird, "invoice", &id, query.as_deref(), &headers)
}

/// `GET .../{id}/download_packing_slip_pdf`.
pub(super) async fn packing_slip_pdf(
    State(moneybird): State<Arc<Moneybird>>,
    Path((_, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    document(&moneybird, "packing_slip", &id, query.as_deref(), &headers)
}

fn document(
    moneybird: &Moneybird,
    kind: &str,
    id: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Answer {
    let invoice = invoice_with(moneybird, Resource::Sales, id)?;
    let mut url = signed_url(kind, invoice.id, headers);
    if query.is_some_and(|query| query.contains("media=stationery")) {
        url.push_str("&media=stationery");
    }
    let body = format!("\"This resource has been moved temporarily to {url}.\"");
    let head = [
        (header::LOCATION, url),
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
    ];
    Ok((StatusCode::FOUND, head, body).into_response())
}

/// `GET .../{invoice_id}/attachments/{id}/download`; the body differs between the resources.
pub(super) fn attachment(
    moneybird: &Moneybird,
    resource: Resource,
    invoice_id: &str,
    id: &str,
    headers: &HeaderMap,
) -> Answer {
    let invoice = invoice_with(moneybird, resource, invoice_id)?;
    let id: u64 = id.parse().unwrap_or_default();
    let mut attachments = invoice.attachments.iter();
    if !attachments.any(|attachment| attachment.id == id) {
        return Err(Box::new(match resource {
            Resource::Sales => Refusal::not_found("id"),
            Resource::External => Refusal::no_such("Attachment"),
        }));
    }
    const MESSAGE: &str = "Use the Location header to download the attachment";
    let (content_type, body) = match resource {
        Resource::Sales => (
            "application/json; charset=utf-8",
            format!("{{\"message\":\"{MESSAGE}\"}}"),
        ),
        Resource::External => (
            "application/xml; charset=utf-8",
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hash>\n  <message>{MESSAGE}</message>\n</hash>\n"
            ),
        ),
    };
    let head = [
        (header::LOCATION, signed_url("attachment", id, headers)),
        (header::CONTENT_TYPE, content_type.to_owned()),
    ];
    Ok((StatusCode::FOUND, head, body).into_response())
}

fn signed_url(kind: &str, id: u64, headers: &HeaderMap) -> String {
    let expires = clock::now_seconds() + LINK_SECONDS;
    let signature = signature(kind, id, expires);
    format!(
        "{}{STORAGE}/{kind}/{id}?expires={expires}&signature={signature}",
        origin(headers)
    )
}

/// No secret guards a simulator: the signature only has to change with what it signs.
fn signature(kind: &str, id: u64, expires: i64) -> String {
    token(id ^ expires.unsigned_abs(), kind.len() as u64)
}

/// `GET /moneybird/storage/{kind}/{id}`: the host behind signed links.
///
/// Like real storage it refuses a request that also carries a credential, so that a client which
/// forwards its token is found out.
pub(super) async fn stored(
    State(moneybird): State<Arc<Moneybird>>,
    Path((kind, id)): Path<(String, u64)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return storage_error(StatusCode::BAD_REQUEST, "InvalidArgument");
    }
    let query = query.unwrap_or_default();
    let parameter = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value)
    };
    let expires: i64 = parameter("expires")
        .and_then(|text| text.parse().ok())
        .unwrap_or_default();
    let signed = parameter("signature").is_some_and(|text| text == signature(&kind, id, expires));
    if !signed || expires < clock::now_seconds() {
        return storage_error(StatusCode::FORBIDDEN, "AccessDenied");
    }
    let ledger = moneybird.ledger();
    if kind != "attachment" {
        let invoice = ledger.get(Resource::Sales, id);
        drop(ledger);
        return match invoice {
            Some(invoice) => ([(header::CONTENT_TYPE, PDF)], pdf(&invoice, &kind)).into_response(),
            None => storage_error(StatusCode::NOT_FOUND, "NoSuchKey"),
        };
    }
    for resource in Resource::ALL {
        let has_it = |invoice: &Invoice| invoice.attachments.iter().any(|one| one.id == id);
        let Some(invoice) = ledger.find(resource, has_it) else {
            continue;
        };
        if let Some(found) = invoice.attachments.iter().find(|one| one.id == id) {
            return file(found);
        }
    }
    storage_error(StatusCode::NOT_FOUND, "NoSuchKey")
}

fn storage_error(status: StatusCode, code: &str) -> Response {
    let xml = [(header::CONTENT_TYPE, "application/xml")];
    let body =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code></Error>");
    (status, xml, body).into_response()
}

fn file(attachment: &Attachment) -> Response {
    let (content_type, size_bytes) = (&*attachment.content_type, attachment.size_bytes);
    let head = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_LENGTH, size_bytes.to_string()),
    ];
    let invented = || StoredFile::invented(content_type, size_bytes).body();
    let uploaded = attachment.content.as_ref().map(StoredFile::body);
    (head, uploaded.unwrap_or_else(invented)).into_response()
}

fn pdf(invoice: &Invoice, kind: &str) -> Vec<u8> {
    pdf::pdf(&format!("{kind} {}", invoice.id))
}

/// `GET .../{id}/download_ubl`: answered at once, with the PDF inside.
pub(super) async fn invoice_ubl(
    State(moneybird): State<Arc<Moneybird>>,
    Path((_, id)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_with(&moneybird, Resource::Sales, &id)?;
    let xml = [(header::CONTENT_TYPE, "text/xml; charset=utf-8")];
    Ok((xml, ubl(&invoice)).into_response())
}

fn ubl(invoice: &Invoice) -> String {
    let totals = Totals::of(invoice);
    let amount = |money: Money| serde_json::to_string(&money).unwrap_or_default();
    let payable = amount(Money(totals.incl_tax.own));
    let payable = payable.trim_matches('"');
    let number = invoice.sales().and_then(|part| part.invoice_id.as_deref());
    let number = number.unwrap_or_default();
    let date = invoice.date.map(|date| date.to_string());
    let date = date.unwrap_or_default();
    let code = invoice.currency.code;
    let embedded = STANDARD.encode(pdf(invoice, "invoice"));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:UBLVersionID>2.1</cbc:UBLVersionID>
  <cbc:ID>{number}</cbc:ID>
  <cbc:IssueDate>{date}</cbc:IssueDate>
  <cbc:DocumentCurrencyCode>{code}</cbc:DocumentCurrencyCode>
  <cac:AdditionalDocumentReference>
    <cbc:ID>{number}</cbc:ID>
    <cac:Attachment>
      <cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="{number}.pdf">{embedded}</cbc:EmbeddedDocumentBinaryObject>
    </cac:Attachment>
  </cac:AdditionalDocumentReference>
  <cac:LegalMonetaryTotal>
    <cbc:PayableAmount currencyID="{code}">{payable}</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
</Invoice>
"#
    )
}
