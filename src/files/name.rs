//! What a file is called where its provider does not say.

use crate::{
    domain::{Invoice, NativeId},
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
    let file = FileWanted::Document {
        kind,
        stationery: false,
    };
    name_of(invoice, &file, None)
}

/// The name of a file that came without one, with the extension of the type that it came with.
pub(super) fn name_of(invoice: &Invoice, file: &FileWanted, content_type: Option<&str>) -> String {
    named(invoice.number.as_deref(), &invoice.id, file, content_type)
}

fn named(
    number: Option<&str>,
    id: &NativeId,
    file: &FileWanted,
    content_type: Option<&str>,
) -> String {
    let came_as = content_type.and_then(extension);
    let (stem, extension) = match file {
        FileWanted::Document { kind, .. } => {
            let usual = extension(document_type(*kind));
            (stem(number, id, *kind), came_as.or(usual))
        }
        FileWanted::Attachment(id) => (format!("attachment-{}", plain(id.as_str())), came_as),
    };
    match extension {
        Some(extension) => format!("{stem}.{extension}"),
        None => stem,
    }
}

fn stem(number: Option<&str>, id: &NativeId, kind: DocumentKind) -> String {
    let number = number.map(plain);
    let number = number.filter(|number| !number.trim_matches(['-', '.']).is_empty());
    let number = number.unwrap_or_else(|| format!("invoice-{}", plain(id.as_str())));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(number: Option<&str>, file: &FileWanted, content_type: Option<&str>) -> String {
        named(number, &NativeId::new("a/7"), file, content_type)
    }

    fn document(kind: DocumentKind) -> FileWanted {
        FileWanted::Document {
            kind,
            stationery: true,
        }
    }

    #[test]
    fn a_document_has_the_number_and_what_it_is() {
        for (number, kind, name) in [
            (Some("2026-0001"), DocumentKind::Pdf, "2026-0001.pdf"),
            (
                Some("2026/0001 ü"),
                DocumentKind::Ubl,
                "2026-0001-ü-ubl.xml",
            ),
            (Some("1"), DocumentKind::PackingSlip, "1-packing-slip.pdf"),
            (Some("1"), DocumentKind::DeliveryNote, "1-delivery-note.pdf"),
            (Some("1"), DocumentKind::EInvoice, "1-e-invoice.xml"),
            (Some("../.."), DocumentKind::Pdf, "invoice-a-7.pdf"),
            (Some(""), DocumentKind::Pdf, "invoice-a-7.pdf"),
            (None, DocumentKind::Pdf, "invoice-a-7.pdf"),
        ] {
            assert_eq!(of(number, &document(kind), None), name);
        }
        let long = "9".repeat(5000);
        assert!(of(Some(&long), &document(DocumentKind::Pdf), None).len() < 120);
    }

    #[test]
    fn what_came_says_how_it_ends() {
        let pdf = document(DocumentKind::Pdf);
        let attachment = FileWanted::Attachment(NativeId::new("../5"));
        for (file, content_type, name) in [
            (&pdf, Some("image/png"), "1.png"),
            (&pdf, Some("application/octet-stream"), "1.pdf"),
            (&pdf, None, "1.pdf"),
            (&attachment, Some("image/jpeg"), "attachment-..-5.jpg"),
            (&attachment, None, "attachment-..-5"),
        ] {
            assert_eq!(of(Some("1"), file, content_type), name);
        }
    }
}
