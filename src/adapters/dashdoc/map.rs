//! Dashdoc's words into the shared ones.
//!
//! Pure functions. `MAPPING.md` is the table of all fields, and a test holds both to it.

use std::sync::Arc;

use jiff::{
    Timestamp,
    civil::{self, DateTime},
    tz::TimeZone,
};
use serde::Deserialize;

use crate::{
    adapters::dashdoc::parts::{self, text},
    domain::{
        Currency, Decimal, Direction, Invoice, InvoiceKind, InvoiceStatus, Money, NativeId,
        Payment, ProviderId, Raw,
    },
    error::Result,
    native::{DashdocInvoice, decode, fingerprint, lenient, unexpected},
};

/// A document with all keys: what the kept documents are packed by.
const PATTERN: &str = include_str!("pattern.json");
/// What an invoice is in when neither it nor its lines say it: the vendor's own default.
const DEFAULT_CURRENCY: &str = "EUR";

/// Reads an invoice that was asked for at `fetched_at`; days become moments in `time_zone`.
///
/// # Errors
/// `BadAnswer` naming the JSON path where it is not as the vendor describes it.
pub fn decode_invoice(json: &str, time_zone: &TimeZone, fetched_at: Timestamp) -> Result<Invoice> {
    let native: DashdocInvoice = decode(json)?;
    let id = native.uid.as_ref().ok_or_else(|| unexpected("uid"))?;
    let id = NativeId::new(id);
    let currency = currency(&native);
    let money = |amount: Option<Decimal>| Some(Money::new(amount?, currency?));
    let status = status(native.status.as_deref());
    let subtotal = native.total_price.map(|amount| amount.0);
    let tax = native.total_tax_amount.map(|amount| amount.0);
    // Without the tax the total is not known: it is not the price without tax.
    let total = subtotal
        .zip(tax)
        .and_then(|(net, tax)| net.checked_add(tax));
    let (paid, balance) = match status {
        InvoiceStatus::Draft | InvoiceStatus::Open => (Some(Decimal::ZERO), total),
        InvoiceStatus::Paid => (total, Some(Decimal::ZERO)),
        _ => (None, None),
    };
    let finalized_at = native.finalized_at.map(|moment| moment.0);
    let paid_on = native.paid_at.as_deref().and_then(|at| day(at, time_zone));
    let payments = payments(&native, status, &id, money(total), paid_on);
    let invoicing_date = native.invoicing_date.map(|date| date.0);
    Ok(Invoice {
        id,
        provider: ProviderId::Dashdoc,
        version: Some(fingerprint(json)?),
        fetched_at,
        partial: false,
        number: text(native.document_number),
        reference: text(native.remote_id),
        description: text(native.debtor_reference),
        // Credit notes are another resource, which the vendor does not let read.
        kind: InvoiceKind::Invoice,
        direction: Direction::Receivable,
        status,
        native_status: native.status.unwrap_or_default().into_boxed_str(),
        archived: None,
        deleted: Some(false),
        paused: None,
        dubious_on: None,
        uncollectible_on: None,
        issue_date: invoicing_date,
        due_date: native.due_date.map(|date| date.0),
        payable_by: None,
        sent_at: finalized_at,
        paid_at: native
            .paid_at
            .as_deref()
            .and_then(|at| moment(at, time_zone)),
        finalized_at,
        created_at: native.created.map(|moment| moment.0),
        updated_at: native.updated.map(|moment| moment.0),
        currency,
        subtotal: money(subtotal),
        tax: money(tax),
        total: money(total),
        paid: money(paid),
        balance: money(balance),
        base_totals: None,
        prices_include_tax: Some(false),
        discount: None,
        customer: native.debtor.map(|debtor| Arc::new(parts::party(debtor))),
        supplier: native
            .created_by
            .map(|company| Arc::new(parts::party(company))),
        line_items: parts::line_items(native.line_groups, native.lines, currency),
        tax_lines: None,
        custom_fields: None,
        public_note: None,
        private_note: None,
        payments,
        notes: None,
        attachments: parts::attachments(native.attachments)?,
        timeline: None,
        credit_of: None,
        workflow_id: None,
        recurring_id: None,
        url: None,
        payment_url: None,
        raw: Raw::new(json, PATTERN),
    })
}

/// A document's id; `None` when it has none.
pub(super) fn uid_of(document: &str) -> Option<NativeId> {
    #[derive(Deserialize)]
    struct Heading {
        #[serde(default, deserialize_with = "lenient::text")]
        uid: Option<String>,
    }
    let heading: Heading = serde_json::from_str(document).ok()?;
    Some(NativeId::new(&heading.uid?))
}

/// Where it stands; a word that the vendor's page does not know is `Unknown`.
fn status(word: Option<&str>) -> InvoiceStatus {
    match word.unwrap_or_default() {
        "draft" => InvoiceStatus::Draft,
        "final" => InvoiceStatus::Open,
        "paid" => InvoiceStatus::Paid,
        _ => InvoiceStatus::Unknown,
    }
}

/// The invoice's currency, else that of its first line that names one.
fn currency(native: &DashdocInvoice) -> Option<Currency> {
    let grouped = native.line_groups.iter().flatten();
    let grouped = grouped.flat_map(|group| group.lines.iter().flatten());
    let lines = native.lines.iter().flatten().chain(grouped);
    let named = native.currency.as_deref();
    let named = named.or_else(|| lines.filter_map(|line| line.currency.as_deref()).next());
    Currency::new(named.unwrap_or(DEFAULT_CURRENCY))
}

/// The one payment of a paid invoice. The vendor keeps none, only that and when it was paid.
fn payments(
    native: &DashdocInvoice,
    status: InvoiceStatus,
    invoice: &NativeId,
    amount: Option<Money>,
    date: Option<civil::Date>,
) -> Option<Vec<Payment>> {
    match status {
        InvoiceStatus::Unknown => None,
        InvoiceStatus::Paid => {
            let method = native.payment_method.as_ref();
            Some(vec![Payment {
                allocations: None,
                id: NativeId::new(&format!("{invoice}-payment")),
                amount,
                base_amount: None,
                date,
                reference: None,
                method: text(method.and_then(|method| method.name.clone())),
                synthetic: true,
                created_at: None,
                updated_at: None,
            }])
        }
        _ => Some(Vec::new()),
    }
}

/// A day or a moment as a moment: a day is its midnight.
fn moment(text: &str, time_zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let day: DateTime = text.parse().ok()?;
    Some(time_zone.to_zoned(day).ok()?.timestamp())
}

/// A day or a moment as a day.
fn day(text: &str, time_zone: &TimeZone) -> Option<civil::Date> {
    match text.parse::<Timestamp>() {
        Ok(moment) => Some(moment.to_zoned(time_zone.clone()).date()),
        Err(_) => text.parse().ok(),
    }
}
