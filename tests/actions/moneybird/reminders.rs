//! Reminders: one call for all, an entry for each customer, and a look at each invoice afterwards.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, native_id},
    moneybird::{added, open},
    promise,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("sendReminders", remind_two_customers),
        case("sendReminders", remind_at_an_address),
        case("sendReminders", remind_in_part),
    ]
}

pub(super) fn promises() -> Vec<Trial> {
    vec![promise(
        "moneybird",
        "a_letter_that_cannot_be_sent_does_not_hide_the_one_before_it",
        remind_whom_nobody_can_reach,
    )]
}

const PATH: &str = "/123/sales_invoices/send_reminders.json";
const REMINDED: &str = "nativeStatus native { ... on MoneybirdSalesInvoice { reminderCount } }";

/// What all invoices of one letter share, as the vendor's document has it.
async fn letter(desk: &Desk, invoices: &[&str]) -> Value {
    let book = desk.book(invoices[0]).await;
    let ids: Vec<String> = invoices.iter().map(|id| native_id(id)).collect();
    json!({
        "contact_id": book["contact_id"], "workflow_id": book["workflow_id"],
        "document_style_id": book["document_style_id"], "identity_id": book["identity_id"],
        "sales_invoice_ids": ids,
    })
}

async fn is_reminded(desk: &Desk, invoice: &str) {
    let later = desk.later(invoice, REMINDED).await;
    assert_eq!(later["nativeStatus"], json!("reminded"), "{later:#}");
    assert_eq!(later["native"]["reminderCount"], json!(1));
}

fn other_customer() -> Value {
    json!({"state": "late", "contact": {"company_name": "Other BV", "email": "pay@other.example"}})
}

async fn remind_two_customers(desk: Desk) {
    let (first, second) = (
        open(&desk).await,
        added(&desk, json!({"state": "late"})).await,
    );
    let other = added(&desk, other_customer()).await;
    let letters = [
        letter(&desk, &[&first, &second]).await,
        letter(&desk, &[&other]).await,
    ];
    let input = json!({"invoiceIds": [first, other, second]});
    let selection = format!("results {{ id outcome invoice {{ {REMINDED} }} }}");
    let told = desk.done("sendReminders", input, &selection).await;
    let wanted = json!({"sales_invoice_reminders": letters});
    desk.write().await.must_be("POST", PATH, wanted);
    for (place, id) in [&first, &other, &second].into_iter().enumerate() {
        let result = &told["results"][place];
        assert_eq!(result["id"], json!(id));
        assert_eq!(result["outcome"], json!("APPLIED"));
        assert_eq!(result["invoice"]["native"]["reminderCount"], json!(1));
        is_reminded(&desk, id).await;
    }
}

async fn remind_at_an_address(desk: Desk) {
    let invoice = open(&desk).await;
    let mut wanted = letter(&desk, &[&invoice]).await;
    let (address, message) = ("boss@customer.example", "It is late.");
    let input = json!({"invoiceIds": [invoice], "emailAddress": address, "message": message});
    desk.done("sendReminders", input, "results { outcome }")
        .await;
    wanted["delivery_method"] = json!("Email");
    wanted["email_address"] = json!(address);
    wanted["reminder_text"] = json!(message);
    let wanted = json!({"sales_invoice_reminders": [wanted]});
    desk.write().await.must_be("POST", PATH, wanted);
    is_reminded(&desk, &invoice).await;
}

async fn remind_in_part(desk: Desk) {
    let paid = added(&desk, json!({"state": "paid"})).await;
    let (invoice, unknown) = (open(&desk).await, desk.id("999"));
    let letter = letter(&desk, &[&invoice]).await;
    let input = json!({"invoiceIds": [paid, invoice, unknown]});
    let selection = "results { id outcome userErrors { code field } }";
    let told = desk.act("sendReminders", input, selection).await;
    assert_eq!(told["outcome"], json!("APPLIED"), "{told:#}");
    let refused = |id: &str, code: &str, place: &str| {
        let error = json!({"code": code, "field": ["input", "invoiceIds", place]});
        json!({"id": id, "outcome": "REFUSED", "userErrors": [error]})
    };
    let results = json!([
        refused(&paid, "CONFLICT", "0"),
        {"id": invoice, "outcome": "APPLIED", "userErrors": []},
        refused(&unknown, "NOT_FOUND", "2"),
    ]);
    assert_eq!(told["results"], results, "{told:#}");
    let wanted = json!({"sales_invoice_reminders": [letter]});
    desk.write().await.must_be("POST", PATH, wanted);
    is_reminded(&desk, &invoice).await;
}

async fn remind_whom_nobody_can_reach(desk: Desk) {
    let reachable = open(&desk).await;
    let contact = json!({"company_name": "No mail BV", "email": ""});
    let unreachable = added(&desk, json!({"state": "late", "contact": contact})).await;
    let input = json!({"invoiceIds": [reachable, unreachable]});
    let selection = "results { outcome userErrors { code field } }";
    let told = desk.act("sendReminders", input, selection).await;
    assert_eq!(told["outcome"], json!("APPLIED"), "{told:#}");
    let error = json!({"code": "INVALID_INPUT", "field": ["input", "emailAddress"]});
    let results = json!([
        {"outcome": "APPLIED", "userErrors": []},
        {"outcome": "REFUSED", "userErrors": [error]},
    ]);
    assert_eq!(told["results"], results, "{told:#}");
    assert_eq!(desk.writes().await.len(), 1, "nobody is reminded twice");
    is_reminded(&desk, &reachable).await;
}
