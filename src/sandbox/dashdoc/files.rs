//! Files: links to them, and the three places that give them out.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::sandbox::dashdoc::errors::Refusal;
use crate::sandbox::dashdoc::host::Dashdoc;
use crate::sandbox::dashdoc::invoice::{Attachment, File, Invoice, Uid};
use crate::sandbox::dashdoc::language::Language;
use crate::sandbox::dashdoc::render_lines::document_of;
use crate::sandbox::dashdoc::routes::API;
use crate::sandbox::pdf::pdf;
use crate::sandbox::stored_file::StoredFile;

/// The bucket on the storage host, which wants no credential.
pub(super) const STORAGE: &str = "/dashdoc/storage/dashdoc-media/media";

/// The same files on the host of the API, with or without a credential.
pub(super) const MEDIA: &str = "/dashdoc/media";

/// What links begin with; empty for the books.
#[derive(Debug, Default)]
pub(super) struct Links {
    api: String,
    bucket: String,
}

impl Links {
    /// Links that a client can follow who asked with these headers.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let host = headers.get(header::HOST);
        let host = host.and_then(|host| host.to_str().ok());
        let host = host.unwrap_or("localhost");
        let bucket = match other_name(host) {
            Some(other) => format!("http://{other}{STORAGE}"),
            None => format!("http://{host}{MEDIA}"),
        };
        Self {
            api: format!("http://{host}"),
            bucket,
        }
    }

    /// Paths alone, so that the books do not depend on who reads them.
    pub(super) fn without_host() -> Self {
        Self {
            api: String::new(),
            bucket: STORAGE.to_owned(),
        }
    }

    /// The link to the PDF of an invoice.
    pub(super) fn pdf(&self, invoice: &Invoice) -> Option<String> {
        match &invoice.file {
            File::Missing => None,
            File::Stored => Some(format!("{}/invoices/{}.pdf", self.bucket, invoice.uid)),
            File::Relative => Some(format!("{MEDIA}/invoices/{}.pdf", invoice.uid)),
            File::Uploaded(upload) => {
                let (name, extension) = (upload.uid, upload.extension);
                Some(format!("{}/invoices/{name}.{extension}", self.bucket))
            }
            File::Given(url) => Some(url.to_string()),
        }
    }

    /// The link to a file beside the PDF.
    pub(super) fn attachment(&self, attachment: &Attachment) -> String {
        let name = attachment.name.rsplit('.').next().unwrap_or("bin");
        format!("{}/attachments/{}.{name}", self.bucket, attachment.uid)
    }

    /// The link to a transport's document, which the API itself gives out.
    pub(super) fn document(&self, document: Uid) -> String {
        format!("{}{API}/delivery-documents/{document}/", self.api)
    }
}

/// Another name of a loopback host; none for other hosts.
fn other_name(host: &str) -> Option<String> {
    if let Some(rest) = host.strip_prefix("localhost") {
        return Some(format!("127.0.0.1{rest}"));
    }
    let rest = host
        .strip_prefix("127.0.0.1")
        .or_else(|| host.strip_prefix("[::1]"));
    rest.map(|rest| format!("localhost{rest}"))
}

/// `GET` below the bucket: storage refuses a call that also carries a credential.
pub(super) async fn stored(
    dashdoc: State<Arc<Dashdoc>>,
    path: Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return storage_error(StatusCode::UNAUTHORIZED, "AuthenticationRequired");
    }
    media(dashdoc, path).await
}

/// `GET /dashdoc/media/{kind}/{name}`.
pub(super) async fn media(
    State(dashdoc): State<Arc<Dashdoc>>,
    Path((kind, name)): Path<(String, String)>,
) -> Response {
    let uid = name.split('.').next().and_then(Uid::parse);
    let found = uid.and_then(|uid| find(&dashdoc, &kind, uid));
    found.unwrap_or_else(|| storage_error(StatusCode::NOT_FOUND, "NoSuchKey"))
}

fn find(dashdoc: &Dashdoc, kind: &str, uid: Uid) -> Option<Response> {
    if kind == "invoices" {
        return pdf_of_invoice(dashdoc, uid);
    }
    let has_it = |invoice: &Invoice| invoice.attachments.iter().any(|one| one.uid == uid);
    let rows = dashdoc.ledger().matching(has_it);
    let all = rows.iter().flat_map(|row| &row.attachments);
    let attachment = all.into_iter().find(|one| one.uid == uid)?;
    let content_type = match attachment.name.rsplit('.').next() {
        Some("pdf") => "application/pdf",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    let content = StoredFile::invented(content_type, attachment.file_size);
    Some(file(content_type, &content))
}

/// What was made is named after its invoice, what was sent has a name of its own. Whatever was
/// replaced is gone, so that nobody gets away with an old link.
fn pdf_of_invoice(dashdoc: &Dashdoc, uid: Uid) -> Option<Response> {
    let ledger = dashdoc.ledger();
    if let Some(invoice) = ledger.get(uid) {
        let is_made = matches!(invoice.file, File::Stored | File::Relative);
        return is_made.then(|| document(&format!("invoice {uid}")));
    }
    let is_it = |row: &Invoice| matches!(&row.file, File::Uploaded(upload) if upload.uid == uid);
    let rows = ledger.matching(is_it);
    let File::Uploaded(upload) = &rows.first()?.file else {
        return None;
    };
    Some(file(upload.content_type, &upload.content))
}

/// `GET /dashdoc/api/v4/delivery-documents/{uid}/`, behind the token.
pub(super) async fn delivery_document(
    State(dashdoc): State<Arc<Dashdoc>>,
    Path(uid): Path<String>,
    headers: HeaderMap,
) -> Response {
    let known = Uid::parse(&uid).is_some_and(|uid| {
        let has_it = |invoice: &Invoice| {
            let mut groups = invoice.groups.iter();
            groups.any(|group| document_of(group.seed) == uid)
        };
        !dashdoc.ledger().matching(has_it).is_empty()
    });
    if !known {
        return Refusal::not_found(Language::of(&headers)).into_response();
    }
    document(&format!("delivery document {uid}"))
}

fn document(title: &str) -> Response {
    ([(header::CONTENT_TYPE, "application/pdf")], pdf(title)).into_response()
}

fn file(content_type: &str, content: &StoredFile) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_LENGTH, content.size_bytes().to_string()),
    ];
    (headers, content.body()).into_response()
}

fn storage_error(status: StatusCode, code: &str) -> Response {
    let xml = [(header::CONTENT_TYPE, "application/xml; charset=UTF-8")];
    let body = format!("<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>");
    (status, xml, body).into_response()
}
