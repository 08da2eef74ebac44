//! The rows of the books, as compact as a hundred thousand invoices need.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::sandbox::stored_file::StoredFile;

/// A text of the seeds or one that a command brought.
pub(super) type Text = Cow<'static, str>;

/// What every row carries, in seconds since the Unix epoch; 0 is never.
#[derive(Debug, Clone, Default)]
pub(super) struct Stamps {
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    /// When it was archived or deleted.
    pub(super) archived_at: i64,
    pub(super) is_deleted: bool,
}

/// A tax by name and percent; no name, no tax.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tax {
    pub(super) name: Text,
    pub(super) rate: Decimal,
}

/// Which version of the vendor's programs saved a line last, and so which keys it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Era {
    /// Numbers came as texts, nothing about tax was computed.
    Strings,
    /// Computed with floats and never rounded, `sort_id` an integer.
    Noisy,
    /// All keys of the server that we play.
    #[default]
    Now,
}

/// A line of an invoice; it has no id.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) quantity: Decimal,
    pub(super) cost: Decimal,
    pub(super) product_key: Text,
    pub(super) notes: Text,
    pub(super) discount: Decimal,
    pub(super) is_amount_discount: bool,
    pub(super) taxes: [Tax; 3],
    pub(super) custom_values: Option<Box<[Text; 4]>>,
    /// 1 product, 2 service, 3 unpaid gateway fee, 4 paid gateway fee, 5 late fee, 6 expense.
    pub(super) type_id: u8,
    pub(super) era: Era,
    /// What a client sent beyond the keys above; the vendor keeps it as it is.
    pub(super) extra: Option<Arc<Map<String, Value>>>,
}

/// The link by which one contact sees an invoice.
#[derive(Debug, Clone)]
pub(super) struct Invitation {
    pub(super) id: u32,
    pub(super) contact: u32,
    /// Unix seconds, 0 for not yet.
    pub(super) sent_at: i64,
    pub(super) viewed_at: i64,
    pub(super) email_status: &'static str,
    /// 0 for as early as its invoice.
    pub(super) created_at: i64,
    /// When it was taken back, 0 for never.
    pub(super) archived_at: i64,
}

impl Invitation {
    /// An invitation that was not sent yet.
    pub(super) fn new(id: u32, contact: u32, created_at: i64) -> Self {
        Self {
            id,
            contact,
            sent_at: 0,
            viewed_at: 0,
            email_status: "",
            created_at,
            archived_at: 0,
        }
    }
}

/// What an invoice is worth and how much of it is paid.
#[derive(Debug, Clone, Default)]
pub(super) struct Amounts {
    pub(super) amount: Decimal,
    pub(super) balance: Decimal,
    pub(super) paid_to_date: Decimal,
    pub(super) total_taxes: Decimal,
    /// The deposit that is still due.
    pub(super) partial: Decimal,
}

/// An invoice.
#[derive(Debug, Clone, Default)]
pub(super) struct Invoice {
    pub(super) id: u32,
    pub(super) client: u32,
    pub(super) stamps: Stamps,
    /// 1 draft, 2 sent, 3 partial, 4 paid, 5 cancelled, 6 reversed.
    pub(super) status: u8,
    pub(super) money: Amounts,
    pub(super) number: Text,
    pub(super) po_number: Text,
    pub(super) date: Date,
    pub(super) due_date: Option<Date>,
    pub(super) partial_due_date: Option<Date>,
    pub(super) last_sent_date: Option<Date>,
    /// Unix seconds, 0 for never.
    pub(super) next_send_at: i64,
    pub(super) reminders_sent: [Option<Date>; 3],
    pub(super) discount: Decimal,
    pub(super) is_amount_discount: bool,
    pub(super) uses_inclusive_taxes: bool,
    pub(super) taxes: [Tax; 3],
    pub(super) surcharges: [Decimal; 4],
    pub(super) exchange_rate: Decimal,
    pub(super) terms: Text,
    pub(super) public_notes: Text,
    pub(super) private_notes: Text,
    pub(super) footer: Text,
    pub(super) custom_values: [Text; 4],
    pub(super) lines: Vec<Line>,
    pub(super) invitations: Vec<Invitation>,
    pub(super) recurring: u32,
    /// Balance and status before it was cancelled.
    pub(super) cancelled_from: Option<(Decimal, u8)>,
    pub(super) auto_bill_enabled: bool,
    /// Rows that the vendor keeps elsewhere; 0 for none.
    pub(super) links: Links,
    /// Parts that it is to be paid in.
    pub(super) schedule: Vec<Instalment>,
    /// What its payments lost when it was deleted.
    pub(super) shelf: Vec<Shelved>,
    /// Ids of its payments, in the order in which they were applied.
    pub(super) payments: Vec<u32>,
    /// Ids of its documents.
    pub(super) documents: Vec<u32>,
    /// Ids of its activities.
    pub(super) activities: Vec<u32>,
}

impl Invoice {
    /// The invitations that hold.
    pub(super) fn invited(&self) -> impl Iterator<Item = &Invitation> {
        self.invitations.iter().filter(|one| one.archived_at == 0)
    }
}

/// Ids of rows of other tables that an invoice refers to and these books do not have.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Links {
    pub(super) assigned_user: u32,
    /// 0 for the design of the settings.
    pub(super) design: u32,
    pub(super) subscription: u32,
}

/// One part of a payment schedule.
#[derive(Debug, Clone)]
pub(super) struct Instalment {
    pub(super) date: Date,
    pub(super) amount: Decimal,
    pub(super) auto_bill: bool,
}

/// What a payment lost when an invoice was deleted, kept for the day it is restored.
#[derive(Debug, Clone)]
pub(super) struct Shelved {
    pub(super) payment: u32,
    pub(super) parts: Vec<Paymentable>,
    /// The payment's status when it was deleted with the invoice; otherwise only its sums fell.
    pub(super) deleted_from: Option<u8>,
}

/// A credit note: a document like an invoice.
#[derive(Debug, Clone, Default)]
pub(super) struct Credit {
    /// Its status: 1 draft, 2 sent, 3 partial, 4 applied.
    pub(super) row: Invoice,
    /// The invoice that it takes back, 0 for none.
    pub(super) invoice: u32,
}

/// What a payment was used for.
#[derive(Debug, Clone)]
pub(super) struct Paymentable {
    pub(super) id: u32,
    pub(super) target: Target,
    pub(super) amount: Decimal,
    pub(super) refunded: Decimal,
    pub(super) at: i64,
}

/// What a part of a payment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Invoice(u32),
    /// Money that came from a credit note instead of the bank.
    Credit(u32),
}

/// A payment.
#[derive(Debug, Clone, Default)]
pub(super) struct Payment {
    pub(super) id: u32,
    pub(super) client: u32,
    pub(super) stamps: Stamps,
    /// 1 pending, 2 cancelled, 3 failed, 4 completed, 5 partially refunded, 6 refunded.
    pub(super) status: u8,
    pub(super) type_id: u8,
    pub(super) amount: Decimal,
    pub(super) refunded: Decimal,
    pub(super) applied: Decimal,
    pub(super) date: Date,
    pub(super) number: Text,
    pub(super) transaction_reference: Text,
    pub(super) private_notes: Text,
    pub(super) custom_values: Option<Box<[Text; 4]>>,
    pub(super) assigned_user: u32,
    /// Never told, but no other payment may bring it again.
    pub(super) idempotency_key: Text,
    pub(super) is_manual: bool,
    pub(super) currency_id: Text,
    pub(super) exchange_rate: Decimal,
    pub(super) paymentables: Vec<Paymentable>,
    /// Ids of its documents.
    pub(super) documents: Vec<u32>,
}

/// A person at a client.
#[derive(Debug, Clone)]
pub(super) struct Contact {
    pub(super) id: u32,
    pub(super) first_name: Text,
    pub(super) last_name: Text,
    pub(super) email: Text,
    pub(super) phone: Text,
}

/// A client.
#[derive(Debug, Clone, Default)]
pub(super) struct Client {
    pub(super) id: u32,
    pub(super) stamps: Stamps,
    pub(super) name: Text,
    pub(super) number: Text,
    pub(super) address1: Text,
    pub(super) address2: Text,
    pub(super) city: Text,
    pub(super) state: Text,
    pub(super) postal_code: Text,
    /// A numeric country id of the statics, or empty.
    pub(super) country_id: Text,
    pub(super) phone: Text,
    pub(super) website: Text,
    pub(super) vat_number: Text,
    pub(super) id_number: Text,
    pub(super) private_notes: Text,
    pub(super) public_notes: Text,
    /// Its own currency; `None` is no such key, an empty text is the key without a value.
    pub(super) currency_id: Option<Text>,
    pub(super) language_id: Option<Text>,
    /// When its invoices can no longer be edited: `off`, `when_sent`, `when_paid`, `end_of_month`.
    pub(super) lock_invoices: Option<Text>,
    /// 0 for none.
    pub(super) group: u32,
    pub(super) contacts: Vec<Contact>,
    /// Ids of its documents.
    pub(super) documents: Vec<u32>,
}

/// A group of clients with settings of its own.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) id: u32,
    pub(super) name: &'static str,
    pub(super) currency_id: &'static str,
    pub(super) stamps: Stamps,
}

/// A subscription to one kind of event.
#[derive(Debug, Clone, Default)]
pub(super) struct Webhook {
    pub(super) id: u32,
    pub(super) stamps: Stamps,
    pub(super) target_url: Text,
    pub(super) event: u16,
    /// `post` or `put`.
    pub(super) rest_method: &'static str,
    pub(super) headers: Map<String, Value>,
}

/// What a document hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parent {
    Company,
    Client(u32),
    Invoice(u32),
    Payment(u32),
}

/// A document.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) id: u32,
    pub(super) parent: Parent,
    pub(super) stamps: Stamps,
    pub(super) name: Text,
    /// The extension, which the vendor calls the type.
    pub(super) extension: Text,
    pub(super) size_bytes: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) is_public: bool,
    /// What was uploaded; a seeded document has nothing but its size.
    pub(super) content: Option<StoredFile>,
}

/// Something that happened, or a note that somebody wrote.
#[derive(Debug, Clone, Default)]
pub(super) struct Activity {
    pub(super) id: u32,
    pub(super) type_id: u16,
    pub(super) at: i64,
    pub(super) client: u32,
    pub(super) invoice: u32,
    pub(super) payment: u32,
    pub(super) contact: u32,
    pub(super) notes: Text,
}
