//! Invoice Ninja's words into the shared ones.
//!
//! Pure functions. `MAPPING.md` is the table of all fields, and a test holds both to it.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    adapters::invoice_ninja::{
        amounts::Amounts,
        children::{self, native_id, text},
        clients::Clients,
        company::Tables,
    },
    domain::{
        CustomField, Decimal, Direction, Discount, Invoice, InvoiceKind, InvoiceStatus, NativeId,
        Party, ProviderId, Raw,
    },
    error::Result,
    native::{InvoiceNinjaInvoice, decode, unexpected},
    scalar::Date,
};

/// A document with all keys: what the kept documents are packed by.
const PATTERN: &str = include_str!("pattern.json");

/// The circumstances of a reading.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// Where the account's days begin.
    pub(super) time_zone: &'a TimeZone,
    /// When it was asked for.
    pub(super) fetched_at: Timestamp,
    /// What the numbers in it mean.
    pub(super) tables: &'a Tables,
    /// The clients that are known.
    pub(super) clients: &'a Clients,
}

/// Reads an invoice that was asked for at `fetched_at`; days become moments in `time_zone`.
///
/// # Errors
/// `BadAnswer` naming the JSON path where it is not as the vendor describes it.
pub fn decode_invoice(
    json: &str,
    tables: &Tables,
    time_zone: &TimeZone,
    fetched_at: Timestamp,
) -> Result<Invoice> {
    let reading = Reading {
        time_zone,
        fetched_at,
        tables,
        clients: &Clients::default(),
    };
    invoice(json, &reading)
}

/// Makes an invoice of a document.
pub(super) fn invoice(json: &str, reading: &Reading<'_>) -> Result<Invoice> {
    let native: InvoiceNinjaInvoice = decode(json)?;
    let id = native_id(native.id.as_ref()).ok_or_else(|| unexpected("id"))?;
    let amounts = reading.tables.amounts_of(native.client.as_deref());
    let currency = amounts.currency;
    let party = customer(&native, reading);
    let customer = party.map(|party| reading.clients.share(party, currency));
    let total = amounts.amount(native.amount);
    let tax = amounts.amount(native.total_taxes);
    let status = status(native.status_id.as_deref());
    // Nothing is booked on a draft yet, so the vendor says zero: what it will ask for is its amount.
    let balance = match status {
        InvoiceStatus::Draft => total,
        _ => amounts.amount(native.balance),
    };
    let deleted = native.is_deleted;
    let links = native.invitations.iter().flatten();
    let payment_url = links
        .filter_map(|invitation| invitation.link.clone())
        .next();

    Ok(Invoice {
        partial: false,
        provider: ProviderId::InvoiceNinja,
        version: native
            .updated_at
            .map(|at| at.0.as_second().to_string().into_boxed_str()),
        fetched_at: reading.fetched_at,
        kind: kind(total),
        direction: Direction::Receivable,
        status,
        archived: deleted.map(|deleted| !deleted && native.archived_at.is_some()),
        deleted,
        paused: None,
        dubious_on: None,
        uncollectible_on: None,
        issue_date: native.date.map(|date| date.0),
        due_date: native.due_date.map(|date| date.0),
        payable_by: deposit_day(&native),
        sent_at: midnight(native.last_sent_date, reading.time_zone),
        paid_at: None,
        finalized_at: None,
        created_at: native.created_at.map(|moment| moment.0),
        updated_at: native.updated_at.map(|moment| moment.0),
        currency,
        subtotal: amounts.exactly(total.and_then(|total| total.checked_sub(tax?))),
        tax: amounts.exactly(tax),
        total: amounts.exactly(total),
        paid: amounts.money(native.paid_to_date),
        balance: amounts.exactly(balance),
        base_totals: None,
        prices_include_tax: native.uses_inclusive_taxes,
        discount: discount(&native, &amounts),
        customer,
        supplier: None,
        custom_fields: Some(custom_fields(&native)),
        payments: children::payments(&id, native.payments, &amounts, reading.tables)?,
        line_items: children::line_items(native.line_items, native.uses_inclusive_taxes, &amounts),
        tax_lines: None,
        public_note: text(native.public_notes.clone()),
        private_note: text(native.private_notes),
        notes: None,
        attachments: children::attachments(native.documents)?,
        timeline: None,
        credit_of: None,
        workflow_id: None,
        recurring_id: native_id(native.recurring_id.as_ref()),
        url: None,
        payment_url: text(payment_url),
        number: text(native.number),
        reference: text(native.po_number),
        description: text(native.public_notes),
        native_status: native.status_id.unwrap_or_default().into_boxed_str(),
        raw: Raw::new(json, PATTERN),
        id,
    })
}

fn kind(total: Option<Decimal>) -> InvoiceKind {
    if total.is_some_and(|total| total.is_sign_negative() && !total.is_zero()) {
        InvoiceKind::CreditNote
    } else {
        InvoiceKind::Invoice
    }
}

/// Where it stands; a number that the vendor's page does not know is `Unknown`.
fn status(id: Option<&str>) -> InvoiceStatus {
    match id {
        Some("1") => InvoiceStatus::Draft,
        Some("2") => InvoiceStatus::Open,
        Some("3") => InvoiceStatus::PartiallyPaid,
        Some("4") => InvoiceStatus::Paid,
        Some("5") => InvoiceStatus::Cancelled,
        Some("6") => InvoiceStatus::Reversed,
        _ => InvoiceStatus::Unknown,
    }
}

/// The customer: the whole client, or its id where the document tells no more.
fn customer(native: &InvoiceNinjaInvoice, reading: &Reading<'_>) -> Option<Party> {
    let id: Option<NativeId> = native_id(native.client_id.as_ref());
    match native.client.as_deref() {
        Some(client) => Some(children::party(client, id, reading.tables)),
        None => Some(Party {
            id: Some(id?),
            ..Party::default()
        }),
    }
}

/// The last day to pay the deposit, where one is still asked for: zero is none.
fn deposit_day(native: &InvoiceNinjaInvoice) -> Option<jiff::civil::Date> {
    let is_asked = native.partial?.0 > Decimal::ZERO;
    native
        .partial_due_date
        .filter(|_| is_asked)
        .map(|date| date.0)
}

/// The first moment of a day in the account's time zone.
fn midnight(date: Option<Date>, time_zone: &TimeZone) -> Option<Timestamp> {
    let midnight = date?.0.to_zoned(time_zone.clone()).ok()?;
    Some(midnight.timestamp())
}

/// The vendor writes no discount as zero.
fn discount(native: &InvoiceNinjaInvoice, amounts: &Amounts) -> Option<Discount> {
    let discount = native.discount.filter(|discount| !discount.0.is_zero())?;
    match native.is_amount_discount {
        Some(true) => amounts.money(Some(discount)).map(Discount::Amount),
        _ => super::amounts::number(Some(discount)).map(Discount::Percentage),
    }
}

/// The four fields have numbers in place of names here; those that are empty are left out.
fn custom_fields(native: &InvoiceNinjaInvoice) -> Vec<CustomField> {
    let fields = [
        ("custom_value1", &native.custom_value1),
        ("custom_value2", &native.custom_value2),
        ("custom_value3", &native.custom_value3),
        ("custom_value4", &native.custom_value4),
    ];
    let field = |(id, value): (&str, &Option<String>)| {
        Some(CustomField {
            id: Some(NativeId::new(id)),
            name: None,
            value: Some(value.clone()?.into_boxed_str()),
        })
    };
    fields.into_iter().filter_map(field).collect()
}
