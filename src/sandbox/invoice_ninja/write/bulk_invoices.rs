//! `POST /invoices/bulk`: many rows at once, and no word about those that were skipped.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use crate::sandbox::invoice_ninja::downloads::{self, PDF, attached};
use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::lists;
use crate::sandbox::invoice_ninja::locks::SECOND_MS;
use crate::sandbox::invoice_ninja::render::token;
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::bulk::Bulk;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::input::Input;
use crate::sandbox::invoice_ninja::write::template::Template;
use crate::sandbox::pdf::pdf;

/// The longest lock of a deletion, in seconds; it takes one for each id.
const MOST_SECONDS: usize = 3;

/// Carries out an action on many invoices.
///
/// The lock comes before the validation, so a request that is refused by that holds it too.
pub(super) async fn invoices(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    lock(&ninja, &input)?;
    let request = Request::read(&input)?;
    let (found, ledger) = ninja.write(|ledger, now| {
        let found = request.found(ledger);
        for id in &found {
            request.act(ledger, *id, now);
        }
        Ok(found)
    })?;
    let Some(first) = found.first() else {
        return answer::message("No Invoices Found");
    };
    match request.bulk.action.as_str() {
        "download" => Ok(downloads::pdf_of(&ledger.invoices[first], "invoice")),
        "bulk_download" if found.len() > 1 => answer::message("Successfully sent message"),
        "bulk_print" => Ok(attached(PDF, "print.pdf", pdf("invoices").into())),
        "template" if input.is_true("send_email") => answer::message("email sent"),
        "template" => answer::message(&preview(*first)),
        _ => lists::chosen_invoices(&input.params(), &headers, &ledger, &found),
    }
}

fn lock(ninja: &InvoiceNinja, input: &Input) -> Result<(), Box<Refusal>> {
    let action = input.text("action").unwrap_or_default();
    let seconds = match action.as_str() {
        "delete" => input
            .list("ids")
            .map_or(1, <[_]>::len)
            .clamp(1, MOST_SECONDS),
        _ => 1,
    };
    let length_ms = SECOND_MS * i64::try_from(seconds).unwrap_or(1);
    ninja
        .locks
        .take(format!("bulk {action} invoices"), length_ms)
}

/// Where a document that is being made can be asked for.
fn preview(id: u32) -> String {
    let text = token(id, 6, 32).to_lowercase();
    let part = |from: usize, to: usize| text[from..to].to_owned();
    [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-")
}

/// What is to be done.
#[derive(Debug)]
struct Request {
    bulk: Bulk,
    /// None for the one that is due.
    template: Option<Template>,
    subscription: u32,
}

impl Request {
    fn read(input: &Input) -> Result<Self, Box<Refusal>> {
        let mut check = Check::new(input);
        let bulk = Bulk::checked(&mut check);
        let email_type = input.text("email_type");
        let template = email_type.as_deref().and_then(Template::of_bulk);
        if email_type.is_some() && template.is_none() {
            check.unknown("email_type");
        }
        let subscription = check.row("subscription_id").unwrap_or(0);
        if bulk.action == "set_payment_link" {
            check.require("subscription_id");
        }
        check.done()?;
        Ok(Self {
            bulk,
            template,
            subscription,
        })
    }

    fn found(&self, ledger: &Ledger) -> Vec<u32> {
        let ids = self.bulk.ids.iter().copied();
        ids.filter(|id| ledger.invoices.contains_key(id)).collect()
    }

    /// What cannot be done, or is no action at all, is not done and not told.
    fn act(&self, ledger: &mut Ledger, id: u32, now: i64) {
        match self.bulk.action.as_str() {
            "mark_sent" => ledger.act_mark_sent(id, now),
            "mark_paid" => {
                ledger.mark_paid(id, None, now);
            }
            "archive" => ledger.act_archive(id, now),
            "restore" => ledger.act_restore(id, now),
            "delete" => ledger.act_delete(id, now),
            "cancel" => ledger.act_cancel(id, now),
            "email" | "send_email" => {
                let due = |row: &_| Template::due(row, now);
                let due = ledger.invoices.get(&id).map(|row| due(row.as_ref()));
                let template = self.template.or(due);
                ledger.email(id, template.unwrap_or(Template::Other), now);
            }
            "set_payment_link" => ledger.with_invoice(id, |row| {
                row.links.subscription = self.subscription;
                row.stamps.updated_at = now;
            }),
            _ => {}
        }
    }
}
