//! What an action needs, in words that all providers share.

use jiff::civil::Date;

use crate::domain::{Currency, Decimal, NativeId, ProviderId};

/// What to do with a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Change<T> {
    /// Nothing.
    #[default]
    Keep,
    /// Empties it.
    Clear,
    /// Sets it.
    Set(T),
}

impl<T> Change<T> {
    /// Tells whether the field is to change at all.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        !matches!(self, Self::Keep)
    }

    /// The new value, where there is one.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

/// What only one provider knows: fields in its own words, as they go into its request.
#[derive(Clone, Debug, PartialEq)]
pub struct NativeInput {
    /// Whose words they are.
    pub provider: ProviderId,
    /// The fields; null empties one.
    pub fields: serde_json::Map<String, serde_json::Value>,
}

/// A discount over a whole invoice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NewDiscount {
    /// A percentage of the lines.
    Percentage(Decimal),
    /// A fixed amount in the invoice's currency.
    Amount(Decimal),
}

/// An invoice to be made. What is `None` is left to the provider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewInvoice {
    /// The provider's id of the customer.
    pub customer_id: Option<NativeId>,
    /// The printed number.
    pub number: Option<String>,
    /// The customer's or company's reference.
    pub reference: Option<String>,
    /// The date on the document.
    pub issue_date: Option<Date>,
    /// The last day to pay.
    pub due_date: Option<Date>,
    /// The currency.
    pub currency: Option<Currency>,
    /// Whether the prices include tax.
    pub prices_include_tax: Option<bool>,
    /// A discount over the whole.
    pub discount: Option<NewDiscount>,
    /// Text for the customer.
    pub public_note: Option<String>,
    /// Text for the company's own people.
    pub private_note: Option<String>,
    /// The lines, in order.
    pub line_items: Vec<NewLine>,
}

/// A line to be made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewLine {
    /// What was delivered.
    pub description: Option<String>,
    /// How many; one when left out.
    pub quantity: Option<Decimal>,
    /// Price of one, with or without tax as the invoice says.
    pub unit_price: Option<Decimal>,
    /// The provider's id of the tax rate.
    pub tax_rate_id: Option<NativeId>,
    /// The tax's name, where the provider has names instead of ids.
    pub tax_name: Option<String>,
    /// The tax rate in percent, where the provider has rates instead of ids.
    pub tax_percentage: Option<Decimal>,
    /// The provider's id or key of the product.
    pub product_id: Option<NativeId>,
    /// What only one provider knows of a line.
    pub native: Option<NativeInput>,
}

/// Changes of one line.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChange {
    /// The provider's id of the line.
    pub id: NativeId,
    /// What it is to say; what is `None` stays.
    pub line: NewLine,
}

/// Changes of lines.
#[derive(Clone, Debug, PartialEq)]
pub enum LineChanges {
    /// These and no others.
    ReplaceAll(Vec<NewLine>),
    /// Single ones.
    Edit {
        /// To be added at the end.
        add: Vec<NewLine>,
        /// To be changed.
        update: Vec<LineChange>,
        /// To be removed.
        remove: Vec<NativeId>,
    },
}

/// Changes of an invoice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InvoiceChanges {
    /// The provider's id of the customer.
    pub customer_id: Change<NativeId>,
    /// The printed number.
    pub number: Change<String>,
    /// The customer's or company's reference.
    pub reference: Change<String>,
    /// What it is about, where that is a field of its own.
    pub description: Change<String>,
    /// The date on the document.
    pub issue_date: Change<Date>,
    /// The last day to pay.
    pub due_date: Change<Date>,
    /// The currency.
    pub currency: Change<Currency>,
    /// Whether the prices include tax.
    pub prices_include_tax: Change<bool>,
    /// A discount over the whole.
    pub discount: Change<NewDiscount>,
    /// Text for the customer.
    pub public_note: Change<String>,
    /// Text for the company's own people.
    pub private_note: Change<String>,
    /// Lines.
    pub line_items: Option<LineChanges>,
}

/// How something reaches the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// By e-mail.
    Email,
    /// Over the Peppol network.
    Peppol,
}

/// How an invoice is sent. What is `None` is left to the provider's settings for the customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sending {
    /// How.
    pub delivery: Option<Delivery>,
    /// To whom, in place of the customer's own address.
    pub email_address: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The text.
    pub message: Option<String>,
}

/// How a reminder is sent. What is `None` is left to the provider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reminder {
    /// Which one in the row, where the provider lets choose.
    pub step: Option<u8>,
    /// To whom, in place of the customer's own address.
    pub email_address: Option<String>,
    /// The text.
    pub message: Option<String>,
}

/// How an invoice came to be paid in full.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settlement {
    /// The day; today when left out.
    pub date: Option<Date>,
    /// The transaction's reference.
    pub reference: Option<String>,
}

/// A payment to be registered.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPayment {
    /// How much, in the invoice's currency.
    pub amount: Decimal,
    /// The day of payment.
    pub date: Date,
    /// The transaction's reference.
    pub reference: Option<String>,
    /// What the sender recognises the request by, made unlike that of any other sender: for a vendor that takes a key. At
    /// most 64 plain letters, which is what Invoice Ninja keeps.
    pub key: Option<String>,
}

/// Money to be given back.
#[derive(Clone, Debug, PartialEq)]
pub struct Refund {
    /// The provider's id of the payment.
    pub payment: NativeId,
    /// How much; all of this invoice's share when left out.
    pub amount: Option<Decimal>,
    /// The day.
    pub date: Date,
}

/// A note to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewNote {
    /// The words.
    pub text: String,
    /// Whether it asks somebody to do something.
    pub todo: Option<bool>,
    /// The provider's id of whom it asks.
    pub assignee_id: Option<NativeId>,
}
