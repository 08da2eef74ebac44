//! What the actions take that are no more than a few words.

use async_graphql::{Enum, ID, InputObject};

use crate::{
    graphql::input::Upload,
    provider::action,
    scalar::{Date, DecimalText},
};

/// How an action is to be done, whichever it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// What the sender recognises the request by.
    pub(crate) key: Option<String>,
    /// What the invoice's version must be.
    pub(crate) expected_version: Option<String>,
    /// Whether only to tell what would be sent.
    pub(crate) dry_run: bool,
}

/// How something reaches the customer.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "action::Delivery")]
pub(crate) enum Delivery {
    /// By e-mail.
    Email,
    /// Over the Peppol network.
    Peppol,
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
        }
    }
}

/// An invoice that is paid in full.
#[derive(Debug, InputObject)]
pub(crate) struct MarkPaidInput {
    /// The invoice.
    pub(crate) invoice_id: ID,
    /// The day of payment; today when left out.
    pub(crate) date: Option<Date>,
    /// The transaction's reference.
    pub(crate) reference: Option<String>,
    /// Refuses when the invoice has another `version` than this.
    expected_version: Option<String>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl MarkPaidInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: self.expected_version.clone(),
            dry_run: self.dry_run.unwrap_or(false),
        }
    }
}

/// An invoice to be sent. What is left out is as the provider is set up for the customer.
#[derive(Debug, InputObject)]
pub(crate) struct SendInvoiceInput {
    /// The invoice.
    pub(crate) invoice_id: ID,
    /// How; the customer's preference when left out.
    pub(crate) delivery: Option<Delivery>,
    /// To whom, in place of the customer's own address.
    pub(crate) email_address: Option<String>,
    /// The subject of the e-mail.
    pub(crate) subject: Option<String>,
    /// The text of the e-mail.
    pub(crate) message: Option<String>,
    /// Refuses when the invoice has another `version` than this.
    expected_version: Option<String>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl SendInvoiceInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: self.expected_version.clone(),
            dry_run: self.dry_run.unwrap_or(false),
        }
    }
}

/// An invoice to be sent on a later day.
#[derive(Debug, InputObject)]
pub(crate) struct ScheduleInvoiceInput {
    /// The invoice.
    pub(crate) invoice_id: ID,
    /// The day.
    pub(crate) date: Date,
    /// How; the customer's preference when left out.
    pub(crate) delivery: Option<Delivery>,
    /// To whom, in place of the customer's own address.
    pub(crate) email_address: Option<String>,
    /// The subject of the e-mail.
    pub(crate) subject: Option<String>,
    /// The text of the e-mail.
    pub(crate) message: Option<String>,
    /// Refuses when the invoice has another `version` than this.
    expected_version: Option<String>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl ScheduleInvoiceInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: self.expected_version.clone(),
            dry_run: self.dry_run.unwrap_or(false),
        }
    }
}

/// Reminders to be sent; what is left out is as the provider is set up.
#[derive(Debug, InputObject)]
pub(crate) struct SendRemindersInput {
    /// The invoices, at most 250.
    pub(crate) invoice_ids: Vec<ID>,
    /// Which reminder in the row, 1 for the first, where the provider lets choose.
    pub(crate) step: Option<i32>,
    /// To whom, in place of the customers' own addresses.
    pub(crate) email_address: Option<String>,
    /// The text.
    pub(crate) message: Option<String>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl SendRemindersInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: None,
            dry_run: self.dry_run.unwrap_or(false),
        }
    }
}

/// A payment to be registered.
#[derive(Debug, InputObject)]
pub(crate) struct CreatePaymentInput {
    /// The invoice.
    pub(crate) invoice_id: ID,
    /// How much, in the invoice's currency; above zero.
    pub(crate) amount: DecimalText,
    /// The day of payment.
    pub(crate) date: Date,
    /// The transaction's reference.
    pub(crate) reference: Option<String>,
    /// Refuses when the invoice has another `version` than this.
    expected_version: Option<String>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl CreatePaymentInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: self.expected_version.clone(),
            dry_run: self.dry_run.unwrap_or(false),
        }
    }
}

/// An action with a payment.
#[derive(Debug, InputObject)]
pub(crate) struct PaymentActionInput {
    /// The payment.
    pub(crate) payment_id: ID,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl PaymentActionInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: None,
            dry_run: self.dry_run.unwrap_or(false),
        }
    }
}

/// Money to be given back.
#[derive(Debug, InputObject)]
pub(crate) struct RefundPaymentInput {
    /// The payment, as the invoice tells it that is to be refunded.
    pub(crate) payment_id: ID,
    /// How much, in the invoice's currency; all of the invoice's share when left out.
    pub(crate) amount: Option<DecimalText>,
    /// The day.
    pub(crate) date: Date,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl RefundPaymentInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: None,
            dry_run: self.dry_run.unwrap_or(false),
        }
    }
}

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
        }
    }
}
