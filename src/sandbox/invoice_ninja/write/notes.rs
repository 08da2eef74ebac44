//! `POST /activities/notes`: notes that can be added and never changed.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;

use crate::sandbox::invoice_ninja::envelope;
use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::includes::{Entity, Includes};
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::render_activity::{NOTE, activity};
use crate::sandbox::invoice_ninja::rows::Activity;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::input::Input;

/// Kinds of records that notes hang on, by the names that this endpoint wants: plural ones.
const ENTITIES: [&str; 13] = [
    "invoices",
    "quotes",
    "credits",
    "recurring_invoices",
    "clients",
    "vendors",
    "payments",
    "projects",
    "tasks",
    "expenses",
    "recurring_expenses",
    "bank_transactions",
    "purchase_orders",
];

/// Adds a note and answers the activity that it is.
pub(super) async fn add(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (entity, row) = checked(&input)?;
    if entity == "bank_transactions" {
        return Ok(StatusCode::OK.into_response());
    }
    let text = input.text("notes").unwrap_or_default();
    let (_, ledger) = ninja.write(|ledger, now| {
        let subject = subject(ledger, &entity, row)?;
        ledger.note(Activity {
            type_id: NOTE,
            at: now,
            notes: Cow::Owned(text),
            ..subject
        });
        Ok(())
    })?;
    let params = input.params();
    let includes = Includes::parse(params.get("include"), Entity::Activity, false)?;
    let written = ledger.activities.last();
    let written = written.ok_or_else(Refusal::server_error)?;
    envelope::item(&params, activity(&ledger, written, &includes))
}

fn checked(input: &Input) -> Result<(String, u32), Box<Refusal>> {
    let mut check = Check::new(input);
    check.require("entity");
    check.require("entity_id");
    check.require("notes");
    let entity = check.text("entity").unwrap_or_default();
    if !entity.is_empty() && !ENTITIES.contains(&entity.as_str()) {
        check.unknown("entity");
    }
    let row = check.row("entity_id").unwrap_or(0);
    if row == u32::MAX {
        check.unknown("entity_id");
    }
    check.done()?;
    Ok((entity, row))
}

/// The row that a note is about. The page names two answers for one that is not there: here the
/// text that is no id is invalid, and the id that leads nowhere is not for this user.
fn subject(ledger: &Ledger, entity: &str, row: u32) -> Result<Activity, Box<Refusal>> {
    let found = match entity {
        "invoices" => ledger.invoices.get(&row).map(|invoice| Activity {
            invoice: row,
            client: invoice.client,
            ..Activity::default()
        }),
        "payments" => ledger.payments.get(&row).map(|payment| Activity {
            payment: row,
            client: payment.client,
            ..Activity::default()
        }),
        "clients" => ledger.clients.get(&row).map(|client| Activity {
            client: client.id,
            ..Activity::default()
        }),
        _ => None,
    };
    found.ok_or_else(Refusal::unauthorized)
}
