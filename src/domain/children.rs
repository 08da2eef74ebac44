//! What hangs below an invoice: lines, taxes, payments, notes, attachments and events.

use jiff::{Timestamp, civil::Date};

use crate::domain::{Decimal, Money, NativeId, Raw, Text};

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct LineItem {
    /// The vendor's id, where lines have one.
    pub id: Option<NativeId>,
    /// What was delivered.
    pub description: Option<Text>,
    /// How many.
    pub quantity: Option<Decimal>,
    /// How many, in the vendor's words ("2 hours").
    pub quantity_text: Option<Text>,
    /// Price of one, with or without tax as the invoice says.
    pub unit_price: Option<Money>,
    /// The line's amount without tax, after discount, where the vendor says it.
    pub subtotal: Option<Money>,
    /// The line's tax rate in percent, where the vendor says it.
    pub tax_percentage: Option<Decimal>,
    /// The vendor's id of the tax rate.
    pub tax_rate_id: Option<NativeId>,
    /// The vendor's id of the product.
    pub product_id: Option<NativeId>,
    /// First day of the period that the line is about.
    pub period_start: Option<Date>,
    /// Last day of the period that the line is about.
    pub period_end: Option<Date>,
}

/// One tax of an invoice, summed over its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxLine {
    /// The vendor's id of the tax rate.
    pub tax_rate_id: Option<NativeId>,
    /// The tax's name, where the vendor says it.
    pub name: Option<Text>,
    /// The rate in percent, where the vendor says it.
    pub percentage: Option<Decimal>,
    /// What is taxed.
    pub taxable: Option<Money>,
    /// The tax.
    pub tax: Option<Money>,
}

/// A discount over the whole invoice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Discount {
    /// A percentage of the lines.
    Percentage(Decimal),
    /// A fixed amount.
    Amount(Money),
}

/// What of a payment went to one invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    /// The vendor's id of the invoice.
    pub invoice: NativeId,
    /// The invoice's share, before anything was given back.
    pub amount: Option<Money>,
    /// What of it was given back, where the vendor says it.
    pub refunded: Option<Money>,
}

/// A payment of an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// The vendor's id; for a synthetic payment derived from the invoice's.
    pub id: NativeId,
    /// This invoice's share of the payment.
    pub amount: Option<Money>,
    /// What of it went to which invoice, where the vendor says it; else all that is known is this invoice's share.
    pub allocations: Option<Vec<Allocation>>,
    /// The same in the company's own currency, where the vendor says it.
    pub base_amount: Option<Decimal>,
    /// The day of payment.
    pub date: Option<Date>,
    /// The transaction's reference, where there is one.
    pub reference: Option<Text>,
    /// How it was paid, in the vendor's word.
    pub method: Option<Text>,
    /// Whether the vendor keeps no payments and this one is derived from the invoice's own state.
    pub synthetic: bool,
    /// When it was registered.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
}

/// A note of the company's own people on an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The vendor's id.
    pub id: NativeId,
    /// The words.
    pub text: Option<Text>,
    /// Whether it asks somebody to do something.
    pub todo: Option<bool>,
    /// The vendor's id of whom it asks.
    pub assignee_id: Option<NativeId>,
    /// The vendor's id of who wrote it.
    pub author_id: Option<NativeId>,
    /// When it was done.
    pub completed_at: Option<Timestamp>,
    /// When it was written.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
}

/// A file that somebody added to an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    /// The vendor's id.
    pub id: NativeId,
    /// The file's name.
    pub filename: Option<Text>,
    /// The media type.
    pub content_type: Option<Text>,
    /// The size in bytes.
    pub size_bytes: Option<u64>,
    /// When it was added.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
}

/// Something that happened to an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEvent {
    /// What happened, in the vendor's word.
    pub action: Text,
    /// When.
    pub at: Option<Timestamp>,
    /// The vendor's id of who did it.
    pub user_id: Option<NativeId>,
}

/// What people and the vendor did with an invoice, where that is told separately.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Notes of the company's own people.
    pub notes: Vec<Note>,
    /// What happened.
    pub timeline: Vec<TimelineEvent>,
    /// The vendor's document.
    pub raw: Raw,
}
