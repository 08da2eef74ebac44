//! What a change is answered with: the record as it is now, or the rows of a bulk request.

use std::sync::Arc;

use axum::http::StatusCode;

use crate::sandbox::invoice_ninja::envelope;
use crate::sandbox::invoice_ninja::errors::{Answer, Refusal, json_response};
use crate::sandbox::invoice_ninja::includes::{Entity, Includes};
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::render_invoice::{self, Wishes};
use crate::sandbox::invoice_ninja::render_payment;
use crate::sandbox::invoice_ninja::rows::Invoice;
use crate::sandbox::invoice_ninja::write::input::Input;

/// Answers an invoice of the books.
pub(super) fn invoice(ledger: &Ledger, id: u32, input: &Input) -> Answer {
    let row = ledger.invoices.get(&id);
    let row = row.ok_or_else(|| Refusal::no_such("Invoice", ""))?;
    invoice_row(ledger, row, input)
}

/// Answers an invoice that may be in no books.
pub(super) fn invoice_row(ledger: &Ledger, row: &Invoice, input: &Input) -> Answer {
    let params = input.params();
    let includes = Includes::parse(params.get("include"), Entity::Invoice, false)?;
    let wishes = Wishes::read(&params, includes, false);
    envelope::item(&params, render_invoice::invoice(ledger, row, &wishes))
}

/// Answers a payment of the books.
pub(super) fn payment(ledger: &Ledger, id: u32, input: &Input) -> Answer {
    let params = input.params();
    let row = ledger.payments.get(&id).map(Arc::as_ref);
    let row = row.ok_or_else(|| Refusal::no_such("Payment", ""))?;
    let includes = Includes::parse(params.get("include"), Entity::Payment, false)?;
    envelope::item(&params, render_payment::payment(ledger, row, &includes))
}

/// Answers with a message alone, which is no error.
pub(super) fn message(text: &str) -> Answer {
    let body = Json::object([("message", text.to_owned().into())]);
    Ok(json_response(StatusCode::OK, body.compact()))
}
