//! What reaches the customer, and how.

use async_graphql::{Enum, ID, InputObject};

use crate::{
    graphql::input::action::{
        Options,
        native::{NativeReminderInput, NativeSendingInput},
    },
    provider::action,
    scalar::Date,
};

/// How something reaches the customer.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "action::Delivery")]
pub(crate) enum Delivery {
    /// By e-mail.
    Email,
    /// Over the Peppol network.
    Peppol,
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
    /// What only one provider knows of it: that of the account.
    native: Option<NativeSendingInput>,
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
            native: self.native.as_ref().map(NativeSendingInput::told),
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
    /// What only one provider knows of it: that of the account.
    native: Option<NativeSendingInput>,
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
            native: self.native.as_ref().map(NativeSendingInput::told),
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
    /// What only one provider knows of it: the invoices are then of its accounts.
    native: Option<NativeReminderInput>,
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
            native: self.native.as_ref().map(NativeReminderInput::told),
        }
    }
}
