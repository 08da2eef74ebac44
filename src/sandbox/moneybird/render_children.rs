//! Writes what an invoice carries: lines, payments, notes, attachments, events, taxes, hours.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use crate::sandbox::moneybird::encode::{Id, Money, Time};
use crate::sandbox::moneybird::fixed::{
    ADMINISTRATION_ID, FINANCIAL_ACCOUNT_ID, REVENUE_LEDGER_ID, SETTLEMENT_LEDGER_ID, USER_ID,
};
use crate::sandbox::moneybird::invoice::{
    Attachment, CustomField, Event, EventData, Invoice, Line, Note, Payment, SalesPart, TAX_RATES,
    TimeEntry,
};
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::totals::{TaxTotal, Totals};

#[derive(Debug, Serialize)]
pub(super) struct LineView<'a> {
    id: Id,
    administration_id: Id,
    tax_rate_id: Id,
    ledger_account_id: Id,
    project_id: Option<Id>,
    product_id: Option<Id>,
    amount: Option<&'a str>,
    amount_decimal: Money,
    description: &'a str,
    price: Money,
    period: Option<&'a str>,
    row_order: usize,
    total_price_excl_tax_with_discount: Money,
    total_price_excl_tax_with_discount_base: Money,
    tax_report_reference: [&'static str; 1],
    mandatory_tax_text: Option<&'static str>,
    created_at: Time,
    updated_at: Time,
}

impl<'a> LineView<'a> {
    pub(super) fn all(invoice: &'a Invoice, totals: &Totals) -> Vec<Self> {
        let view = |(index, line): (usize, &'a Line)| {
            let [created_at, updated_at] = line.times.unwrap_or([invoice.created_at; 2]);
            let tax_rate = &TAX_RATES[usize::from(line.tax)];
            Self {
                id: Id(line.id),
                administration_id: Id(ADMINISTRATION_ID),
                tax_rate_id: Id(tax_rate.id),
                ledger_account_id: Id(line.ledger_account_id.unwrap_or(REVENUE_LEDGER_ID)),
                project_id: line.project_id.map(Id),
                product_id: line.product_id.map(Id),
                amount: line.amount.as_deref(),
                amount_decimal: Money(line.quantity),
                description: &line.description,
                price: Money(line.price),
                period: line.period.as_deref(),
                row_order: line.row_order.map_or(index, |place| place as usize),
                total_price_excl_tax_with_discount: Money(totals.lines[index].own),
                total_price_excl_tax_with_discount_base: Money(totals.lines[index].base),
                tax_report_reference: [tax_rate.report_reference],
                mandatory_tax_text: tax_rate.mandatory_text,
                created_at: Time(created_at),
                updated_at: Time(updated_at),
            }
        };
        invoice.lines.iter().enumerate().map(view).collect()
    }
}

#[derive(Debug, Serialize)]
pub(super) struct PaymentView<'a> {
    id: Id,
    administration_id: Id,
    invoice_type: &'static str,
    invoice_id: Id,
    financial_account_id: Option<Id>,
    user_id: Id,
    payment_transaction_id: Option<Id>,
    transaction_identifier: Option<&'a str>,
    price: Money,
    price_base: Money,
    payment_date: Date,
    credit_invoice_id: Option<Id>,
    financial_mutation_id: Option<Id>,
    ledger_account_id: Option<Id>,
    linked_payment_id: Option<Id>,
    manual_payment_action: Option<&'static str>,
    created_at: Time,
    updated_at: Time,
}

impl<'a> PaymentView<'a> {
    pub(super) fn all(invoice: &'a Invoice, resource: Resource) -> Vec<Self> {
        let payments = invoice.payments.iter();
        payments
            .map(|payment| Self::of(payment, invoice, resource))
            .collect()
    }

    pub(super) fn of(payment: &'a Payment, invoice: &Invoice, resource: Resource) -> Self {
        let booking = payment.booking.as_deref();
        let from_bank = payment.financial_mutation_id.map(|_| FINANCIAL_ACCOUNT_ID);
        let financial_account_id = booking.and_then(|booking| booking.financial_account_id);
        let financial_account_id = financial_account_id.or(from_bank);
        let ledger_account_id = booking.and_then(|booking| booking.ledger_account_id);
        Self {
            id: Id(payment.id),
            administration_id: Id(ADMINISTRATION_ID),
            invoice_type: resource.class(),
            invoice_id: Id(invoice.id),
            financial_account_id: financial_account_id.map(Id),
            user_id: Id(USER_ID),
            payment_transaction_id: None,
            transaction_identifier: payment.transaction_identifier.as_deref(),
            price: Money(payment.price),
            price_base: Money(payment.price_base),
            payment_date: payment.payment_date,
            credit_invoice_id: payment.credit_invoice_id.map(Id),
            financial_mutation_id: payment.financial_mutation_id.map(Id),
            ledger_account_id: Some(Id(ledger_account_id.unwrap_or(SETTLEMENT_LEDGER_ID))),
            linked_payment_id: payment.linked_payment_id.map(Id),
            manual_payment_action: booking.and_then(|booking| booking.manual_payment_action),
            created_at: Time(payment.created_at),
            updated_at: Time(payment.created_at),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct NoteView<'a> {
    id: Id,
    administration_id: Id,
    entity_id: Id,
    entity_type: &'static str,
    user_id: Id,
    assignee_id: Option<Id>,
    todo: bool,
    note: &'a str,
    completed_at: Option<Time>,
    completed_by_id: Option<Id>,
    todo_type: Option<&'static str>,
    data: Value,
    created_at: Time,
    updated_at: Time,
}

impl<'a> NoteView<'a> {
    pub(super) fn all(invoice: &'a Invoice, resource: Resource) -> Vec<Self> {
        let notes = invoice.notes.iter();
        notes
            .map(|note| Self::of(note, invoice, resource))
            .collect()
    }

    pub(super) fn of(note: &'a Note, invoice: &Invoice, resource: Resource) -> Self {
        Self {
            id: Id(note.id),
            administration_id: Id(ADMINISTRATION_ID),
            entity_id: Id(invoice.id),
            entity_type: resource.class(),
            user_id: Id(USER_ID),
            assignee_id: note.assignee_id.map(Id),
            todo: note.todo,
            note: &note.note,
            completed_at: note.completed_at.map(Time),
            completed_by_id: note.completed_at.map(|_| Id(USER_ID)),
            todo_type: None,
            data: json!({}),
            created_at: Time(note.created_at),
            updated_at: Time(note.completed_at.unwrap_or(note.created_at)),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct AttachmentView<'a> {
    id: Id,
    administration_id: Id,
    attachable_id: Id,
    attachable_type: &'static str,
    filename: &'a str,
    content_type: &'a str,
    size: u64,
    rotation: u32,
    created_at: Time,
    updated_at: Time,
}

impl<'a> AttachmentView<'a> {
    pub(super) fn all(invoice: &'a Invoice, resource: Resource) -> Vec<Self> {
        let view = |attachment: &'a Attachment| Self {
            id: Id(attachment.id),
            administration_id: Id(ADMINISTRATION_ID),
            attachable_id: Id(invoice.id),
            attachable_type: resource.class(),
            filename: &attachment.filename,
            content_type: &attachment.content_type,
            size: attachment.size_bytes,
            rotation: 0,
            created_at: Time(attachment.created_at),
            updated_at: Time(attachment.created_at),
        };
        invoice.attachments.iter().map(view).collect()
    }
}

#[derive(Debug, Serialize)]
pub(super) struct EventView {
    administration_id: Id,
    user_id: Id,
    action: &'static str,
    link_entity_id: Option<Id>,
    link_entity_type: Option<&'static str>,
    data: Value,
    created_at: Time,
    updated_at: Time,
}

impl EventView {
    pub(super) fn all(invoice: &Invoice) -> Vec<Self> {
        let view = |event: &Event| {
            let link = match event.data {
                EventData::Payment(id) => Some((Id(id), "Payment")),
                EventData::Note(id) => Some((Id(id), "Note")),
                _ => None,
            };
            Self {
                administration_id: Id(ADMINISTRATION_ID),
                user_id: Id(USER_ID),
                action: event.action,
                link_entity_id: link.map(|(id, _)| id),
                link_entity_type: link.map(|(_, kind)| kind),
                data: event_data(&event.data, invoice),
                created_at: Time(event.at),
                updated_at: Time(event.at),
            }
        };
        invoice.events.iter().map(view).collect()
    }
}

fn event_data(data: &EventData, invoice: &Invoice) -> Value {
    match data {
        EventData::Nothing | EventData::Payment(_) | EventData::Note(_) => json!({}),
        EventData::Free(data) => Value::clone(data),
        EventData::Original(id) => json!({"original_invoice": id.to_string()}),
        EventData::Email => {
            let sales = invoice.sales();
            let number = sales.and_then(|part| part.invoice_id.as_deref());
            let number = number.unwrap_or_default();
            let email = invoice.contact.as_deref().map(|contact| &*contact.email);
            json!({
                "email_address": email.unwrap_or_default(),
                "email_message": format!("Beste klant,\n\nHierbij ontvangt u factuur {number}.\n\nMet vriendelijke groet,\n\nDe Zandbak"),
            })
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct TaxTotalView {
    tax_rate_id: Id,
    taxable_amount: Money,
    taxable_amount_base: Money,
    tax_amount: Money,
    tax_amount_base: Money,
}

impl TaxTotalView {
    pub(super) fn all(totals: &Totals) -> Vec<Self> {
        let view = |total: &TaxTotal| Self {
            tax_rate_id: Id(total.tax_rate_id),
            taxable_amount: Money(total.taxable.own),
            taxable_amount_base: Money(total.taxable.base),
            tax_amount: Money(total.tax.own),
            tax_amount_base: Money(total.tax.base),
        };
        totals.taxes.iter().map(view).collect()
    }
}

#[derive(Debug, Serialize)]
pub(super) struct TimeEntryView<'a> {
    id: Id,
    administration_id: Id,
    contact_id: Option<Id>,
    project_id: Option<Id>,
    user_id: Id,
    started_at: Time,
    ended_at: Time,
    description: &'a str,
    /// A string in the vendor's document, a number in a recording.
    paused_duration: Value,
    billable: bool,
    created_at: Time,
    updated_at: Time,
}

impl<'a> TimeEntryView<'a> {
    pub(super) fn all(invoice: &Invoice, part: &'a SalesPart) -> Vec<Self> {
        let view = |entry: &'a TimeEntry| Self {
            id: Id(entry.id),
            administration_id: Id(ADMINISTRATION_ID),
            contact_id: invoice.contact.as_deref().map(|contact| Id(contact.id)),
            project_id: None,
            user_id: Id(USER_ID),
            started_at: Time(entry.started_at),
            ended_at: Time(entry.ended_at),
            description: &entry.description,
            paused_duration: match entry.paused_seconds {
                0 => json!(0),
                seconds => json!(seconds.to_string()),
            },
            billable: true,
            created_at: Time(entry.ended_at),
            updated_at: Time(entry.ended_at),
        };
        part.time_entries.iter().map(view).collect()
    }
}

#[derive(Debug, Serialize)]
pub(super) struct CustomFieldView<'a> {
    id: Id,
    name: &'a str,
    value: &'a str,
}

impl<'a> CustomFieldView<'a> {
    pub(super) fn all(fields: &'a [CustomField]) -> Vec<Self> {
        let view = |field: &'a CustomField| Self {
            id: Id(field.id),
            name: &field.name,
            value: &field.value,
        };
        fields.iter().map(view).collect()
    }
}
