//! Writes an invoice as the vendor does: the same keys, order and JSON types.

use jiff::civil::Date;
use serde::Serialize;

use crate::sandbox::moneybird::encode::{Id, Money, Time, token};
use crate::sandbox::moneybird::fixed::{
    ADMINISTRATION_ID, DOCUMENT_STYLE_ID, IDENTITY_ID, WORKFLOW_ID,
};
use crate::sandbox::moneybird::invoice::{ExternalPart, Invoice, Part, SalesPart, State};
use crate::sandbox::moneybird::render_children::{
    AttachmentView, CustomFieldView, EventView, LineView, NoteView, PaymentView, TaxTotalView,
    TimeEntryView,
};
use crate::sandbox::moneybird::render_contact::{ContactView, InvoicePersonView};
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::totals::Totals;

const PAYMENT_CONDITIONS: &str = "Gelieve {document.total_price} voor {document.due_date} te betalen onder vermelding van {document.payment_reference}.";

/// Where the vendor shows documents to customers; nothing answers there.
const VIEWER: &str = "https://moneybird.example";

/// Milliseconds of the three months for which a public code works, roughly.
const VIEW_CODE_LIFE_MS: i64 = 92 * 24 * 60 * 60 * 1000;

#[derive(Debug, Serialize)]
struct SalesView<'a> {
    id: Id,
    administration_id: Id,
    contact_id: Option<Id>,
    contact: Option<ContactView<'a>>,
    contact_person_id: Option<Id>,
    contact_person: Option<InvoicePersonView<'a>>,
    invoice_id: Option<&'a str>,
    recurring_sales_invoice_id: Option<Id>,
    subscription_id: Option<Id>,
    workflow_id: Id,
    document_style_id: Id,
    identity_id: Id,
    draft_id: Option<u32>,
    state: &'static str,
    invoice_date: Option<Date>,
    due_date: Option<Date>,
    payment_conditions: &'a str,
    payment_reference: Option<String>,
    short_payment_reference: Option<String>,
    reference: Option<&'a str>,
    language: &'static str,
    currency: &'static str,
    discount: Money,
    original_sales_invoice_id: Option<Id>,
    paused: bool,
    paid_at: Option<Date>,
    sent_at: Option<Date>,
    created_at: Time,
    updated_at: Time,
    public_view_code: Option<String>,
    public_view_code_expires_at: Option<Time>,
    version: i64,
    details: Vec<LineView<'a>>,
    payments: Vec<PaymentView<'a>>,
    total_paid: Money,
    total_unpaid: Money,
    total_unpaid_base: Money,
    prices_are_incl_tax: bool,
    total_price_excl_tax: Money,
    total_price_excl_tax_base: Money,
    total_price_incl_tax: Money,
    total_price_incl_tax_base: Money,
    total_discount: Money,
    marked_dubious_on: Option<Date>,
    marked_uncollectible_on: Option<Date>,
    reminder_count: u32,
    next_reminder: Option<Date>,
    original_estimate_id: Option<Id>,
    url: String,
    payment_url: String,
    custom_fields: Vec<CustomFieldView<'a>>,
    notes: Vec<NoteView<'a>>,
    attachments: Vec<AttachmentView<'a>>,
    events: Vec<EventView>,
    tax_totals: Vec<TaxTotalView>,
    time_entries: Vec<TimeEntryView<'a>>,
}

#[derive(Debug, Serialize)]
struct ExternalView<'a> {
    id: Id,
    administration_id: Id,
    contact_id: Option<Id>,
    contact: Option<ContactView<'a>>,
    date: Option<Date>,
    state: &'static str,
    due_date: Option<Date>,
    reference: Option<&'a str>,
    entry_number: u32,
    origin: Option<&'a str>,
    source: Option<&'a str>,
    source_url: Option<&'a str>,
    currency: &'static str,
    paid_at: Option<Date>,
    created_at: Time,
    updated_at: Time,
    version: i64,
    details: Vec<LineView<'a>>,
    payments: Vec<PaymentView<'a>>,
    total_paid: Money,
    total_unpaid: Money,
    total_unpaid_base: Money,
    prices_are_incl_tax: bool,
    total_price_excl_tax: Money,
    total_price_excl_tax_base: Money,
    total_price_incl_tax: Money,
    total_price_incl_tax_base: Money,
    marked_dubious_on: Option<Date>,
    marked_uncollectible_on: Option<Date>,
    notes: Vec<NoteView<'a>>,
    attachments: Vec<AttachmentView<'a>>,
    events: Vec<EventView>,
    tax_totals: Vec<TaxTotalView>,
}

/// Writes one invoice.
pub(super) fn invoice(invoice: &Invoice) -> Vec<u8> {
    let mut text = Vec::with_capacity(8 * 1024);
    write(invoice, &mut text);
    text
}

/// Writes several invoices as a JSON array.
pub(super) fn list<'a>(invoices: impl Iterator<Item = &'a Invoice>) -> Vec<u8> {
    let mut text = vec![b'['];
    for invoice in invoices {
        if text.len() > 1 {
            text.push(b',');
        }
        write(invoice, &mut text);
    }
    text.push(b']');
    text
}

fn write(invoice: &Invoice, text: &mut Vec<u8>) {
    let written = match &invoice.part {
        Part::Sales(part) => serde_json::to_writer(text, &SalesView::of(invoice, part)),
        Part::External(part) => serde_json::to_writer(text, &ExternalView::of(invoice, part)),
    };
    written.expect("views have string keys and memory does not fail to write");
}

impl<'a> SalesView<'a> {
    fn of(invoice: &'a Invoice, part: &'a SalesPart) -> Self {
        let totals = Totals::of(invoice);
        let contact = invoice.contact.as_deref();
        let person = part
            .contact_person
            .and_then(|index| contact?.people.get(index));
        let sent = part.sent_at.is_some();
        let url = format!(
            "{VIEWER}/{ADMINISTRATION_ID}/external/{}/{}/sales_invoice",
            token(invoice.id, 1),
            token(invoice.id, 2)
        );
        Self {
            id: Id(invoice.id),
            administration_id: Id(ADMINISTRATION_ID),
            contact_id: contact.map(|contact| Id(contact.id)),
            contact: contact.map(ContactView::of),
            contact_person_id: person.map(|person| Id(person.id)),
            contact_person: person
                .zip(contact)
                .map(|(person, contact)| InvoicePersonView::of(person, contact)),
            invoice_id: part.invoice_id.as_deref(),
            recurring_sales_invoice_id: part.recurring_sales_invoice_id.map(Id),
            subscription_id: part.subscription_id.map(Id),
            workflow_id: Id(part.workflow_id),
            document_style_id: Id(part.document_style_id.unwrap_or(DOCUMENT_STYLE_ID)),
            identity_id: Id(IDENTITY_ID),
            draft_id: part.draft_id,
            state: invoice.state.word(),
            invoice_date: invoice.date,
            due_date: invoice.due_date,
            payment_conditions: (part.payment_conditions.as_deref()).unwrap_or(PAYMENT_CONDITIONS),
            payment_reference: sent.then(|| format!("RF{:023}", invoice.id)),
            short_payment_reference: sent.then(|| format!("RF{:08}", invoice.id % 100_000_000)),
            reference: invoice.reference.as_deref(),
            language: if part.workflow_id == WORKFLOW_ID {
                "nl"
            } else {
                "en"
            },
            currency: invoice.currency.code,
            discount: Money(part.discount),
            original_sales_invoice_id: part.original_sales_invoice_id.map(Id),
            paused: part.paused,
            paid_at: invoice.paid_at,
            sent_at: part.sent_at,
            created_at: Time(invoice.created_at),
            updated_at: Time(invoice.updated_at),
            public_view_code: sent.then(|| format!("{:06}", invoice.id % 999_983)),
            public_view_code_expires_at: sent
                .then_some(Time(invoice.created_at + VIEW_CODE_LIFE_MS)),
            version: invoice.version(),
            details: LineView::all(invoice, &totals),
            payments: PaymentView::all(invoice, Resource::Sales),
            total_paid: Money(totals.paid),
            total_unpaid: Money(totals.unpaid.own),
            total_unpaid_base: Money(totals.unpaid.base),
            prices_are_incl_tax: invoice.prices_are_incl_tax,
            total_price_excl_tax: Money(totals.excl_tax.own),
            total_price_excl_tax_base: Money(totals.excl_tax.base),
            total_price_incl_tax: Money(totals.incl_tax.own),
            total_price_incl_tax_base: Money(totals.incl_tax.base),
            total_discount: Money(totals.discount),
            marked_dubious_on: invoice.marked_dubious_on,
            marked_uncollectible_on: invoice.marked_uncollectible_on,
            reminder_count: part.reminder_count,
            next_reminder: next_reminder(invoice, part),
            original_estimate_id: part.original_estimate_id.map(Id),
            payment_url: url.clone(),
            url,
            custom_fields: CustomFieldView::all(&part.custom_fields),
            notes: NoteView::all(invoice, Resource::Sales),
            attachments: AttachmentView::all(invoice, Resource::Sales),
            events: EventView::all(invoice),
            tax_totals: TaxTotalView::all(&totals),
            time_entries: TimeEntryView::all(invoice, part),
        }
    }
}

/// A paused invoice is reminded at the end of the century.
fn next_reminder(invoice: &Invoice, part: &SalesPart) -> Option<Date> {
    if part.paused {
        return Some(Date::constant(2099, 1, 1));
    }
    match invoice.state {
        State::Open => part.next_reminder.or(invoice.due_date),
        _ => part.next_reminder,
    }
}

impl<'a> ExternalView<'a> {
    fn of(invoice: &'a Invoice, part: &'a ExternalPart) -> Self {
        let totals = Totals::of(invoice);
        let contact = invoice.contact.as_deref();
        Self {
            id: Id(invoice.id),
            administration_id: Id(ADMINISTRATION_ID),
            contact_id: contact.map(|contact| Id(contact.id)),
            contact: contact.map(ContactView::of),
            date: invoice.date,
            state: invoice.state.word(),
            due_date: invoice.due_date,
            reference: invoice.reference.as_deref(),
            entry_number: part.entry_number,
            origin: part.origin.as_deref(),
            source: part.source.as_deref(),
            source_url: part.source_url.as_deref(),
            currency: invoice.currency.code,
            paid_at: invoice.paid_at,
            created_at: Time(invoice.created_at),
            updated_at: Time(invoice.updated_at),
            version: invoice.version(),
            details: LineView::all(invoice, &totals),
            payments: PaymentView::all(invoice, Resource::External),
            total_paid: Money(totals.paid),
            total_unpaid: Money(totals.unpaid.own),
            total_unpaid_base: Money(totals.unpaid.base),
            prices_are_incl_tax: invoice.prices_are_incl_tax,
            total_price_excl_tax: Money(totals.excl_tax.own),
            total_price_excl_tax_base: Money(totals.excl_tax.base),
            total_price_incl_tax: Money(totals.incl_tax.own),
            total_price_incl_tax_base: Money(totals.incl_tax.base),
            marked_dubious_on: invoice.marked_dubious_on,
            marked_uncollectible_on: invoice.marked_uncollectible_on,
            notes: NoteView::all(invoice, Resource::External),
            attachments: AttachmentView::all(invoice, Resource::External),
            events: EventView::all(invoice),
            tax_totals: TaxTotalView::all(&totals),
        }
    }
}
