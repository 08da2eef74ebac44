//! What the vendor finds wrong with an input, told at the field of the input that caused it.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, native_id},
    invoice_ninja::{ACCOUNT, added, client, merged, open},
    moneybird::is_blamed,
    promise,
};

pub(super) fn promises() -> Vec<Trial> {
    let name = "a_wrong_field_is_named_as_the_input_has_it";
    vec![
        promise(ACCOUNT, name, wrong_fields),
        promise(ACCOUNT, "what_is_missing_is_refused_unasked", missing),
    ]
}

async fn wrong_fields(desk: Desk) {
    let client = client(&desk).await;
    let invoice = added(
        &desk,
        json!({"status_id": "2", "client_id": client, "number": "2026-5"}),
    )
    .await;
    let new = |more| merged(json!({"accountId": ACCOUNT, "customerId": client}), more);
    let taken = new(json!({"number": "2026-5"}));
    is_blamed(&desk, "createInvoice", taken, &["number"]).await;
    let stranger = new(json!({"customerId": "Wx9kZZ3qLmRt"}));
    is_blamed(&desk, "createInvoice", stranger, &["customerId"]).await;
    let much = new(json!({"discount": {"amount": "100000000000000"}}));
    is_blamed(&desk, "createInvoice", much, &["discount"]).await;
    let of = |changes: Value| json!({"invoiceId": invoice, "changes": changes});
    let early = of(json!({"dueDate": "2026-04-01"}));
    is_blamed(&desk, "updateInvoice", early, &["changes", "dueDate"]).await;
    let other = open(&desk).await;
    let number = json!({"invoiceId": other, "changes": {"number": "2026-5"}});
    is_blamed(&desk, "updateInvoice", number, &["changes", "number"]).await;
    let held = added(
        &desk,
        json!({"status_id": "4", "payments": [{"amount": "100"}]}),
    )
    .await;
    let payments = desk.read(&held, "payments { id }").await;
    let back = json!({"paymentId": payments["payments"][0]["id"], "date": "2026-05-20", "amount": "100.01"});
    is_blamed(&desk, "refundPayment", back, &["amount"]).await;
    let native = json!({"invoiceNinja": {"ccEmail": ["nobody"]}});
    let copy = json!({"invoiceId": invoice, "native": native});
    let path = ["native", "invoiceNinja", "ccEmail"];
    is_blamed(&desk, "sendInvoice", copy, &path).await;
    let native = json!({"invoiceNinja": {"partial": "-1"}});
    let deposit = new(json!({"native": native}));
    let path = ["native", "invoiceNinja", "partial"];
    is_blamed(&desk, "createInvoice", deposit, &path).await;
}

async fn missing(desk: Desk) {
    let invoice = open(&desk).await;
    let book = desk.book(&invoice).await;
    for (mutation, input, field) in [
        (
            "createInvoice",
            json!({"accountId": ACCOUNT, "reference": "R"}),
            vec!["customerId"],
        ),
        (
            "createInvoice",
            json!({"accountId": ACCOUNT, "customerId": book["client_id"], "idempotencyKey": "k"}),
            vec!["reference"],
        ),
        (
            "createInvoice",
            json!({"accountId": ACCOUNT, "customerId": book["client_id"], "currency": "USD"}),
            vec!["currency"],
        ),
        (
            "updateInvoice",
            json!({"invoiceId": invoice, "changes": {}}),
            vec!["changes"],
        ),
        (
            "updateInvoice",
            json!({"invoiceId": invoice, "changes": {"issueDate": null}}),
            vec!["changes", "issueDate"],
        ),
        (
            "createPayment",
            json!({"invoiceId": invoice, "amount": "0", "date": "2026-05-03"}),
            vec!["amount"],
        ),
    ] {
        let told = desk.act(mutation, input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
        let path: Vec<&str> = std::iter::once("input").chain(field).collect();
        assert_eq!(told["userErrors"][0]["field"], json!(path), "{told:#}");
        assert_eq!(desk.writes().await, [], "{mutation}");
    }
    assert_eq!(desk.book(&invoice).await["id"], json!(native_id(&invoice)));
}
