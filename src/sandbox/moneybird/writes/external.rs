//! Creating and changing external sales invoices.

use std::sync::Arc;

use axum::http::StatusCode;

use crate::sandbox::clock;
use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::errors::{Refusal, json_response};
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{EventData, ExternalPart, Invoice, Part, State, Text};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::render;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::writes::attachments::{bare_200, file_of};
use crate::sandbox::moneybird::writes::body::Fields;
use crate::sandbox::moneybird::writes::common;
use crate::sandbox::moneybird::writes::life::{Checked, Desk, change, event, follow, move_to};
use crate::sandbox::moneybird::writes::validation::Validation;
use crate::sandbox::upload::Upload;

const WRAPPER: &str = "external_sales_invoice";

/// `POST /external_sales_invoices`: open at once, whether or not it has a contact.
///
/// The same reference twice is fine: the page knows no error for it.
pub(super) fn create(moneybird: &Moneybird, body: &[u8]) -> Answer {
    let fields = Fields::wrapped(body, WRAPPER)?;
    let mut ledger = moneybird.ledger_mut();
    let mut desk = desk(&mut ledger);
    let unknown = || {
        let body = serde_json::json!({
            "error": "Contact ID is invalid",
            "symbolic": {WRAPPER: {"contact_id": "contact_invalid"}},
        });
        Refusal::with_body(StatusCode::BAD_REQUEST, body)
    };
    let mut row = blank(&mut desk, State::Open, "api");
    write(&mut desk, &mut row, &fields, unknown)?;
    let action = "external_sales_invoice_created";
    event(&mut row, action, EventData::Nothing, desk.now);
    let answer = json_response(StatusCode::CREATED, render::invoice(&row));
    put(&mut desk, row);
    Ok(answer)
}

/// `POST /external_sales_invoices/attachment`: new until somebody fills it in, and its id untold.
pub(super) fn create_from_attachment(moneybird: &Moneybird, upload: Option<&Upload>) -> Answer {
    let file = file_of(Resource::External, upload)?;
    let mut ledger = moneybird.ledger_mut();
    let mut desk = desk(&mut ledger);
    let mut row = blank(&mut desk, State::New, "upload");
    row.attachments.push(file.attachment(&mut desk));
    let action = "external_sales_invoice_created";
    event(&mut row, action, EventData::Nothing, desk.now);
    put(&mut desk, row);
    Ok(bare_200())
}

/// `PATCH /external_sales_invoices/{id}`.
pub(super) fn update(moneybird: &Moneybird, id: &str, body: &[u8]) -> Answer {
    let missing = || Refusal::not_found("id");
    let (row, ()) = change(moneybird, Resource::External, id, missing, |desk, row| {
        let fields = Fields::wrapped(body, WRAPPER)?;
        // The page lists no 400 here.
        write(desk, row, &fields, || Refusal::not_found("contact_id"))?;
        let action = "external_sales_invoice_updated";
        event(row, action, EventData::Nothing, desk.now);
        // Filled in, an upload is no longer new; the page does not say when.
        if row.state == State::New {
            move_to(row, desk.resource, State::Open, desk.now);
        }
        follow(desk, row);
        Ok(())
    })?;
    Ok(json_response(StatusCode::OK, render::invoice(&row)))
}

fn desk(ledger: &mut Ledger) -> Desk<'_> {
    Desk {
        ledger,
        resource: Resource::External,
        now: clock::now_ms(),
    }
}

fn blank(desk: &mut Desk<'_>, state: State, origin: &'static str) -> Invoice {
    let part = ExternalPart {
        entry_number: desk.ledger.counters.entry(),
        origin: Some(Text::Borrowed(origin)),
        ..ExternalPart::default()
    };
    let mut row = common::blank(desk, state, Part::External(part));
    row.date = Some(desk.today());
    row
}

fn put(desk: &mut Desk<'_>, row: Invoice) {
    desk.ledger.put(Resource::External, Arc::new(row));
}

fn write(
    desk: &mut Desk<'_>,
    row: &mut Invoice,
    fields: &Fields,
    unknown_contact: impl FnOnce() -> Refusal,
) -> Checked<()> {
    let mut validation = Validation::default();
    if let Some(found) = common::contact(desk, fields) {
        row.contact = Some(found.ok_or_else(|| Box::new(unknown_contact()))?);
    }
    common::apply(desk, row, fields, &mut validation)?;
    if row
        .reference
        .as_deref()
        .is_none_or(|text| text.trim().is_empty())
    {
        validation.blank("reference");
    }
    if let Some(Some(date)) = fields.date("date", "date", &mut validation) {
        row.date = Some(date);
    }
    row.due_date = fields
        .date("due_date", "due_date", &mut validation)
        .unwrap_or(row.due_date);
    if let Part::External(part) = &mut row.part {
        for (key, field) in [
            ("source", &mut part.source),
            ("source_url", &mut part.source_url),
        ] {
            if let Some(text) = fields.text(key) {
                *field = text.map(Text::Owned);
            }
        }
    }
    validation.finish()
}
