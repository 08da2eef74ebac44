//! An invoice as the snapshot holds it: the document, and beside it what filters and orders look at.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use tokio::time::Instant;

use crate::domain::{
    Currency, Decimal, Direction, Invoice, InvoiceKind, InvoiceStatus, NativeId, Text,
};

/// Separates the searched texts, so that a search never matches across two of them.
const GAP: char = '\u{1f}';

/// One held invoice. The copied fields lie together in memory, so that a filter over all rows need not follow pointers.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) invoice: Arc<Invoice>,
    pub(crate) fetched: Instant,
    pub(crate) issue_date: Option<Date>,
    pub(crate) due_date: Option<Date>,
    pub(crate) late_after: Option<Date>,
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) total: Option<Decimal>,
    pub(crate) balance: Option<Decimal>,
    pub(crate) currency: Option<Currency>,
    pub(crate) status: InvoiceStatus,
    pub(crate) kind: InvoiceKind,
    pub(crate) direction: Direction,
    pub(crate) deleted: bool,
    pub(crate) number_hash: u32,
    pub(crate) reference_hash: u32,
    pub(crate) customer_hash: u32,
    search: Text,
}

impl Row {
    pub(crate) fn new(invoice: Arc<Invoice>, fetched: Instant) -> Self {
        Self {
            fetched,
            issue_date: invoice.issue_date,
            due_date: invoice.due_date,
            late_after: invoice.late_after(),
            created_at: invoice.created_at,
            updated_at: invoice.updated_at,
            total: invoice.total.map(|money| money.amount),
            balance: invoice.balance.map(|money| money.amount),
            currency: invoice.currency,
            status: invoice.status,
            kind: invoice.kind,
            direction: invoice.direction,
            deleted: invoice.deleted == Some(true),
            number_hash: hash(invoice.number.as_deref()),
            reference_hash: hash(invoice.reference.as_deref()),
            customer_hash: hash(customer_id(&invoice)),
            search: searched_text(&invoice),
            invoice,
        }
    }

    /// Tells whether money is still to come: what balances, overdue and ageing count.
    pub(crate) fn is_outstanding(&self) -> bool {
        self.status.is_outstanding() && !self.deleted
    }

    /// Tells whether it is past due on `today`.
    pub(crate) fn is_overdue(&self, today: Date) -> bool {
        self.is_outstanding() && self.late_after.is_some_and(|day| day < today)
    }

    /// Tells whether every one of these lowercase words occurs somewhere in what is searched.
    pub(crate) fn contains_all(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.search.contains(word.as_str()))
    }
}

fn customer_id(invoice: &Invoice) -> Option<&str> {
    invoice
        .customer
        .as_deref()?
        .id
        .as_ref()
        .map(NativeId::as_str)
}

/// A number that equal texts share and few others, so that most rows are refused without looking at their text.
pub(crate) fn hash(text: Option<&str>) -> u32 {
    text.map_or(0, |text| {
        text.bytes().fold(0x811c_9dc5, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
    })
}

/// Number, reference, description, customer, lines and private note, in lowercase.
fn searched_text(invoice: &Invoice) -> Text {
    let customer = invoice.customer.as_deref();
    let mut parts: Vec<&str> = Vec::new();
    parts.extend(invoice.number.as_deref());
    parts.extend(invoice.reference.as_deref());
    parts.extend(invoice.description.as_deref());
    parts.extend(customer.and_then(|party| party.name.as_deref()));
    parts.extend(customer.and_then(|party| party.email.as_deref()));
    parts.extend(customer.and_then(|party| party.customer_number.as_deref()));
    for line in invoice.line_items.iter().flatten() {
        // The description repeats a line's text where the vendor has none of its own.
        parts.extend(
            line.description
                .as_deref()
                .filter(|text| invoice.description.as_deref() != Some(*text)),
        );
    }
    parts.extend(invoice.private_note.as_deref());
    let length = parts.iter().map(|part| part.len() + 1).sum();
    let mut joined = String::with_capacity(length);
    for part in parts {
        joined.push_str(part);
        joined.push(GAP);
    }
    joined.to_lowercase().into()
}
