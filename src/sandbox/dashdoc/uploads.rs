//! Files that clients send as the PDF of an invoice.
//!
//! The page knows no limits for these; those here are documented for another upload of the vendor:
//! PDF, JPEG or PNG of at most 10 MB.

use std::sync::Arc;

use crate::sandbox::dashdoc::body::Form;
use crate::sandbox::dashdoc::invoice::Uid;
use crate::sandbox::dashdoc::ledger::Ledger;
use crate::sandbox::dashdoc::mistakes::{Mistake, Mistakes};
use crate::sandbox::stored_file::StoredFile;
use crate::sandbox::upload::Part;

/// The largest file in bytes.
const LARGEST_BYTES: u64 = 10_000_000;

/// Extension, content type, and what the content begins with.
const KINDS: [(&str, &str, &[u8]); 4] = [
    ("pdf", "application/pdf", b"%PDF-"),
    ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("jpg", "image/jpeg", b"\xff\xd8\xff"),
    ("jpeg", "image/jpeg", b"\xff\xd8\xff"),
];

/// A file as storage keeps it. Every upload gets a name of its own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InvoiceFile {
    pub(super) uid: Uid,
    pub(super) extension: &'static str,
    pub(super) content_type: &'static str,
    pub(super) content: StoredFile,
}

/// Takes the part `file` of a body. Only a multipart body can have one, and must.
pub(super) fn read(
    form: &Form,
    ledger: &mut Ledger,
    mistakes: &mut Mistakes,
) -> Option<Arc<InvoiceFile>> {
    const FIELD: &str = "file";
    let upload = form.upload.as_ref();
    let Some(part) = upload.and_then(|upload| upload.file(FIELD)) else {
        match form.fields.get(FIELD) {
            Some(value) if value.is_null() => mistakes.add(FIELD, Mistake::NULL),
            Some(_) => mistakes.add(FIELD, Mistake::NO_FILE),
            // The page speaks of multipart for files only.
            None if upload.is_some() => mistakes.add(FIELD, Mistake::REQUIRED),
            None => {}
        }
        return None;
    };
    match kind_of(part) {
        Ok((extension, content_type)) => Some(Arc::new(InvoiceFile {
            uid: ledger.uid(),
            extension,
            content_type,
            content: part.content.clone(),
        })),
        Err(mistake) => {
            mistakes.add(FIELD, mistake);
            None
        }
    }
}

fn kind_of(part: &Part) -> Result<(&'static str, &'static str), Mistake> {
    match part.content.size_bytes() {
        0 => return Err(Mistake::EMPTY_FILE),
        size if size > LARGEST_BYTES => return Err(Mistake::LARGE_FILE),
        _ => {}
    }
    let name = part.filename.as_deref().unwrap_or_default();
    let (_, extension) = name.rsplit_once('.').unwrap_or_default();
    let mut kinds = KINDS.iter();
    let kind = kinds.find(|(known, ..)| extension.eq_ignore_ascii_case(known));
    let (extension, content_type, beginning) = kind.ok_or(Mistake::WRONG_EXTENSION)?;
    if !part.content.starts_with(beginning) {
        return Err(Mistake::WRONG_FILE);
    }
    Ok((extension, content_type))
}
