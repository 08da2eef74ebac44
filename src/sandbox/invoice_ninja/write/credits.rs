//! Credit notes: what payments can be made of, and what takes an invoice back.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use crate::sandbox::invoice_ninja::envelope;
use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::includes::{Entity, Includes};
use crate::sandbox::invoice_ninja::ledger::{Ledger, next};
use crate::sandbox::invoice_ninja::lists;
use crate::sandbox::invoice_ninja::render_credit;
use crate::sandbox::invoice_ninja::render_invoice::Wishes;
use crate::sandbox::invoice_ninja::render_payment::exchange_rate;
use crate::sandbox::invoice_ninja::rows::{Credit, Invoice, Stamps};
use crate::sandbox::invoice_ninja::write::bulk::Bulk;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::create_invoice::check_client;
use crate::sandbox::invoice_ninja::write::input::Input;
use crate::sandbox::invoice_ninja::write::invitations;
use crate::sandbox::invoice_ninja::write::invoice_fields::{Fields, add_up};

/// `POST /credits`: with `invoice_id` it reverses an invoice that was sent.
pub(super) async fn create(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (id, ledger) = ninja.write(|ledger, now| {
        let new = NewCredit::check(ledger, &input)?;
        let id = new.store(ledger, now);
        if input.is_true("mark_sent") {
            send(ledger, id, now);
        }
        Ok(id)
    })?;
    let row = ledger.credits.get(&id);
    let row = row.ok_or_else(Refusal::server_error)?;
    let params = input.params();
    let includes = Includes::parse(params.get("include"), Entity::Invoice, false)?;
    let wishes = Wishes::read(&params, includes, false);
    envelope::item(&params, render_credit::credit(&ledger, row, &wishes))
}

/// `POST /credits/bulk`, which looks at its ids.
pub(super) async fn bulk(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (bulk, ledger) = ninja.write(|ledger, now| {
        let mut check = Check::new(&input);
        let bulk = Bulk::checked(&mut check);
        let is_known = |id: &u32| ledger.credits.contains_key(id);
        if !bulk.ids.iter().all(is_known) {
            check.unknown("ids");
        }
        check.done()?;
        for id in &bulk.ids {
            act(ledger, *id, &bulk.action, now);
        }
        Ok(bulk)
    })?;
    lists::chosen_credits(&input.params(), &headers, &ledger, &bulk.ids)
}

fn act(ledger: &mut Ledger, id: u32, action: &str, now: i64) {
    match action {
        "mark_sent" | "email" | "send_email" => send(ledger, id, now),
        "archive" => put_away(ledger, id, now, now, false),
        "delete" => put_away(ledger, id, now, now, true),
        "restore" => put_away(ledger, id, 0, now, false),
        _ => {}
    }
}

fn put_away(ledger: &mut Ledger, id: u32, archived_at: i64, now: i64, is_deleted: bool) {
    if let Some(credit) = ledger.credits.get_mut(&id) {
        let stamps = &mut Arc::make_mut(credit).row.stamps;
        stamps.archived_at = archived_at;
        stamps.is_deleted = is_deleted;
        stamps.updated_at = now;
    }
}

/// What was sent can be used.
fn send(ledger: &mut Ledger, id: u32, now: i64) {
    let Some(credit) = ledger.credits.get_mut(&id) else {
        return;
    };
    let row = &mut Arc::make_mut(credit).row;
    if row.status == 1 {
        row.status = 2;
        row.money.balance = row.money.amount;
        row.stamps.updated_at = now;
    }
}

/// A credit note that may be written.
#[derive(Debug)]
struct NewCredit {
    client: u32,
    number: Option<String>,
    /// 0 for none.
    invoice: u32,
    fields: Fields,
    contacts: Vec<u32>,
}

impl NewCredit {
    fn check(ledger: &Ledger, input: &Input) -> Result<Self, Box<Refusal>> {
        let mut check = Check::new(input);
        let client = check_client(ledger, &mut check);
        let number = check.text("number").filter(|number| !number.is_empty());
        let mut numbers = ledger.credits.values().map(|credit| &credit.row.number);
        if number
            .as_ref()
            .is_some_and(|number| numbers.any(|taken| taken == number))
        {
            check.complain("number", "The", "has already been taken.");
        }
        let invoice = check.row("invoice_id").unwrap_or(0);
        let can = |row: &Invoice| {
            row.client == client && !row.stamps.is_deleted && matches!(row.status, 2..=4)
        };
        if invoice != 0 && !ledger.invoices.get(&invoice).is_some_and(|row| can(row)) {
            check.unknown("invoice_id");
        }
        let fields = Fields::read(&mut check);
        let contacts = invitations::wanted(&mut check);
        check.done()?;
        Ok(Self {
            client,
            number,
            invoice,
            fields,
            contacts,
        })
    }

    fn store(self, ledger: &mut Ledger, now: i64) -> u32 {
        let id = next(&mut ledger.counters.credit);
        let currency = ledger.currency_of(self.client);
        let number = self.number.unwrap_or_else(|| format!("{id:04}"));
        let mut row = Invoice {
            id,
            client: self.client,
            stamps: Stamps {
                created_at: now,
                updated_at: now,
                ..Stamps::default()
            },
            status: 1,
            number: Cow::Owned(number),
            date: ledger.today,
            ..Invoice::default()
        };
        self.fields.write(&mut row);
        row.exchange_rate = exchange_rate(currency.id);
        add_up(&mut row, currency.precision);
        row.invitations = invitations::of(ledger, self.client, &self.contacts, now);
        if row.invitations.is_empty() {
            row.invitations = ledger.invite(self.client, now);
        }
        if self.invoice != 0 {
            ledger.reverse(self.invoice, now);
        }
        let credit = Credit {
            row,
            invoice: self.invoice,
        };
        ledger.credits.insert(id, Arc::new(credit));
        id
    }
}
