//! The invoice, in words that all providers share.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use crate::domain::{
    Attachment, Currency, Decimal, Direction, Discount, InvoiceKind, InvoiceStatus, LineItem,
    Money, NativeId, Note, Party, Payment, ProviderId, Raw, TaxLine, Text, TimelineEvent,
};

/// The totals in the company's own currency, where the vendor converts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BaseTotals {
    /// The company's currency, where the vendor says it.
    pub currency: Option<Currency>,
    /// Without tax.
    pub subtotal: Option<Decimal>,
    /// Tax.
    pub tax: Option<Decimal>,
    /// With tax.
    pub total: Option<Decimal>,
    /// Still to be paid.
    pub balance: Option<Decimal>,
}

/// A field that the company added itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomField {
    /// The vendor's id of the field.
    pub id: Option<NativeId>,
    /// The field's name.
    pub name: Option<Text>,
    /// What it holds.
    pub value: Option<Text>,
}

/// An invoice as one provider tells it.
///
/// Amounts are in the document's sense: a credit note's are negative whatever the vendor's sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Invoice {
    /// The vendor's id.
    pub id: NativeId,
    /// Which provider.
    pub provider: ProviderId,
    /// Changes whenever the document changes; opaque.
    pub version: Option<Text>,
    /// When this was read from the provider.
    pub fetched_at: Timestamp,
    /// The provider tells more of it when asked by id: a field that is `None` here may have a value there.
    pub partial: bool,
    /// The printed number.
    pub number: Option<Text>,
    /// The customer's or company's reference.
    pub reference: Option<Text>,
    /// What it is about, in a line.
    pub description: Option<Text>,
    /// Invoice or credit note.
    pub kind: InvoiceKind,
    /// Who is to pay whom.
    pub direction: Direction,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Where it stands, in the vendor's word.
    pub native_status: Text,
    /// Put away by the company.
    pub archived: Option<bool>,
    /// Deleted, but still told by the vendor.
    pub deleted: Option<bool>,
    /// Its reminders are paused.
    pub paused: Option<bool>,
    /// Since when payment is doubted.
    pub dubious_on: Option<Date>,
    /// Since when payment is given up.
    pub uncollectible_on: Option<Date>,
    /// The date on the document.
    pub issue_date: Option<Date>,
    /// The last day to pay.
    pub due_date: Option<Date>,
    /// The day after which it is late, where that is another than the last day to pay: the last day of a deposit that is
    /// still asked for.
    pub payable_by: Option<Date>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it was paid in full.
    pub paid_at: Option<Timestamp>,
    /// When it became final.
    pub finalized_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// The currency of its amounts.
    pub currency: Option<Currency>,
    /// Without tax.
    pub subtotal: Option<Money>,
    /// Tax.
    pub tax: Option<Money>,
    /// With tax.
    pub total: Option<Money>,
    /// Paid so far.
    pub paid: Option<Money>,
    /// Still to be paid.
    pub balance: Option<Money>,
    /// The totals in the company's own currency.
    pub base_totals: Option<BaseTotals>,
    /// Whether the lines' prices include tax.
    pub prices_include_tax: Option<bool>,
    /// Discount over the whole invoice.
    pub discount: Option<Discount>,
    /// To whom it is addressed.
    pub customer: Option<Arc<Party>>,
    /// Who sent it.
    pub supplier: Option<Arc<Party>>,
    /// The lines.
    pub line_items: Option<Vec<LineItem>>,
    /// The taxes.
    pub tax_lines: Option<Vec<TaxLine>>,
    /// The company's own fields.
    pub custom_fields: Option<Vec<CustomField>>,
    /// Text for the customer.
    pub public_note: Option<Text>,
    /// Text for the company's own people.
    pub private_note: Option<Text>,
    /// Its payments.
    pub payments: Option<Vec<Payment>>,
    /// Notes of the company's own people.
    pub notes: Option<Vec<Note>>,
    /// Files added to it.
    pub attachments: Option<Vec<Attachment>>,
    /// What happened to it.
    pub timeline: Option<Vec<TimelineEvent>>,
    /// The invoice that this one credits.
    pub credit_of: Option<NativeId>,
    /// The workflow that decides its reminders.
    pub workflow_id: Option<NativeId>,
    /// The recurring invoice that made it.
    pub recurring_id: Option<NativeId>,
    /// Where a person can look at it.
    pub url: Option<Text>,
    /// Where the customer can pay it.
    pub payment_url: Option<Text>,
    /// The vendor's document.
    pub raw: Raw,
}

impl Invoice {
    /// The day after which it is late: what overdue and ageing go by.
    #[must_use]
    pub fn late_after(&self) -> Option<Date> {
        self.payable_by.or(self.due_date)
    }
}
