//! Which files are taken: those that people attach to invoices, when they are what they say.

use axum::http::StatusCode;

use crate::{
    error::ErrorKind,
    server::refusal::{Refusal, clipped},
};

/// How much of a file's beginning is looked at, in bytes: a PDF may begin this late.
pub(super) const HEAD: usize = 1024;

/// How a file of some type begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Magic {
    /// In any way.
    Any,
    /// With one of these.
    Bytes(&'static [&'static [u8]]),
    /// With this anywhere in what is looked at.
    Within(&'static [u8]),
}

/// A type that is taken, the endings of names that it goes by, and how it begins.
type Row = (&'static str, &'static [&'static str], Magic);

const ZIP: Magic = Magic::Bytes(&[b"PK\x03\x04", b"PK\x05\x06"]);
/// The container of older office documents.
const OLE: Magic = Magic::Bytes(&[b"\xd0\xcf\x11\xe0"]);

const TYPES: &[Row] = &[
    ("application/pdf", &["pdf"], Magic::Within(b"%PDF-")),
    ("image/png", &["png"], Magic::Bytes(&[b"\x89PNG\r\n\x1a\n"])),
    (
        "image/jpeg",
        &["jpg", "jpeg"],
        Magic::Bytes(&[b"\xff\xd8\xff"]),
    ),
    ("image/gif", &["gif"], Magic::Bytes(&[b"GIF8"])),
    ("image/webp", &["webp"], Magic::Bytes(&[b"RIFF"])),
    (
        "image/tiff",
        &["tif", "tiff"],
        Magic::Bytes(&[b"II*\0", b"MM\0*"]),
    ),
    ("image/heic", &["heic"], Magic::Any),
    ("text/plain", &["txt"], Magic::Any),
    ("text/csv", &["csv"], Magic::Any),
    ("application/xml", &["xml"], Magic::Any),
    ("text/xml", &[], Magic::Any),
    ("application/json", &["json"], Magic::Any),
    ("application/rtf", &["rtf"], Magic::Bytes(&[b"{\\rtf"])),
    ("message/rfc822", &["eml"], Magic::Any),
    ("application/zip", &["zip"], ZIP),
    ("application/x-zip-compressed", &[], ZIP),
    ("application/msword", &["doc"], OLE),
    ("application/vnd.ms-excel", &["xls"], OLE),
    ("application/vnd.ms-powerpoint", &["ppt"], OLE),
    (
        "application/vnd.oasis.opendocument.presentation",
        &["odp"],
        ZIP,
    ),
    (
        "application/vnd.oasis.opendocument.spreadsheet",
        &["ods"],
        ZIP,
    ),
    ("application/vnd.oasis.opendocument.text", &["odt"], ZIP),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        &["pptx"],
        ZIP,
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &["xlsx"],
        ZIP,
    ),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &["docx"],
        ZIP,
    ),
];

/// What a sender says of a type that it does not know.
const UNKNOWN: [&str; 3] = ["", "application/octet-stream", "binary/octet-stream"];

/// Tells the type of a file by what is said of it, and checks that it begins accordingly. An empty file begins like any.
pub(super) fn kind(
    declared: Option<&str>,
    filename: &str,
    head: &[u8],
) -> Result<&'static str, Refusal> {
    let declared = declared.unwrap_or_default();
    let (essence, _) = declared.split_once(';').unwrap_or((declared, ""));
    let essence = essence.trim().to_ascii_lowercase();
    let ending = filename.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.unwrap_or_default().to_ascii_lowercase();
    let by_ending = || {
        let mut rows = TYPES.iter();
        rows.find(|(_, endings, _)| endings.contains(&ending.as_str()))
    };
    let found = if UNKNOWN.contains(&essence.as_str()) {
        by_ending().or_else(|| by_head(head))
    } else if essence == "application/vnd.ms-excel" && ending == "csv" {
        // What a machine with Excel says of every table.
        by_ending()
    } else {
        TYPES.iter().find(|(known, _, _)| *known == essence)
    };
    let Some((known, _, magic)) = found else {
        let said = if UNKNOWN.contains(&essence.as_str()) {
            "files of an unknown type are not taken: send a Content-Type with the part".to_owned()
        } else {
            let essence = clipped(&essence);
            format!(
                "files of the type {essence:?} are not taken: send a PDF, a picture, text or an office document"
            )
        };
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Refusal::http(status, ErrorKind::InvalidInput, said));
    };
    if !head.is_empty() && !magic.fits(head) {
        let message = format!("the file should be {known}, and does not begin like one");
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Refusal::http(status, ErrorKind::InvalidInput, message));
    }
    Ok(known)
}

/// The first type whose files alone begin like this.
fn by_head(head: &[u8]) -> Option<&'static Row> {
    let mut rows = TYPES.iter();
    rows.find(|(_, _, magic)| *magic != Magic::Any && magic.fits(head))
}

impl Magic {
    fn fits(self, head: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Bytes(beginnings) => beginnings.iter().any(|bytes| head.starts_with(bytes)),
            Self::Within(word) => head.windows(word.len()).any(|window| window == word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.7\n";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0";

    #[test]
    fn a_file_is_of_the_type_that_is_said_or_that_its_name_or_beginning_tells() {
        for (declared, filename, head, kind_of) in [
            (Some("application/pdf"), "a.pdf", PDF, "application/pdf"),
            (Some("Application/PDF; x=y"), "a", PDF, "application/pdf"),
            (None, "a.PDF", PDF, "application/pdf"),
            (
                Some("application/octet-stream"),
                "scan.jpeg",
                b"\xff\xd8\xff\xe0",
                "image/jpeg",
            ),
            (Some("application/octet-stream"), "blob", PNG, "image/png"),
            (
                Some("application/octet-stream"),
                "blob",
                b"PK\x03\x04",
                "application/zip",
            ),
            (None, "b.csv", b"a;b", "text/csv"),
            (
                Some("application/vnd.ms-excel"),
                "b.csv",
                b"a;b",
                "text/csv",
            ),
            (Some("text/xml"), "ubl.xml", b"<?xml", "text/xml"),
            // Late, as some programs make it.
            (
                Some("application/pdf"),
                "a.pdf",
                b"\n\njunk %PDF-1.3",
                "application/pdf",
            ),
            // Empty: what is asked says what becomes of it.
            (Some("application/pdf"), "a.pdf", b"", "application/pdf"),
        ] {
            let found = kind(declared, filename, head);
            assert_eq!(found.unwrap(), kind_of, "{declared:?} {filename}");
        }
    }

    #[test]
    fn what_can_run_and_what_is_not_what_it_says_is_not_taken() {
        for (declared, filename, head) in [
            (Some("text/html"), "a.pdf", PDF),
            (Some("image/svg+xml"), "a.svg", &b"<svg/>"[..]),
            (Some("application/x-msdownload"), "a.exe", b"MZ"),
            (None, "a.exe", b"MZ"),
            (None, "a", b"<html>"),
            (Some("application/pdf"), "a.pdf", b"MZ\x90"),
            (Some("application/pdf"), "a.pdf", PNG),
            (None, "a.png", PDF),
            (Some("image/png"), "a.png", b"<script>"),
            (Some("application/zip"), "a.zip", b"MZ"),
            (Some("multipart/mixed"), "a.pdf", PDF),
        ] {
            let refusal = kind(declared, filename, head).unwrap_err();
            assert_eq!(refusal.status, Some(StatusCode::UNSUPPORTED_MEDIA_TYPE));
            assert_eq!(refusal.kind, ErrorKind::InvalidInput);
        }
    }
}
