//! Credit notes, which look like invoices.

use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::render::id;
use crate::sandbox::invoice_ninja::render_invoice::{self, Wishes};
use crate::sandbox::invoice_ninja::rows::Credit;

/// Writes a credit note: the keys of an invoice, and the invoice that it takes back.
pub(super) fn credit<'a>(ledger: &'a Ledger, credit: &'a Credit, wishes: &Wishes) -> Json<'a> {
    let mut record = render_invoice::invoice(ledger, &credit.row, wishes);
    if let Json::Object(fields) = &mut record {
        for (key, value) in fields.iter_mut() {
            if *key == "entity_type" {
                *value = "credit".into();
            }
        }
    }
    record.push("invoice_id", id(credit.invoice));
    record
}
