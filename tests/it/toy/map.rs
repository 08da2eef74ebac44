//! A toy document in the shared words.

use std::sync::Arc;

use invoice_gateway::{
    domain::{
        Currency, Decimal, Direction, Invoice, InvoiceKind, InvoiceStatus, Money, NativeId, Party,
        Raw, Text,
    },
    error::Result,
    native::decode,
};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;

use crate::toy::info::ID;

#[derive(Debug, Deserialize)]
struct Document {
    id: String,
    no: Option<Text>,
    buyer: Text,
    cents: i64,
    paid_cents: i64,
    state: Text,
    day: Date,
    revision: u64,
}

pub(super) fn invoice(json: &str, fetched_at: Timestamp) -> Result<Invoice> {
    let document: Document = decode(json)?;
    let buyer = Party {
        name: Some(document.buyer),
        ..Party::default()
    };
    Ok(Invoice {
        id: NativeId::new(&document.id),
        provider: ID,
        version: Some(document.revision.to_string().into()),
        fetched_at,
        partial: false,
        number: document.no,
        kind: InvoiceKind::Invoice,
        direction: Direction::Receivable,
        status: match &*document.state {
            "open" if document.paid_cents > 0 => InvoiceStatus::PartiallyPaid,
            "open" => InvoiceStatus::Open,
            "paid" => InvoiceStatus::Paid,
            _ => InvoiceStatus::Unknown,
        },
        native_status: document.state,
        issue_date: Some(document.day),
        currency: Currency::new("EUR"),
        total: euro(document.cents),
        paid: euro(document.paid_cents),
        balance: euro(document.cents - document.paid_cents),
        customer: Some(Arc::new(buyer)),
        raw: Raw::new(json, ""),
        reference: None,
        description: None,
        archived: None,
        deleted: Some(false),
        paused: None,
        dubious_on: None,
        uncollectible_on: None,
        due_date: None,
        payable_by: None,
        sent_at: None,
        paid_at: None,
        finalized_at: None,
        created_at: None,
        updated_at: None,
        subtotal: None,
        tax: None,
        base_totals: None,
        prices_include_tax: None,
        discount: None,
        supplier: None,
        line_items: None,
        tax_lines: None,
        custom_fields: None,
        public_note: None,
        private_note: None,
        payments: None,
        notes: None,
        attachments: None,
        timeline: None,
        credit_of: None,
        workflow_id: None,
        recurring_id: None,
        url: None,
        payment_url: None,
    })
}

fn euro(cents: i64) -> Option<Money> {
    let currency = Currency::new("EUR")?;
    Some(Money::new(Decimal::new(cents, 2), currency))
}
