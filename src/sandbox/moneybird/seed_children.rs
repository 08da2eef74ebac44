//! Seeds what hangs on an invoice: notes, attachments, events, custom fields, hours.

use crate::sandbox::moneybird::fixed::{INVOICE_FIELD_ID, USER_ID};
use crate::sandbox::moneybird::invoice::{
    Attachment, CustomField, Event, EventData, Invoice, Note, Text, TimeEntry,
};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::seed_words::{ATTACHMENTS, NOTES};

/// The name of the field of sales invoices.
pub(super) const INVOICE_FIELD: &str = "Kostenplaats";

const HOUR_MS: i64 = 60 * 60 * 1000;

/// Adds notes and attachments.
pub(super) fn add(
    ledger: &mut Ledger,
    invoice: &mut Invoice,
    resource: Resource,
    rank: usize,
    end: i64,
) {
    let at = (invoice.created_at + 2 * HOUR_MS).min(end);
    let notes = [2, 0, 0, 1, 0, 0][rank % 6];
    for nth in 0..notes {
        let todo = (rank / 3 + nth).is_multiple_of(2);
        invoice.notes.push(Note {
            id: ledger.counters.id(at),
            note: Text::Borrowed(NOTES[(rank + nth) % NOTES.len()]),
            todo,
            assignee_id: todo.then_some(USER_ID),
            completed_at: (todo && rank.is_multiple_of(4)).then_some(at),
            created_at: at,
        });
    }
    let attachments = match resource {
        Resource::Sales => [0, 1, 0, 0, 2][rank % 5],
        Resource::External => [1, 1, 2][rank % 3],
    };
    for nth in 0..attachments {
        let (filename, content_type, size_bytes) = ATTACHMENTS[(rank + nth) % ATTACHMENTS.len()];
        invoice.attachments.push(Attachment {
            id: ledger.counters.id(at),
            filename: Text::Borrowed(filename),
            content_type: Text::Borrowed(content_type),
            size_bytes,
            content: None,
            created_at: at,
        });
    }
}

/// Adds an event.
pub(super) fn event(invoice: &mut Invoice, action: &'static str, data: EventData, at: i64) {
    invoice.events.push(Event { action, data, at });
}

/// The custom fields of some sales invoices.
pub(super) fn custom_fields(rank: usize) -> Vec<CustomField> {
    if rank % 4 != 2 {
        return Vec::new();
    }
    vec![CustomField {
        id: INVOICE_FIELD_ID,
        name: Text::Borrowed(INVOICE_FIELD),
        value: Text::Borrowed(if rank % 8 == 2 { "4100 / Café" } else { "" }),
    }]
}

/// The hours of some sales invoices.
pub(super) fn time_entries(ledger: &mut Ledger, rank: usize, created_at: i64) -> Vec<TimeEntry> {
    let count = if rank % 10 == 1 { 2 } else { 0 };
    let mut entries = Vec::with_capacity(count);
    for nth in 0..count as i64 {
        let ended_at = created_at - (nth + 1) * 20 * HOUR_MS;
        entries.push(TimeEntry {
            id: ledger.counters.id(ended_at),
            started_at: ended_at - 3 * HOUR_MS,
            ended_at,
            description: Text::Borrowed("Overleg en uitwerking"),
            paused_seconds: 600 * nth as u32,
        });
    }
    entries
}
