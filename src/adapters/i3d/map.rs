//! i3D.net's words into the shared ones.
//!
//! Pure functions. `MAPPING.md` is the table of all fields, and a test holds both to it.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    adapters::i3d::{
        amounts::{self, Amounts},
        dates,
        parts::{self, text},
    },
    domain::{
        Decimal, Direction, Invoice, InvoiceKind, InvoiceStatus, NativeId, Payment, ProviderId, Raw,
    },
    error::Result,
    native::{
        I3dInvoice, I3dInvoiceDetails, I3dListedInvoice, decode, fingerprint, lenient, unexpected,
    },
};

/// A document with all keys: what the kept documents are packed by.
const PATTERN: &str = include_str!("pattern.json");

/// What both the list and the details tell, by the details where there are any: they are the later ones.
struct Both {
    id: NativeId,
    number: Option<String>,
    created_at: Option<Timestamp>,
    due_at: Option<Timestamp>,
    payment_status: Option<i64>,
    paid_at: Option<Timestamp>,
    amounts: Amounts,
    total: Option<Decimal>,
    subtotal: Option<Decimal>,
    /// Paid and still to be paid, which only the list tells.
    paid: Option<Decimal>,
    balance: Option<Decimal>,
}

/// Reads a row of the list that was asked for at `fetched_at`; moments become days in `time_zone`.
///
/// # Errors
/// `BadAnswer` naming the JSON path where it is not as the vendor describes it.
pub fn decode_listed(row: &str, time_zone: &TimeZone, fetched_at: Timestamp) -> Result<Invoice> {
    let version = fingerprint(row)?;
    let json = format!("{{\"list\":{row}}}");
    let native: I3dInvoice = decode(&json)?;
    Ok(Invoice {
        version: Some(version),
        ..invoice(native, &json, time_zone, fetched_at)?
    })
}

/// Puts an invoice together of its details, asked for at `fetched_at`, and its row of the list, as far as that was seen.
///
/// # Errors
/// `BadAnswer` naming the JSON path where it is not as the vendor describes it.
pub fn decode_details(
    details: &str,
    row: Option<&str>,
    time_zone: &TimeZone,
    fetched_at: Timestamp,
) -> Result<Invoice> {
    let json = match row {
        Some(row) => format!("{{\"list\":{row},\"details\":{details}}}"),
        None => format!("{{\"details\":{details}}}"),
    };
    let native: I3dInvoice = decode(&json)?;
    // The list's version, so that an unchanged invoice keeps it; where the list is behind, one of its own.
    let agrees = native.list.as_ref().zip(native.details.as_ref());
    let agrees = agrees.is_some_and(|(list, details)| agree(list, details));
    let version = match row {
        Some(row) if agrees => fingerprint(row)?,
        _ => fingerprint(&json)?,
    };
    Ok(Invoice {
        version: Some(version),
        ..invoice(native, &json, time_zone, fetched_at)?
    })
}

/// A document's id; `None` when it has none.
pub(super) fn id_of(document: &str) -> Option<NativeId> {
    #[derive(Deserialize)]
    struct Heading {
        #[serde(default, deserialize_with = "lenient::text")]
        id: Option<String>,
    }
    let heading: Heading = serde_json::from_str(document).ok()?;
    Some(NativeId::new(&heading.id?))
}

/// The row of the list in a kept document.
pub(super) fn row_of(raw: &Raw) -> Option<String> {
    #[derive(Deserialize)]
    struct Parts<'a> {
        #[serde(borrow, default)]
        list: Option<&'a RawValue>,
    }
    let json = raw.json();
    let parts: Parts<'_> = serde_json::from_str(&json).ok()?;
    Some(parts.list?.get().to_owned())
}

fn invoice(
    native: I3dInvoice,
    json: &str,
    time_zone: &TimeZone,
    fetched_at: Timestamp,
) -> Result<Invoice> {
    let both = both(&native, time_zone)?;
    let I3dInvoice { list, details } = native;
    let (amounts, status) = (both.amounts, status(&both));
    let money = |amount: Option<Decimal>| amounts.money(amount?);
    let is_paid = status == InvoiceStatus::Paid;
    let paid = both.paid.or(both.total.filter(|_| is_paid));
    let balance = both.balance.or(Some(Decimal::ZERO).filter(|_| is_paid));
    let tax = both.total.zip(both.subtotal);
    let partial = details.is_none();
    let tax_lines = details
        .as_ref()
        .map(|details| parts::tax_lines(details, &amounts));
    let (customer, supplier, items) = match details {
        Some(details) => (
            details
                .client_details
                .map(|client| Arc::new(parts::customer(client, details.client_number))),
            details
                .company_details
                .map(|company| Arc::new(parts::supplier(company))),
            details.items,
        ),
        None => (None, None, None),
    };
    Ok(Invoice {
        payments: payments(&both, status, paid, time_zone),
        id: both.id,
        provider: ProviderId::I3d,
        version: None,
        fetched_at,
        partial,
        number: text(both.number),
        reference: None,
        description: text(list.and_then(|list| list.description)),
        kind: match amounts.is_credit {
            true => InvoiceKind::CreditNote,
            false => InvoiceKind::Invoice,
        },
        direction: Direction::Payable,
        status,
        native_status: both
            .payment_status
            .map(|status| status.to_string())
            .unwrap_or_default()
            .into(),
        archived: None,
        deleted: Some(false),
        paused: None,
        dubious_on: None,
        uncollectible_on: None,
        issue_date: dates::day(both.created_at, time_zone),
        due_date: dates::day(both.due_at, time_zone),
        payable_by: None,
        sent_at: None,
        paid_at: both.paid_at.filter(|_| is_paid),
        finalized_at: None,
        created_at: both.created_at,
        updated_at: None,
        currency: amounts.currency,
        subtotal: money(both.subtotal),
        tax: money(tax.and_then(|(total, subtotal)| total.checked_sub(subtotal))),
        total: money(both.total),
        paid: money(paid),
        balance: money(balance),
        base_totals: None,
        prices_include_tax: None,
        discount: None,
        customer,
        supplier,
        line_items: parts::line_items(items, &amounts, time_zone),
        tax_lines,
        custom_fields: None,
        public_note: None,
        private_note: None,
        notes: None,
        attachments: None,
        timeline: None,
        credit_of: None,
        workflow_id: None,
        recurring_id: None,
        url: None,
        payment_url: None,
        raw: Raw::new(json, PATTERN),
    })
}

fn both(native: &I3dInvoice, time_zone: &TimeZone) -> Result<Both> {
    let absent = (I3dListedInvoice::default(), I3dInvoiceDetails::default());
    let list = native.list.as_ref().unwrap_or(&absent.0);
    let details = native.details.as_ref().unwrap_or(&absent.1);
    let id = details.id.as_ref().or(list.id.as_ref());
    let id = id.ok_or_else(|| unexpected("id"))?;
    let code = details.currency.as_ref().or(list.currency.as_ref());
    let sign = details
        .currency_sign
        .as_ref()
        .or(list.currency_sign.as_ref());
    let is_credit = details.is_credit.or(list.is_credit) == Some(1);
    let total = details.amount_inc_vat.or(list.amount_inc_vat);
    let is_negative = total.is_some_and(|total| total.0.is_sign_negative());
    let amounts = Amounts {
        currency: amounts::currency(code.map(String::as_str), sign.map(String::as_str)),
        is_credit,
        turn_lines: is_credit && !is_negative,
    };
    // What only the list tells is of no use where it is behind.
    let is_current = native.details.is_none() || agree(list, details);
    let told = |hundredths| amounts.whole(hundredths).filter(|_| is_current);
    let moment = |seconds, text: Option<&str>| {
        dates::from_seconds(seconds).or_else(|| dates::from_text(text, time_zone))
    };
    Ok(Both {
        id: NativeId::new(id),
        number: details
            .invoice_number
            .clone()
            .or_else(|| list.invoice_number.clone()),
        created_at: moment(list.creation_date, details.creation_date.as_deref()),
        due_at: moment(list.due_date, details.due_date.as_deref()),
        payment_status: details.payment_status.or(list.payment_status),
        paid_at: dates::from_seconds(details.payment_date.or(list.payment_date)),
        amounts,
        total: amounts.whole(total),
        subtotal: amounts.whole(details.amount_excl_vat.or(list.amount_excl_vat)),
        paid: told(list.total_paid_amount),
        balance: told(list.remaining_amount),
    })
}

/// Tells whether the list and the details speak of the same state.
fn agree(list: &I3dListedInvoice, details: &I3dInvoiceDetails) -> bool {
    let amount = |hundredths: Option<crate::scalar::DecimalText>| hundredths.map(|h| h.0.abs());
    let paid_at = |seconds| dates::from_seconds(seconds);
    list.payment_status == details.payment_status
        && paid_at(list.payment_date) == paid_at(details.payment_date)
        && amount(list.amount_inc_vat) == amount(details.amount_inc_vat)
        && list.invoice_number == details.invoice_number
}

/// Where it stands: what the vendor says, and for anything but paid and unpaid what the amounts say.
fn status(both: &Both) -> InvoiceStatus {
    let (paid, balance) = (both.paid.unwrap_or_default(), both.balance);
    let is_some = !paid.is_zero();
    let is_left = balance.map(|balance| !balance.is_zero());
    match (both.payment_status, is_some, is_left) {
        (Some(1), _, _) => InvoiceStatus::Paid,
        (_, true, Some(true)) => InvoiceStatus::PartiallyPaid,
        (Some(0), _, _) | (_, false, Some(true)) => InvoiceStatus::Open,
        (_, true, Some(false)) => InvoiceStatus::Paid,
        _ => InvoiceStatus::Unknown,
    }
}

/// The one payment of an invoice that was paid, wholly or in part. The vendor keeps none, only how much and when.
fn payments(
    both: &Both,
    status: InvoiceStatus,
    paid: Option<Decimal>,
    time_zone: &TimeZone,
) -> Option<Vec<Payment>> {
    let is_paid = match status {
        InvoiceStatus::Paid | InvoiceStatus::PartiallyPaid => true,
        // Without the list nobody knows of a payment in part.
        _ => !paid?.is_zero(),
    };
    if !is_paid {
        return Some(Vec::new());
    }
    Some(vec![Payment {
        allocations: None,
        id: NativeId::new(&format!("{}-payment", both.id)),
        amount: paid.and_then(|paid| both.amounts.money(paid)),
        base_amount: None,
        date: dates::day(both.paid_at, time_zone),
        reference: None,
        method: None,
        synthetic: true,
        created_at: None,
        updated_at: None,
    }])
}
