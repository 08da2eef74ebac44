//! Actions that ride on the creation or the change of an invoice.

use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::write::check::decimal;
use crate::sandbox::invoice_ninja::write::input::Input;
use crate::sandbox::invoice_ninja::write::template::Template;

/// Carries out what was asked for, in the vendor's order; each value must be literally `true`.
///
/// `auto_bill` finds no payment gateway, `retry_e_send` and `redirect` change nothing that shows.
pub(super) fn run(ledger: &mut Ledger, id: u32, input: &Input, at: i64) {
    let reference = input.text("reference");
    if input.is_true("paid") {
        ledger.mark_paid(id, reference.clone(), at);
    }
    if input.is_true("mark_sent") {
        ledger.act_mark_sent(id, at);
    }
    if let Some(amount) = input.get("amount_paid").and_then(decimal) {
        ledger.pay_one(id, amount, reference, at);
    }
    if input.is_true("send_email") {
        ledger.email(id, Template::Other, at);
    }
    if input.is_true("cancel") {
        ledger.act_cancel(id, at);
    }
    let (terms, footer) = ledger.with_invoice(id, |row| (row.terms.clone(), row.footer.clone()));
    if input.is_true("save_default_terms") {
        ledger.defaults.terms = terms;
    }
    if input.is_true("save_default_footer") {
        ledger.defaults.footer = footer;
    }
}
