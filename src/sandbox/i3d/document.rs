//! The PDF of an invoice. It has no wrapper, no link and no name of a file.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::sandbox::i3d::errors::Refusal;
use crate::sandbox::i3d::invoice::{Invoice, PdfForm};
use crate::sandbox::pdf::pdf;
use crate::sandbox::stored_file::StoredFile;

const PDF: &str = "application/pdf";

/// Answers the PDF in the form of the row.
pub(super) fn of(invoice: &Invoice) -> Response {
    let bytes = pdf(&format!("invoice {}", invoice.id));
    match invoice.pdf_form {
        PdfForm::Raw => match invoice.pdf_size {
            Some(size) => sized(&StoredFile::invented(PDF, size)),
            None => ([(header::CONTENT_TYPE, PDF)], bytes).into_response(),
        },
        PdfForm::Base64 => STANDARD.encode(bytes).into_response(),
        PdfForm::Json => {
            let json = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
            (json, format!("\"{}\"", STANDARD.encode(bytes))).into_response()
        }
        PdfForm::Failure => {
            let mut response = Refusal::broken().into_response();
            let pdf = HeaderValue::from_static(PDF);
            response.headers_mut().insert(header::CONTENT_TYPE, pdf);
            response
        }
    }
}

fn sized(content: &StoredFile) -> Response {
    let headers = [
        (header::CONTENT_TYPE, PDF.to_owned()),
        (header::CONTENT_LENGTH, content.size_bytes().to_string()),
    ];
    (headers, content.body()).into_response()
}
