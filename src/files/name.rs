//! What a file is called where its provider does not say.

use crate::{
    domain::Invoice,
    provider::{DocumentKind, FileWanted},
};

/// Longest part of a name that comes from a number, in characters.
const MAX_NUMBER: usize = 100;

/// The media type that a document has as a rule.
#[must_use]
pub fn document_type(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Pdf | DocumentKind::PackingSlip | DocumentKind::DeliveryNote => {
            "application/pdf"
        }
        DocumentKind::Ubl | DocumentKind::EInvoice => "application/xml",
    }
}

/// The name of a document: the invoice's number and what it is.
#[must_use]
pub fn document_name(invoice: &Invoice, kind: DocumentKind) -> String {
    format!(
        "{}.{}",
        stem(invoice, kind),
        extension(document_type(kind)).unwrap_or("bin")
    )
}

/// The name of a file that came without one, with the extension of the type that it came with.
pub(super) fn name_of(invoice: &Invoice, file: &FileWanted, content_type: Option<&str>) -> String {
    match file {
        FileWanted::Document { kind, .. } => {
            let known = content_type.and_then(extension);
            let extension = known.or(extension(document_type(*kind)));
            format!("{}.{}", stem(invoice, *kind), extension.unwrap_or("bin"))
        }
        FileWanted::Attachment(id) => {
            let stem = format!("attachment-{}", plain(id.as_str()));
            match content_type.and_then(extension) {
                Some(extension) => format!("{stem}.{extension}"),
                None => stem,
            }
        }
    }
}

fn stem(invoice: &Invoice, kind: DocumentKind) -> String {
    let number = invoice.number.as_deref().map(plain);
    let number = number.filter(|number| !number.trim_matches(['-', '.']).is_empty());
    let number = number.unwrap_or_else(|| format!("invoice-{}", plain(invoice.id.as_str())));
    match kind {
        DocumentKind::Pdf => number,
        DocumentKind::Ubl => format!("{number}-ubl"),
        DocumentKind::EInvoice => format!("{number}-e-invoice"),
        DocumentKind::PackingSlip => format!("{number}-packing-slip"),
        DocumentKind::DeliveryNote => format!("{number}-delivery-note"),
    }
}

/// Letters of any script, digits and what cannot be mistaken for a path; the rest becomes a dash.
fn plain(text: &str) -> String {
    let letter = |letter: char| match letter {
        '-' | '_' | '.' => letter,
        _ if letter.is_alphanumeric() => letter,
        _ => '-',
    };
    text.chars().take(MAX_NUMBER).map(letter).collect()
}

fn extension(content_type: &str) -> Option<&'static str> {
    match content_type {
        "application/pdf" => Some("pdf"),
        "application/xml" | "text/xml" => Some("xml"),
        "application/zip" => Some("zip"),
        "image/png" => Some("png"),
        "image/jpeg" => Some("jpg"),
        "text/plain" => Some("txt"),
        _ => None,
    }
}
