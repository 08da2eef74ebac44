//! Payments that are registered once, and not for more than is to be paid.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, native_id},
    invoice_ninja::{ACCOUNT, added, client, merged, open},
    promise,
};

pub(super) fn promises() -> Vec<Trial> {
    vec![
        promise(ACCOUNT, "the_same_key_pays_once", same_key),
        promise(ACCOUNT, "a_key_that_the_vendor_knows_is_told", used_key),
        promise(ACCOUNT, "too_much_for_an_invoice_is_refused", too_much),
    ]
}

fn payments_of(book: &Value) -> usize {
    book["payments"].as_array().expect("a list").len()
}

async fn same_key(desk: Desk) {
    let invoice = open(&desk).await;
    let input = json!({
        "invoiceId": invoice, "amount": "40", "date": "2026-05-03", "reference": "T-1", "idempotencyKey": "pay-1",
    });
    let told = desk
        .done("createPayment", input.clone(), "payment { id }")
        .await;
    let sent = desk.write().await.body["idempotency_key"].clone();
    let sent = sent.as_str().expect("the vendor knows the key too");
    assert_eq!(sent.len(), 64, "as long as the vendor keeps");
    assert!(!sent.contains("pay-1"), "another caller's pay-1 is another");
    let again = desk.done("createPayment", input, "payment { id }").await;
    assert_eq!(desk.writes().await, []);
    assert_eq!(again, told);
    assert_eq!(payments_of(&desk.book(&invoice).await), 1);
}

/// A gateway that has forgotten what it did hears from the vendor that the key was used: nothing is paid again, and
/// nothing that was there before is claimed.
async fn used_key(desk: Desk) {
    let (first, second) = (open(&desk).await, open(&desk).await);
    let input = |id: &String, key: &str| {
        json!({
            "invoiceId": id, "amount": "40", "date": "2026-05-03", "reference": "T-1", "idempotencyKey": key,
        })
    };
    desk.done("createPayment", input(&first, "pay-1"), "").await;
    for (invoice, there, advice) in [
        (&first, 1, "before you take a new key"),
        (&second, 0, "has none like this: look in Invoice Ninja"),
    ] {
        let forgetful = desk.elsewhere().await;
        let input = input(invoice, "pay-1");
        let told = forgetful.act("createPayment", input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
        let error = &told["userErrors"][0];
        assert_eq!(error["code"], json!("CONFLICT"));
        assert_eq!(error["field"], json!(["input", "idempotencyKey"]));
        assert!(error.to_string().contains(advice), "{told:#}");
        assert_eq!(payments_of(&desk.book(invoice).await), there);
    }
}

async fn too_much(desk: Desk) {
    let client = client(&desk).await;
    let fields = json!({"status_id": "2", "client_id": client});
    let (first, second) = (
        added(&desk, fields.clone()).await,
        added(&desk, fields).await,
    );
    let shares = json!([{"invoiceId": native_id(&second), "amount": "100.01"}]);
    let native = json!({"invoiceNinja": {"invoices": shares}});
    for (input, path) in [
        (json!({"amount": "100.01"}), json!(["input", "amount"])),
        (
            json!({"amount": "1", "native": native}),
            json!(["input", "native", "invoiceNinja", "invoices", "0"]),
        ),
    ] {
        let input = merged(json!({"invoiceId": first, "date": "2026-05-03"}), input);
        let told = desk.act("createPayment", input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
        let error = &told["userErrors"][0];
        assert_eq!(error["field"], path, "{told:#}");
        assert_eq!(error["code"], json!("INVALID_INPUT"), "{told:#}");
    }
    assert_eq!(payments_of(&desk.book(&first).await), 0);
}
