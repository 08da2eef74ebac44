//! An external sales invoice into the shared words.

use crate::{
    adapters::moneybird::map::{self, Reading, Shared},
    domain::{Invoice, ProviderId, Raw},
    error::Result,
    native::MoneybirdExternalSalesInvoice,
};

/// Makes an invoice of a document.
pub(super) fn invoice(
    native: MoneybirdExternalSalesInvoice,
    raw: Raw,
    reading: &Reading<'_>,
) -> Result<Invoice> {
    let shared = Shared {
        id: native.id,
        contact_id: native.contact_id,
        contact: native.contact,
        state: native.state,
        reference: native.reference,
        due_date: native.due_date,
        currency: native.currency,
        paid_at: native.paid_at,
        created_at: native.created_at,
        updated_at: native.updated_at,
        version: native.version,
        details: native.details,
        payments: native.payments,
        total_paid: native.total_paid,
        total_unpaid: native.total_unpaid,
        total_unpaid_base: native.total_unpaid_base,
        prices_are_incl_tax: native.prices_are_incl_tax,
        total_price_excl_tax: native.total_price_excl_tax,
        total_price_excl_tax_base: native.total_price_excl_tax_base,
        total_price_incl_tax: native.total_price_incl_tax,
        total_price_incl_tax_base: native.total_price_incl_tax_base,
        marked_dubious_on: native.marked_dubious_on,
        marked_uncollectible_on: native.marked_uncollectible_on,
        notes: native.notes,
        attachments: native.attachments,
        events: native.events,
        tax_totals: native.tax_totals,
        ..Shared::default()
    };
    let invoice = map::invoice(ProviderId::MoneybirdExternal, shared, raw, reading)?;
    Ok(Invoice {
        // The number printed on the document is what the other system calls its reference.
        number: invoice.reference.clone(),
        issue_date: native.date.map(|date| date.0),
        ..invoice
    })
}
