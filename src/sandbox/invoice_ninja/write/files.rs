//! Files that came with a request.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Extension;

use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::rows::{Document, Parent, Stamps};
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::file_kind::{self, KINDS};
use crate::sandbox::stored_file::StoredFile;
use crate::sandbox::upload::{Part, Upload};

/// The largest file that is taken, in kilobytes.
const MOST_KILOBYTES: u64 = 100_000;

/// What the extractor hands over when a body came in parts.
pub(super) type Uploaded = Option<Extension<Arc<Upload>>>;

/// The files of one request, in the order of its parts.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// With the names under which the validation knows them, such as `documents.0`.
    found: Vec<(String, File)>,
    is_public: bool,
}

#[derive(Debug)]
struct File {
    name: String,
    kind: Option<&'static str>,
    content: StoredFile,
}

impl Files {
    /// Takes the files of an invoice, under both names that are known.
    pub(super) fn of_invoice(upload: &Upload) -> Self {
        Self::named(upload, &["documents", "file"])
    }

    /// Takes the files of a payment, which go by one name.
    pub(super) fn of_payment(upload: &Upload) -> Self {
        Self::named(upload, &["documents"])
    }

    fn named(upload: &Upload, names: &[&str]) -> Self {
        let mut found: Vec<(String, File)> = Vec::new();
        for name in names {
            let listed = format!("{name}[");
            let is_meant = |part: &&Part| {
                let has_name = part.name == *name || part.name.starts_with(&listed);
                has_name && part.filename.is_some()
            };
            for (index, part) in upload.parts.iter().filter(is_meant).enumerate() {
                found.push((format!("{name}.{index}"), File::new(part)));
            }
        }
        let is_public = upload.text("is_public");
        Self {
            found,
            is_public: !matches!(is_public.as_deref(), Some("0" | "false")),
        }
    }

    /// Notes which files are too large or of a wrong kind.
    pub(super) fn check(&self, check: &mut Check<'_>) {
        for (name, file) in &self.found {
            if file.kind.is_none() {
                let text = format!("field must be a file of type: {}.", KINDS.join(", "));
                check.complain(name, "The", &text);
            }
            if file.content.size_bytes() > MOST_KILOBYTES * 1024 {
                let text = format!("field must not be greater than {MOST_KILOBYTES} kilobytes.");
                check.complain(name, "The", &text);
            }
        }
    }

    /// Hangs the files on something.
    pub(super) fn attach(self, ledger: &mut Ledger, parent: Parent, now: i64) {
        for (_, file) in self.found {
            ledger.attach(file.document(parent, self.is_public, now));
        }
        let moved = |stamps: &mut Stamps| stamps.updated_at = now;
        if let Parent::Payment(id) = parent {
            ledger.with_payment(id, |row| moved(&mut row.stamps));
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

impl File {
    fn new(part: &Part) -> Self {
        let name = part.filename.as_deref().unwrap_or_default();
        Self {
            name: name.replace('/', "-"),
            kind: file_kind::guess(&part.content, name),
            content: part.content.clone(),
        }
    }

    fn document(self, parent: Parent, is_public: bool, now: i64) -> Document {
        let (width, height) = file_kind::dimensions(&self.content);
        Document {
            id: 0,
            parent,
            stamps: Stamps {
                created_at: now,
                updated_at: now,
                ..Stamps::default()
            },
            name: Cow::Owned(self.name),
            extension: Cow::Borrowed(self.kind.unwrap_or_default()),
            size_bytes: i64::try_from(self.content.size_bytes()).unwrap_or(i64::MAX),
            width,
            height,
            is_public,
            content: Some(self.content),
        }
    }
}
