//! `PUT /invoices/{id}`, which `PATCH` is too.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::events::reminder_on;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::records::invoice_with;
use crate::sandbox::invoice_ninja::rows::Invoice;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::create_invoice::is_taken;
use crate::sandbox::invoice_ninja::write::input::Input;
use crate::sandbox::invoice_ninja::write::invoice_fields::{Fields, add_up};
use crate::sandbox::invoice_ninja::write::{answer, invitations, triggers};

/// Changes an invoice: what is left out stays, the lines are replaced as a whole.
pub(super) async fn update(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (id, ledger) = ninja.write(|ledger, now| {
        let row = invoice_with(ledger, &id)?;
        let id = row.id;
        let change = Change::check(ledger, row, &input)?;
        change.store(ledger, id, now);
        triggers::run(ledger, id, &input, now);
        Ok(id)
    })?;
    answer::invoice(&ledger, id, &input)
}

/// A change that may be made.
#[derive(Debug)]
struct Change {
    /// An empty one asks for a new one.
    number: Option<String>,
    fields: Fields,
    invitations: Option<Vec<Value>>,
}

impl Change {
    fn check(ledger: &Ledger, row: &Invoice, input: &Input) -> Result<Self, Box<Refusal>> {
        if row.stamps.is_deleted {
            return Err(Refusal::deleted());
        }
        if ledger.is_locked(row) {
            return Err(locked());
        }
        let mut check = Check::new(input);
        if check
            .row("client_id")
            .is_some_and(|client| client != row.client)
        {
            check.unknown("client_id");
        }
        check_status(&mut check, row);
        let number = check.text("number");
        if number
            .as_deref()
            .is_some_and(|number| is_taken(ledger, number, row.id))
        {
            check.complain("number", "The", "has already been taken.");
        }
        let fields = Fields::read(&mut check);
        check_days(&mut check, &fields, row)?;
        let invitations = check.list("invitations").map(<[Value]>::to_vec);
        check.done()?;
        Ok(Self {
            number,
            fields,
            invitations,
        })
    }

    fn store(self, ledger: &mut Ledger, id: u32, now: i64) {
        let number = self.number.map(|number| match number.as_str() {
            "" => ledger.fresh_number(),
            _ => Cow::Owned(number),
        });
        let client = ledger.with_invoice(id, |row| row.client);
        let precision = ledger.currency_of(client).precision;
        ledger.with_invoice(id, |row| {
            self.fields.write(row);
            if let Some(number) = number {
                row.number = number;
            }
            if self.fields.due_date.is_some() && matches!(row.status, 2 | 3) {
                row.next_send_at = row.due_date.map_or(0, reminder_on);
            }
            add_up(row, precision);
            row.stamps.updated_at = now;
        });
        if let Some(wanted) = self.invitations {
            invitations::synchronize(ledger, id, &wanted, now);
        }
        ledger.happened(id, 5, now);
    }
}

/// An invoice that is cancelled or reversed stays so, and no request makes it one.
fn check_status(check: &mut Check<'_>, row: &Invoice) {
    let Some(status) = check.input.text("status_id") else {
        return;
    };
    if status == "5" || matches!(row.status, 5 | 6) {
        check.unknown("status_id");
    }
}

/// A deposit's day is compared with fields of the request that the program takes for granted.
fn check_days(check: &mut Check<'_>, fields: &Fields, row: &Invoice) -> Result<(), Box<Refusal>> {
    let date = fields.date.unwrap_or(row.date);
    let partial = fields.partial_due_date.flatten();
    if partial.is_some() && !(check.input.has("client_id") && check.input.has("date")) {
        return Err(Refusal::server_error());
    }
    let due = fields.due_date.unwrap_or(row.due_date);
    Fields::check_order(check, date, due, partial);
    if fields.due_date.flatten().is_some_and(|due| due < date) {
        let text = "field must be a date after or equal to date.";
        check.complain("due_date", "The", text);
    }
    Ok(())
}

/// The one refusal whose message is empty, and whose error is no list.
fn locked() -> Box<Refusal> {
    let error = "This invoice is locked and unable to be modified";
    let body = Json::object([
        ("message", "".into()),
        ("errors", Json::object([("number", error.into())])),
    ]);
    Refusal::with(StatusCode::UNPROCESSABLE_ENTITY, body)
}
