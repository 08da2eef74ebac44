//! `POST /invoices`.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::events::due_after;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::render_payment::exchange_rate;
use crate::sandbox::invoice_ninja::rows::{Invoice, Parent, Stamps, Text};
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::deeds::PAYMENT_TERMS;
use crate::sandbox::invoice_ninja::write::files::{Files, Uploaded};
use crate::sandbox::invoice_ninja::write::input::Input;
use crate::sandbox::invoice_ninja::write::invoice_fields::{Fields, add_up};
use crate::sandbox::invoice_ninja::write::{answer, invitations, reserved, triggers};

/// Lines that only payments make.
const FEES: [u8; 2] = [3, 4];

/// Creates an invoice; files may come along when the body is a form in parts.
pub(super) async fn create(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    upload: Uploaded,
    body: Bytes,
) -> Answer {
    let (input, files) = match upload {
        Some(Extension(upload)) => (
            Input::of_upload(query.as_deref(), &upload),
            Files::of_invoice(&upload),
        ),
        None => (
            Input::read(query.as_deref(), &headers, &body)?,
            Files::default(),
        ),
    };
    let (id, ledger) = ninja.write(|ledger, now| {
        let draft = Draft::check(ledger, &input, &files)?;
        let id = draft.store(ledger, now);
        files.attach(ledger, Parent::Invoice(id), now);
        triggers::run(ledger, id, &input, now);
        Ok(id)
    })?;
    answer::invoice(&ledger, id, &input)
}

/// An invoice that may be created.
#[derive(Debug)]
struct Draft {
    client: u32,
    number: Option<String>,
    fields: Fields,
    contacts: Vec<u32>,
}

impl Draft {
    fn check(ledger: &Ledger, input: &Input, files: &Files) -> Result<Self, Box<Refusal>> {
        let mut check = Check::new(input);
        let client = check_client(ledger, &mut check);
        let number = check.text("number").filter(|number| !number.is_empty());
        if number
            .as_deref()
            .is_some_and(|number| is_taken(ledger, number, 0))
        {
            check.complain("number", "The", "has already been taken.");
        }
        let mut fields = Fields::read(&mut check);
        let date = fields.date.unwrap_or(ledger.today);
        let partial = fields.partial_due_date.flatten();
        if partial.is_some() && fields.due_date.flatten().is_none() {
            fields.due_date = Some(Some(due_after(date, PAYMENT_TERMS)));
        }
        Fields::check_order(&mut check, date, fields.due_date.flatten(), partial);
        check_documents(&mut check);
        files.check(&mut check);
        let contacts = invitations::wanted(&mut check);
        check.done()?;
        Ok(Self {
            client,
            number,
            fields,
            contacts,
        })
    }

    fn store(self, ledger: &mut Ledger, now: i64) -> u32 {
        let id = next(&mut ledger.counters.invoice);
        let number = self.number.map(Cow::Owned);
        let number = number.unwrap_or_else(|| ledger.fresh_number());
        let currency = ledger.currency_of(self.client);
        let mut row = Invoice {
            id,
            client: self.client,
            stamps: Stamps {
                created_at: now,
                updated_at: now,
                ..Stamps::default()
            },
            status: 1,
            number,
            date: ledger.today,
            ..Invoice::default()
        };
        self.fields.write(&mut row);
        row.exchange_rate = exchange_rate(currency.id);
        row.lines.retain(|line| !FEES.contains(&line.type_id));
        for line in &mut row.lines {
            line.notes = Cow::Owned(reserved::expand(&line.notes, ledger.today));
        }
        fill_defaults(ledger, &mut row);
        add_up(&mut row, currency.precision);
        row.invitations = invitations::of(ledger, self.client, &self.contacts, now);
        ledger.create(row);
        id
    }
}

/// Reads the client that something new is for.
pub(super) fn check_client(ledger: &Ledger, check: &mut Check<'_>) -> u32 {
    check.require("client_id");
    let id = check.row("client_id").unwrap_or(0);
    let client = ledger.clients.get(&id);
    if id != 0 && client.is_none_or(|client| client.stamps.is_deleted) {
        check.unknown("client_id");
    }
    id
}

/// Whether another invoice than this one has a number; no number is nobody's.
pub(super) fn is_taken(ledger: &Ledger, number: &str, except: u32) -> bool {
    if number.is_empty() {
        return false;
    }
    let mut others = ledger.invoices.values();
    others.any(|row| row.id != except && row.number == number)
}

/// Documents are uploaded; objects that describe some are refused.
fn check_documents(check: &mut Check<'_>) {
    for name in ["documents", "file"] {
        for index in 0..check.list(name).map_or(0, <[_]>::len) {
            let text = "field must be a file.";
            check.complain(&format!("{name}.{index}"), "The", text);
        }
    }
}

/// What the client or the company says where the request says nothing; the client's public notes
/// win even over the request's.
fn fill_defaults(ledger: &Ledger, row: &mut Invoice) {
    let client = ledger.client_of(row);
    let notes = client.map(|client| client.public_notes.clone());
    if let Some(notes) = notes.filter(|notes| !notes.is_empty()) {
        row.public_notes = notes;
    }
    let fill = |place: &mut Text, default: &Text| {
        if place.is_empty() {
            *place = default.clone();
        }
    };
    fill(&mut row.terms, &ledger.defaults.terms);
    fill(&mut row.footer, &ledger.defaults.footer);
}
