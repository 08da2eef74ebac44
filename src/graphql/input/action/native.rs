//! What only one provider knows, in its own words. A client gives the part of one provider: that of the account which the
//! action is of. The door holds them to that.

use async_graphql::OneofObject;
use serde::Serialize;

use crate::{
    domain::ProviderId,
    native::{
        DashdocAttachmentInput, DashdocMarkPaidInput, InvoiceNinjaAttachmentInput,
        InvoiceNinjaEmailInput, InvoiceNinjaInvoiceInput, InvoiceNinjaLineInput,
        InvoiceNinjaPaymentInput, InvoiceNinjaRefundInput, InvoiceNinjaReminderInput,
        MoneybirdExternalInvoiceInput, MoneybirdInvoiceInput, MoneybirdLineInput,
        MoneybirdPaymentInput, MoneybirdReminderInput, MoneybirdSendingInput, fields,
    },
    provider::action::NativeInput,
};

/// What only one provider knows of an invoice: give the part of one.
#[derive(Debug, OneofObject)]
pub(crate) enum NativeInvoiceInput {
    /// Of a sales invoice of Moneybird.
    Moneybird(Box<MoneybirdInvoiceInput>),
    /// Of an external sales invoice of Moneybird.
    MoneybirdExternal(MoneybirdExternalInvoiceInput),
    /// Of an invoice of Invoice Ninja.
    InvoiceNinja(Box<InvoiceNinjaInvoiceInput>),
}

impl NativeInvoiceInput {
    /// Its fields as they go into the request.
    pub(super) fn told(&self) -> NativeInput {
        match self {
            Self::Moneybird(input) => told(ProviderId::Moneybird, input),
            Self::MoneybirdExternal(input) => told(ProviderId::MoneybirdExternal, input),
            Self::InvoiceNinja(input) => told(ProviderId::InvoiceNinja, input),
        }
    }
}

/// What only one provider knows of a line: give the part of one.
#[derive(Debug, OneofObject)]
pub(crate) enum NativeLineInput {
    /// Of a sales invoice of Moneybird.
    Moneybird(Box<MoneybirdLineInput>),
    /// Of an external sales invoice of Moneybird.
    MoneybirdExternal(Box<MoneybirdLineInput>),
    /// Of an invoice of Invoice Ninja.
    InvoiceNinja(Box<InvoiceNinjaLineInput>),
}

impl NativeLineInput {
    /// Its fields as they go into the request.
    pub(super) fn told(&self) -> NativeInput {
        match self {
            Self::Moneybird(input) => told(ProviderId::Moneybird, input),
            Self::MoneybirdExternal(input) => told(ProviderId::MoneybirdExternal, input),
            Self::InvoiceNinja(input) => told(ProviderId::InvoiceNinja, input),
        }
    }
}

/// What only one provider knows of sending an invoice: give the part of one.
#[derive(Debug, OneofObject)]
pub(crate) enum NativeSendingInput {
    /// Of a sales invoice of Moneybird.
    Moneybird(MoneybirdSendingInput),
    /// Of an invoice of Invoice Ninja.
    InvoiceNinja(InvoiceNinjaEmailInput),
}

impl NativeSendingInput {
    /// Its fields as they go into the request.
    pub(super) fn told(&self) -> NativeInput {
        match self {
            Self::Moneybird(input) => told(ProviderId::Moneybird, input),
            Self::InvoiceNinja(input) => told(ProviderId::InvoiceNinja, input),
        }
    }
}

/// What only one provider knows of a reminder: give the part of one.
#[derive(Debug, OneofObject)]
pub(crate) enum NativeReminderInput {
    /// Of sales invoices of Moneybird.
    Moneybird(MoneybirdReminderInput),
    /// Of invoices of Invoice Ninja.
    InvoiceNinja(InvoiceNinjaReminderInput),
}

impl NativeReminderInput {
    /// Its fields as they go into the request.
    pub(super) fn told(&self) -> NativeInput {
        match self {
            Self::Moneybird(input) => told(ProviderId::Moneybird, input),
            Self::InvoiceNinja(input) => told(ProviderId::InvoiceNinja, input),
        }
    }
}

/// What only one provider knows of a payment: give the part of one.
#[derive(Debug, OneofObject)]
pub(crate) enum NativePaymentInput {
    /// Of a sales invoice of Moneybird.
    Moneybird(Box<MoneybirdPaymentInput>),
    /// Of an external sales invoice of Moneybird.
    MoneybirdExternal(Box<MoneybirdPaymentInput>),
    /// Of an invoice of Invoice Ninja.
    InvoiceNinja(Box<InvoiceNinjaPaymentInput>),
}

impl NativePaymentInput {
    /// Its fields as they go into the request.
    pub(super) fn told(&self) -> NativeInput {
        match self {
            Self::Moneybird(input) => told(ProviderId::Moneybird, input),
            Self::MoneybirdExternal(input) => told(ProviderId::MoneybirdExternal, input),
            Self::InvoiceNinja(input) => told(ProviderId::InvoiceNinja, input),
        }
    }
}

/// What only one provider knows of how an invoice was paid in full: give the part of one.
#[derive(Debug, OneofObject)]
pub(crate) enum NativeMarkPaidInput {
    /// Of a sales invoice of Moneybird, where it is a payment.
    Moneybird(Box<MoneybirdPaymentInput>),
    /// Of an external sales invoice of Moneybird, where it is a payment.
    MoneybirdExternal(Box<MoneybirdPaymentInput>),
    /// Of an invoice of Dashdoc.
    Dashdoc(DashdocMarkPaidInput),
}

impl NativeMarkPaidInput {
    /// Its fields as they go into the request.
    pub(super) fn told(&self) -> NativeInput {
        match self {
            Self::Moneybird(input) => told(ProviderId::Moneybird, input),
            Self::MoneybirdExternal(input) => told(ProviderId::MoneybirdExternal, input),
            Self::Dashdoc(input) => told(ProviderId::Dashdoc, input),
        }
    }
}

/// What only one provider knows of money that is given back: give the part of one.
#[derive(Debug, OneofObject)]
pub(crate) enum NativeRefundInput {
    /// Of a payment of Invoice Ninja.
    InvoiceNinja(InvoiceNinjaRefundInput),
}

impl NativeRefundInput {
    /// Its fields as they go into the request.
    pub(super) fn told(&self) -> NativeInput {
        match self {
            Self::InvoiceNinja(input) => told(ProviderId::InvoiceNinja, input),
        }
    }
}

/// What only one provider knows of a file: give the part of one.
#[derive(Debug, OneofObject)]
pub(crate) enum NativeAttachmentInput {
    /// Of an invoice of Invoice Ninja.
    InvoiceNinja(InvoiceNinjaAttachmentInput),
    /// Of an invoice of Dashdoc.
    Dashdoc(DashdocAttachmentInput),
}

impl NativeAttachmentInput {
    /// Its fields as they go into the request.
    pub(super) fn told(&self) -> NativeInput {
        match self {
            Self::InvoiceNinja(input) => told(ProviderId::InvoiceNinja, input),
            Self::Dashdoc(input) => told(ProviderId::Dashdoc, input),
        }
    }
}

fn told(provider: ProviderId, input: &impl Serialize) -> NativeInput {
    NativeInput {
        provider,
        fields: fields(input),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{InputType, Value};
    use serde_json::json;

    use super::*;

    fn read<T: InputType>(input: serde_json::Value) -> Option<T> {
        T::parse(Some(Value::from_json(input).unwrap())).ok()
    }

    #[test]
    fn what_one_provider_knows_is_told_in_its_words() {
        let input = json!({"dashdoc": {"replaceFile": true}});
        let told = read::<NativeAttachmentInput>(input).unwrap().told();
        assert_eq!(told.provider, ProviderId::Dashdoc);
        assert_eq!(json!(told.fields), json!({"replace_file": true}));
        let input = json!({"invoiceNinja": {"isPublic": null}});
        let told = read::<NativeAttachmentInput>(input).unwrap().told();
        assert_eq!(told.provider, ProviderId::InvoiceNinja);
        assert_eq!(json!(told.fields), json!({"is_public": null}));
        let input = json!({"invoiceNinja": {"gatewayRefund": true, "emailReceipt": false}});
        let told = read::<NativeRefundInput>(input).unwrap().told();
        let fields = json!({"gateway_refund": true, "email_receipt": "false"});
        assert_eq!(json!(told.fields), fields);
    }

    #[test]
    fn it_is_of_one_provider_and_no_other() {
        for input in [
            json!({}),
            json!({"moneybird": null}),
            json!({"moneybird": {}, "moneybirdExternal": {}}),
            json!({"moneybird": {}, "invoiceNinja": null}),
            json!({"dashdoc": {}}),
            json!(null),
        ] {
            let read = read::<NativeInvoiceInput>(input.clone());
            assert!(read.is_none(), "{input}");
        }
        assert!(read::<NativeInvoiceInput>(json!({"invoiceNinja": {}})).is_some());
    }
}
