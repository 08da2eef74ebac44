//! A sales invoice into the shared words.

use crate::{
    adapters::moneybird::{
        children::{native_id, text},
        map::{self, Reading, Shared},
    },
    domain::{CustomField, Discount, Invoice, ProviderId, Raw},
    error::Result,
    list::List,
    native::{MoneybirdCustomField, MoneybirdSalesInvoice},
    scalar::DecimalText,
};

/// Makes an invoice of a document.
pub(super) fn invoice(
    native: MoneybirdSalesInvoice,
    raw: Raw,
    reading: &Reading<'_>,
) -> Result<Invoice> {
    let shared = Shared {
        original_sales_invoice_id: native.original_sales_invoice_id,
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
    };
    Ok(Invoice {
        number: text(native.invoice_id),
        issue_date: native.invoice_date.map(|date| date.0),
        sent_at: reading.midnight(native.sent_at),
        paused: native.paused,
        discount: discount(native.discount),
        custom_fields: custom_fields(native.custom_fields),
        workflow_id: native_id(native.workflow_id.as_ref()),
        recurring_id: native_id(native.recurring_sales_invoice_id.as_ref()),
        url: text(native.url),
        payment_url: text(native.payment_url),
        ..map::invoice(ProviderId::Moneybird, shared, raw, reading)?
    })
}

/// The vendor writes no discount as zero percent.
fn discount(percentage: Option<DecimalText>) -> Option<Discount> {
    let percentage = percentage?.0;
    (!percentage.is_zero()).then_some(Discount::Percentage(percentage))
}

fn custom_fields(fields: Option<List<MoneybirdCustomField>>) -> Option<Vec<CustomField>> {
    let field = |field: MoneybirdCustomField| CustomField {
        id: native_id(field.id.as_ref()),
        name: text(field.name),
        value: text(field.value),
    };
    Some(fields?.into_iter().map(field).collect())
}
