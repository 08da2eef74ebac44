//! What the actions take that are no more than a few words.

use async_graphql::{ID, InputObject};

use crate::{graphql::input::Upload, provider::action::NativeInput, scalar::Date};

/// How an action is to be done, whichever it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// What the sender recognises the request by.
    pub(crate) key: Option<String>,
    /// What the invoice's version must be.
    pub(crate) expected_version: Option<String>,
    /// Whether only to tell what would be sent.
    pub(crate) dry_run: bool,
    /// What only one provider knows of it.
    pub(crate) native: Option<NativeInput>,
}

/// An action with one invoice.
#[derive(Debug, InputObject)]
pub(crate) struct InvoiceActionInput {
    /// The invoice.
    pub(crate) invoice_id: ID,
    /// Refuses when the invoice has another `version` than this.
    expected_version: Option<String>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl InvoiceActionInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: self.expected_version.clone(),
            dry_run: self.dry_run.unwrap_or(false),
            native: None,
        }
    }
}

/// An action with several invoices, of one account or of many.
#[derive(Debug, InputObject)]
pub(crate) struct InvoicesActionInput {
    /// The invoices, at most 250.
    pub(crate) invoice_ids: Vec<ID>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl InvoicesActionInput {
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

/// An action with an account.
#[derive(Debug, InputObject)]
pub(crate) struct AccountActionInput {
    /// The account's id.
    pub(crate) account_id: ID,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl AccountActionInput {
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

/// Asks the provider for all that changed in an account.
#[derive(Debug, InputObject)]
pub(crate) struct RefreshInput {
    /// The account's id.
    pub(crate) account_id: ID,
}

/// An invoice to be made of a file.
#[derive(Debug, InputObject)]
pub(crate) struct CreateFromAttachmentInput {
    /// The account's id.
    pub(crate) account_id: ID,
    /// The file.
    pub(crate) file: Upload,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl CreateFromAttachmentInput {
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

/// Something that is true of an invoice since a day.
#[derive(Debug, InputObject)]
pub(crate) struct MarkInvoiceInput {
    /// The invoice.
    pub(crate) invoice_id: ID,
    /// Since which day; today when left out.
    pub(crate) date: Option<Date>,
    /// Refuses when the invoice has another `version` than this.
    expected_version: Option<String>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl MarkInvoiceInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: self.expected_version.clone(),
            dry_run: self.dry_run.unwrap_or(false),
            native: None,
        }
    }
}
