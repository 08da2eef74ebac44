//! Changes to the books behind the API's back.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use crate::sandbox::clock;
use crate::sandbox::moneybird::change_children::{LineInput, parse_id};
use crate::sandbox::moneybird::change_input::Input;
use crate::sandbox::moneybird::fixed::WORKFLOW_ID;
use crate::sandbox::moneybird::invoice::{
    Currency, Event, EventData, ExternalPart, Invoice, Part, SalesPart, State, Text,
};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::resource::{Resource, state_event};

/// Adds invoices; what is not given gets a plain default.
pub(super) fn add(
    ledger: &mut Ledger,
    resource: Resource,
    invoice: &Value,
    count: usize,
) -> Result<Vec<String>, String> {
    let input = Input::read(invoice)?;
    let mut ids = Vec::with_capacity(count);
    for _ in 0..count {
        let mut row = blank(ledger, resource, &input)?;
        let now = row.created_at;
        input.apply(ledger, resource, &mut row, now)?;
        row.updated_at = input.updated_at.map_or(now, Timestamp::as_millisecond);
        ids.push(row.id.to_string());
        ledger.put(resource, Arc::new(row));
    }
    Ok(ids)
}

/// Edits invoices; nothing is changed when one of them is unknown or the input is wrong.
pub(super) fn edit(
    ledger: &mut Ledger,
    resource: Resource,
    ids: &[String],
    set: &Value,
) -> Result<(), String> {
    let input = Input::read(set)?;
    let now = clock::now_ms();
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        let row = ledger.get(resource, parse_id(id)?);
        let mut row = Invoice::clone(&*row.ok_or_else(|| unknown(resource, id))?);
        let before = row.state;
        input.apply(ledger, resource, &mut row, now)?;
        if let Some(created_at) = input.created_at {
            row.created_at = created_at.as_millisecond();
        }
        row.updated_at = input.updated_at.map_or(now, Timestamp::as_millisecond);
        let action = match resource {
            _ if row.state != before => state_event(resource, row.state),
            Resource::Sales => "sales_invoice_updated",
            Resource::External => "external_sales_invoice_updated",
        };
        row.events.push(Event {
            action,
            data: EventData::Nothing,
            at: now,
        });
        rows.push(row);
    }
    for row in rows {
        ledger.put(resource, Arc::new(row));
    }
    Ok(())
}

/// Removes invoices; nothing is removed when one of them is unknown.
pub(super) fn remove(
    ledger: &mut Ledger,
    resource: Resource,
    ids: &[String],
) -> Result<(), String> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let number = parse_id(id)?;
        if ledger.get(resource, number).is_none() {
            return Err(unknown(resource, id));
        }
        found.push(number);
    }
    for id in found {
        ledger.remove(resource, id);
    }
    Ok(())
}

fn unknown(resource: Resource, id: &str) -> String {
    format!("no row with id {id:?} in {}", resource.segment())
}

/// An open invoice of today with one line, for the first contact.
fn blank(ledger: &mut Ledger, resource: Resource, input: &Input) -> Result<Invoice, String> {
    let created_at = input
        .created_at
        .map_or_else(clock::now_ms, Timestamp::as_millisecond);
    let today = ledger.today();
    // A contact that is described is a new one; an upload has none.
    let bare = input.contact.is_some() || input.state.as_deref() == Some("new");
    let contact = if bare { None } else { ledger.first_contact() };
    let line = LineInput::default();
    Ok(Invoice {
        id: ledger.counters.id(created_at),
        contact,
        state: State::Open,
        date: Some(today),
        due_date: Some(today.saturating_add(14.days())),
        reference: None,
        currency: Currency::KNOWN[0],
        prices_are_incl_tax: false,
        paid_at: None,
        created_at,
        updated_at: created_at,
        lines: vec![line.line(ledger, created_at)?],
        payments: Vec::new(),
        notes: Vec::new(),
        attachments: Vec::new(),
        events: vec![Event {
            action: match resource {
                Resource::Sales => "sales_invoice_created",
                Resource::External => "external_sales_invoice_created",
            },
            data: EventData::Nothing,
            at: created_at,
        }],
        marked_dubious_on: None,
        marked_uncollectible_on: None,
        part: match resource {
            Resource::Sales => Part::Sales(Box::new(SalesPart {
                workflow_id: WORKFLOW_ID,
                ..SalesPart::default()
            })),
            Resource::External => Part::External(ExternalPart {
                entry_number: ledger.counters.entry(),
                origin: Some(Text::Borrowed("api")),
                ..ExternalPart::default()
            }),
        },
    })
}
