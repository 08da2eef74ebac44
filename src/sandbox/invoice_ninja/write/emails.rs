//! `POST /emails`: one email about one record.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::rows::Activity;
use crate::sandbox::invoice_ninja::write::answer;
use crate::sandbox::invoice_ninja::write::check::Check;
use crate::sandbox::invoice_ninja::write::input::Input;
use crate::sandbox::invoice_ninja::write::template::Template;

/// Kinds of records that can be sent.
const ENTITIES: [&str; 6] = [
    "invoice",
    "quote",
    "credit",
    "recurring_invoice",
    "purchase_order",
    "payment",
];

/// How many others may get a copy.
const MOST_COPIES: usize = 4;

/// A payment whose client was told.
const PAYMENT_EMAILED: u16 = 138;

/// Sends an email; who asks twice sends two.
pub(super) async fn send(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let input = Input::read(query.as_deref(), &headers, &body)?;
    let (email, ledger) = ninja.write(|ledger, now| {
        let email = Email::check(ledger, &input)?;
        if email.is_payment {
            ledger.email_payment(email.row, now);
        } else {
            ledger.email(email.row, email.template, now);
        }
        Ok(email)
    })?;
    if email.is_payment {
        answer::payment(&ledger, email.row, &input)
    } else {
        answer::invoice(&ledger, email.row, &input)
    }
}

#[derive(Debug)]
struct Email {
    is_payment: bool,
    row: u32,
    template: Template,
}

impl Email {
    fn check(ledger: &Ledger, input: &Input) -> Result<Self, Box<Refusal>> {
        let mut check = Check::new(input);
        for name in ["entity", "entity_id", "template"] {
            check.require(name);
        }
        let entity = check.text("entity").unwrap_or_default();
        if !entity.is_empty() && !ENTITIES.contains(&entity.as_str()) {
            check.unknown("entity");
        }
        let row = check.row("entity_id").unwrap_or(0);
        let is_known = match entity.as_str() {
            "invoice" => ledger.invoices.contains_key(&row),
            "payment" => ledger.payments.contains_key(&row),
            _ => false,
        };
        if input.get("entity_id").is_some() && !is_known {
            check.unknown("entity_id");
        }
        let name = check.text("template").unwrap_or_default();
        let template = Template::of_email(&name);
        if !name.is_empty() && template.is_none() {
            check.unknown("template");
        }
        check_copies(&mut check);
        check.done()?;
        Ok(Self {
            is_payment: entity == "payment",
            row,
            template: template.unwrap_or(Template::Other),
        })
    }
}

/// Whether more copies are refused or left out the page does not say: here they are refused.
fn check_copies(check: &mut Check<'_>) {
    let copies = check.text("cc_email").unwrap_or_default();
    let copies = copies.split(',').map(str::trim);
    let copies: Vec<&str> = copies.filter(|copy| !copy.is_empty()).collect();
    if copies.len() > MOST_COPIES || copies.iter().any(|copy| !copy.contains('@')) {
        check.complain("cc_email", "The", "field must be a valid email address.");
    }
}

impl Ledger {
    /// Writes down that a client was told about a payment.
    pub(super) fn email_payment(&mut self, payment: u32, at: i64) {
        let Some(row) = self.payments.get(&payment) else {
            return;
        };
        let client = row.client;
        self.note(Activity {
            type_id: PAYMENT_EMAILED,
            at,
            client,
            payment,
            ..Activity::default()
        });
    }
}
