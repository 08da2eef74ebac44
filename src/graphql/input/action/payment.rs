//! Payments to be registered, deleted and given back.

use async_graphql::{ID, InputObject};

use crate::{
    graphql::input::action::{
        Options,
        native::{NativeMarkPaidInput, NativePaymentInput, NativeRefundInput},
    },
    scalar::{Date, DecimalText},
};

/// An invoice that is paid in full.
#[derive(Debug, InputObject)]
pub(crate) struct MarkPaidInput {
    /// The invoice.
    pub(crate) invoice_id: ID,
    /// The day of payment; today when left out.
    pub(crate) date: Option<Date>,
    /// The transaction's reference.
    pub(crate) reference: Option<String>,
    /// What only one provider knows of it: that of the account.
    native: Option<NativeMarkPaidInput>,
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
            native: self.native.as_ref().map(NativeMarkPaidInput::told),
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
    /// What only one provider knows of it: that of the account.
    native: Option<NativePaymentInput>,
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
            native: self.native.as_ref().map(NativePaymentInput::told),
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
            native: None,
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
    /// What only one provider knows of it: that of the account.
    native: Option<NativeRefundInput>,
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
            native: self.native.as_ref().map(NativeRefundInput::told),
        }
    }
}
