//! Invoices to be made and changed.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::{
    domain::NativeId,
    graphql::input::action::{
        Options,
        lines::{LineItemChanges, LineItemInput},
        native::NativeInvoiceInput,
    },
    provider::action::{Change, InvoiceChanges, NewDiscount, NewInvoice, Refusal},
    scalar::{CurrencyCode, Date, DecimalText},
};

/// A discount over a whole invoice: one of the two.
#[derive(Clone, Copy, Debug, InputObject)]
pub(crate) struct DiscountInput {
    /// In percent of the lines.
    percentage: Option<DecimalText>,
    /// As an amount in the invoice's currency (Invoice Ninja).
    amount: Option<DecimalText>,
}

impl DiscountInput {
    fn read(self, path: &str) -> Result<NewDiscount, Refusal> {
        match (self.percentage, self.amount) {
            (Some(percentage), None) => Ok(NewDiscount::Percentage(percentage.0)),
            (None, Some(amount)) => Ok(NewDiscount::Amount(amount.0)),
            _ => Err(Refusal::invalid(
                path,
                "give either a percentage or an amount",
            )),
        }
    }
}

/// An invoice to be made. What is left out is as the provider is set up.
#[derive(Debug, InputObject)]
pub(crate) struct CreateInvoiceInput {
    /// The account's id.
    pub(crate) account_id: ID,
    /// The provider's id of the customer, as `Party.nativeId` tells it.
    customer_id: Option<ID>,
    /// The printed number; the provider's next when left out.
    number: Option<String>,
    /// The customer's or the company's reference.
    reference: Option<String>,
    /// The date on the document.
    issue_date: Option<Date>,
    /// The last day to pay.
    due_date: Option<Date>,
    /// The currency.
    currency: Option<CurrencyCode>,
    /// Whether the prices of the lines include tax.
    prices_include_tax: Option<bool>,
    /// A discount over the whole invoice.
    discount: Option<DiscountInput>,
    /// Text for the customer.
    public_note: Option<String>,
    /// Text for the company's own people.
    private_note: Option<String>,
    /// The lines, in order.
    line_items: Option<Vec<LineItemInput>>,
    /// What only one provider knows of it: that of the account.
    native: Option<NativeInvoiceInput>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl CreateInvoiceInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: None,
            dry_run: self.dry_run.unwrap_or(false),
            native: self.native.as_ref().map(NativeInvoiceInput::told),
        }
    }

    /// Reads it.
    pub(crate) fn read(self) -> Result<NewInvoice, Refusal> {
        let discount = self.discount.map(|discount| discount.read("discount"));
        let lines = self.line_items.unwrap_or_default();
        Ok(NewInvoice {
            customer_id: self.customer_id.map(|id| NativeId::new(&id)),
            number: self.number,
            reference: self.reference,
            issue_date: self.issue_date.map(|date| date.0),
            due_date: self.due_date.map(|date| date.0),
            currency: self.currency.map(|currency| currency.0),
            prices_include_tax: self.prices_include_tax,
            discount: discount.transpose()?,
            public_note: self.public_note,
            private_note: self.private_note,
            line_items: lines.into_iter().map(Into::into).collect(),
        })
    }
}

/// What of an invoice is to change: what is left out stays, null empties.
#[derive(Debug, InputObject)]
pub(crate) struct InvoiceChangesInput {
    /// The provider's id of the customer, as `Party.nativeId` tells it.
    customer_id: MaybeUndefined<ID>,
    /// The printed number; the provider's next when left out.
    number: MaybeUndefined<String>,
    /// The customer's or the company's reference.
    reference: MaybeUndefined<String>,
    /// What it is about, where that is a field of its own (Dashdoc).
    description: MaybeUndefined<String>,
    /// The date on the document.
    issue_date: MaybeUndefined<Date>,
    /// The last day to pay.
    due_date: MaybeUndefined<Date>,
    /// The currency.
    currency: MaybeUndefined<CurrencyCode>,
    /// Whether the prices of the lines include tax.
    prices_include_tax: MaybeUndefined<bool>,
    /// A discount over the whole invoice.
    discount: MaybeUndefined<DiscountInput>,
    /// Text for the customer.
    public_note: MaybeUndefined<String>,
    /// Text for the company's own people.
    private_note: MaybeUndefined<String>,
    /// The lines.
    line_items: Option<LineItemChanges>,
}

/// An invoice to be changed.
#[derive(Debug, InputObject)]
pub(crate) struct UpdateInvoiceInput {
    /// The invoice.
    pub(crate) invoice_id: ID,
    /// What is to change.
    changes: InvoiceChangesInput,
    /// What only one provider knows of it: that of the account. Here too, what is left out stays and null empties.
    native: Option<NativeInvoiceInput>,
    /// Refuses when the invoice has another `version` than this.
    expected_version: Option<String>,
    /// Recognises the request when it is sent again: the first answer is told again, and nothing is done twice.
    idempotency_key: Option<String>,
    /// Only tells what would be sent.
    dry_run: Option<bool>,
}

impl UpdateInvoiceInput {
    /// How it is to be done.
    pub(crate) fn options(&self) -> Options {
        Options {
            key: self.idempotency_key.clone(),
            expected_version: self.expected_version.clone(),
            dry_run: self.dry_run.unwrap_or(false),
            native: self.native.as_ref().map(NativeInvoiceInput::told),
        }
    }

    /// Reads it.
    pub(crate) fn read(self) -> Result<InvoiceChanges, Refusal> {
        let changes = self.changes;
        let lines = changes.line_items;
        let discount = match change(changes.discount, |discount| discount) {
            Change::Keep => Change::Keep,
            Change::Clear => Change::Clear,
            Change::Set(discount) => Change::Set(discount.read("changes.discount")?),
        };
        Ok(InvoiceChanges {
            customer_id: change(changes.customer_id, |id| NativeId::new(&id)),
            number: change(changes.number, |text| text),
            reference: change(changes.reference, |text| text),
            description: change(changes.description, |text| text),
            issue_date: change(changes.issue_date, |date| date.0),
            due_date: change(changes.due_date, |date| date.0),
            currency: change(changes.currency, |currency| currency.0),
            prices_include_tax: change(changes.prices_include_tax, |include| include),
            discount,
            public_note: change(changes.public_note, |text| text),
            private_note: change(changes.private_note, |text| text),
            line_items: lines
                .map(|lines| lines.read("changes.lineItems"))
                .transpose()?,
        })
    }
}

fn change<T, U>(input: MaybeUndefined<T>, read: impl FnOnce(T) -> U) -> Change<U> {
    match input {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => Change::Set(read(value)),
    }
}
