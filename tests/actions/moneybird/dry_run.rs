//! What a dry run tells is what is then sent.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    desk::Desk,
    moneybird::{added, open},
    promise,
};

pub(super) fn promises(account: &'static str) -> Vec<Trial> {
    vec![promise(
        account,
        "a_dry_run_tells_what_is_then_sent",
        dry_run,
    )]
}

/// Inputs for an open invoice, in an order in which each can be done after the others.
fn inputs(desk: &Desk, invoice: &str, customer: &Value) -> Vec<(&'static str, Value)> {
    let one = json!({"invoiceId": invoice});
    let with = |more: Value| {
        let mut input = one.clone();
        let fields = input.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        input
    };
    let lines = json!([{"description": "Desk", "unitPrice": "5.5"}]);
    let created = json!({
        "accountId": desk.account, "customerId": customer, "reference": "R", "lineItems": lines,
    });
    let changes = json!({"reference": "R 2", "lineItems": {"replaceAll": lines}});
    let payment = json!({"amount": "1.10", "date": "2026-05-01", "reference": "T"});
    let mut inputs = vec![
        ("createInvoice", created),
        ("cloneInvoice", one.clone()),
        ("updateInvoice", with(json!({"changes": changes}))),
        ("addNote", with(json!({"text": "Words", "todo": true}))),
        ("createPayment", with(payment)),
        ("markDubious", with(json!({"date": "2026-05-01"}))),
    ];
    if desk.account == "moneybird" {
        inputs.extend([
            (
                "sendInvoice",
                with(json!({"delivery": "EMAIL", "message": "Hello"})),
            ),
            ("markSent", one.clone()),
            ("pauseInvoice", one.clone()),
            ("resumeInvoice", one.clone()),
            (
                "sendReminders",
                json!({"invoiceIds": [invoice], "message": "It is late."}),
            ),
            ("creditInvoice", one.clone()),
        ]);
    }
    inputs.extend([
        ("markPaid", one),
        ("deleteInvoices", json!({"invoiceIds": [invoice]})),
    ]);
    inputs
}

async fn dry_run(desk: Desk) {
    let other = open(&desk).await;
    let invoice = added(&desk, json!({"state": "open", "reference": "R"})).await;
    let customer = desk.book(&other).await["contact_id"].clone();
    for (mutation, input) in inputs(&desk, &invoice, &customer) {
        is_then_sent(&desk, mutation, input, "/123/").await;
    }
}

/// Sees that a dry run changes nothing, and that what it tells is what is sent; paths begin like this.
pub(crate) async fn is_then_sent(desk: &Desk, mutation: &str, input: Value, start: &str) {
    let books = desk.house.books(desk.account).await;
    let mut dry = input.clone();
    dry["dryRun"] = json!(true);
    let selection = "request { method path body } requests { path }";
    let told = desk.act(mutation, dry, selection).await;
    assert_eq!(told["outcome"], json!("PLANNED"), "{mutation}: {told:#}");
    assert_eq!(told["userErrors"], json!([]));
    assert_eq!(told["requests"].as_array().map(Vec::len), Some(1));
    assert_eq!(desk.writes().await, [], "{mutation} is only planned");
    assert_eq!(desk.house.books(desk.account).await, books);
    assert!(
        !told.to_string().contains("sandbox"),
        "no secrets: {told:#}"
    );

    desk.done(mutation, input, "").await;
    let planned = &told["request"];
    let body = planned["body"].as_str().map_or(Value::Null, |body| {
        serde_json::from_str(body).expect("the body is JSON")
    });
    let path = planned["path"].as_str().expect("a path");
    assert!(path.starts_with(start), "{path}");
    let method = planned["method"].as_str().expect("a verb");
    desk.write().await.must_be(method, path, body);
}
