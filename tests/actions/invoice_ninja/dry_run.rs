//! What a dry run tells is what is then sent.

use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    desk::Desk,
    invoice_ninja::{ACCOUNT, added, merged},
    moneybird::is_then_sent,
    promise,
};

pub(super) fn promises() -> Vec<Trial> {
    let name = "a_dry_run_tells_what_is_then_sent";
    vec![promise(ACCOUNT, name, dry_run)]
}

async fn dry_run(desk: Desk) {
    let invoice = added(&desk, json!({"status_id": "1"})).await;
    let customer = desk.book(&invoice).await["client_id"].clone();
    let one = json!({"invoiceId": invoice});
    let many = json!({"invoiceIds": [invoice]});
    let with = |more| merged(one.clone(), more);
    let lines = json!([{"description": "Desk", "unitPrice": "5.5"}]);
    let created = json!({
        "accountId": ACCOUNT, "customerId": customer, "reference": "R", "lineItems": lines,
    });
    let changes = json!({"reference": "R 2", "publicNote": null});
    let payment = json!({"amount": "1.10", "date": "2026-05-03", "reference": "T"});
    // In an order in which each can be done after the others.
    for (mutation, input) in [
        ("createInvoice", created),
        ("cloneInvoice", one.clone()),
        ("updateInvoice", with(json!({"changes": changes}))),
        ("markSent", one.clone()),
        ("addNote", with(json!({"text": "Words"}))),
        ("sendInvoice", with(json!({"message": "Hello"}))),
        ("sendReminders", merged(many.clone(), json!({"step": 1}))),
        ("refreshReminderSchedule", json!({"accountId": ACCOUNT})),
        ("createPayment", with(payment)),
        ("markPaid", one.clone()),
        ("archiveInvoices", many.clone()),
        ("restoreInvoices", many.clone()),
        ("deleteInvoices", many),
    ] {
        is_then_sent(&desk, mutation, input, "/").await;
    }
}
