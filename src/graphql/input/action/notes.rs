//! Notes and files.

use async_graphql::{ID, InputObject};

use crate::graphql::input::{
    Upload,
    action::{Options, native::NativeAttachmentInput},
};

/// A note to be written.
#[derive(Debug, InputObject)]
pub(crate) struct AddNoteInput {
    /// The invoice.
    pub(crate) invoice_id: ID,
    /// The words.
    pub(crate) text: String,
    /// Whether it asks somebody to do something (Moneybird).
    pub(crate) todo: Option<bool>,
    /// The provider's id of whom it asks (Moneybird).
    pub(crate) assignee_id: Option<ID>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl AddNoteInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: None,
            dry_run: self.dry_run.unwrap_or(false),
            native: None,
        }
    }
}

/// An action with a note.
#[derive(Debug, InputObject)]
pub(crate) struct NoteActionInput {
    /// The note.
    pub(crate) note_id: ID,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl NoteActionInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: None,
            dry_run: self.dry_run.unwrap_or(false),
            native: None,
        }
    }
}

/// A file to be added.
#[derive(Debug, InputObject)]
pub(crate) struct AddAttachmentInput {
    /// The invoice.
    pub(crate) invoice_id: ID,
    /// The file.
    pub(crate) file: Upload,
    /// What only one provider knows of it: that of the account.
    native: Option<NativeAttachmentInput>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl AddAttachmentInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: None,
            dry_run: self.dry_run.unwrap_or(false),
            native: self.native.as_ref().map(NativeAttachmentInput::told),
        }
    }
}

/// An action with a file.
#[derive(Debug, InputObject)]
pub(crate) struct AttachmentActionInput {
    /// The file.
    pub(crate) attachment_id: ID,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl AttachmentActionInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: None,
            dry_run: self.dry_run.unwrap_or(false),
            native: None,
        }
    }
}
