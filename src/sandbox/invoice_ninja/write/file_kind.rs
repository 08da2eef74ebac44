//! What a file is, by its first bytes and not by what its name says.

use crate::sandbox::stored_file::StoredFile;

/// The kinds that are taken.
pub(super) const KINDS: [&str; 22] = [
    "png", "ai", "jpeg", "tiff", "pdf", "gif", "psd", "txt", "doc", "xls", "ppt", "xlsx", "docx",
    "pptx", "webp", "xml", "zip", "csv", "ods", "odt", "odp", "jpg",
];

/// First bytes that tell a kind.
const MAGIC: [(&[u8], &str); 9] = [
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"8BPS", "psd"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"<?xml", "xml"),
    (b"RIFF", "webp"),
];

/// Archives that are something else inside, which is told by the name here.
const ZIPPED: [&str; 6] = ["docx", "xlsx", "pptx", "ods", "odt", "odp"];
const COMPOUND: [&str; 3] = ["doc", "xls", "ppt"];

/// Guesses the kind; none for a file that is not taken.
pub(super) fn guess(content: &StoredFile, name: &str) -> Option<&'static str> {
    let head = content.head();
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(kind);
    }
    let named = |kinds: &[&'static str]| {
        let (_, extension) = name.rsplit_once('.')?;
        let mut kinds = kinds.iter();
        kinds
            .find(|kind| extension.eq_ignore_ascii_case(kind))
            .copied()
    };
    if head.starts_with(b"PK\x03\x04") {
        return named(&ZIPPED).or(Some("zip"));
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0") {
        return named(&COMPOUND);
    }
    let start = head.to_ascii_lowercase();
    let is_page = start.starts_with(b"<html") || start.starts_with(b"<!doctype html");
    if is_page || !is_text(head) {
        return None;
    }
    named(&["csv", "ai"]).or(Some("txt"))
}

/// Text has no control characters, whatever its encoding.
fn is_text(head: &[u8]) -> bool {
    let is_strange = |byte: &u8| *byte < b' ' && !b"\t\n\r\x0c\x1b".contains(byte);
    !head.iter().any(is_strange)
}

/// Width and height of a picture in the one format that tells them plainly; 0 for anything else.
pub(super) fn dimensions(content: &StoredFile) -> (i64, i64) {
    let head = content.head();
    if !head.starts_with(b"\x89PNG") {
        return (0, 0);
    }
    let number = |from: usize| {
        let bytes = head.get(from..from + 4)?;
        Some(i64::from(u32::from_be_bytes(bytes.try_into().ok()?)))
    };
    (number(16).unwrap_or(0), number(20).unwrap_or(0))
}
