//! What goes wrong with external invoices alone.

use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    desk::Desk,
    moneybird::{added, is_blamed},
    moneybird_external::ACCOUNT,
    promise,
};

pub(super) fn promises() -> Vec<Trial> {
    vec![
        promise(
            ACCOUNT,
            "a_wrong_field_is_named_as_the_input_has_it",
            wrong_fields,
        ),
        promise(
            ACCOUNT,
            "an_upload_can_be_filled_in_and_not_paid_before",
            upload_filled_in,
        ),
    ]
}

async fn wrong_fields(desk: Desk) {
    let invoice = added(&desk, json!({"state": "open", "reference": "R"})).await;
    // The vendor tells of an unknown customer in another shape for each of the two.
    let input = json!({"accountId": ACCOUNT, "reference": "R", "customerId": "12"});
    is_blamed(&desk, "createInvoice", input, &["customerId"]).await;
    let input = json!({"invoiceId": invoice, "changes": {"customerId": "12"}});
    is_blamed(&desk, "updateInvoice", input, &["changes", "customerId"]).await;
    let lines = json!([{"description": "Cup", "unitPrice": "2", "taxRateId": "12"}]);
    let input = json!({"accountId": ACCOUNT, "reference": "R", "lineItems": lines});
    is_blamed(
        &desk,
        "createInvoice",
        input,
        &["lineItems", "0", "taxRateId"],
    )
    .await;
    // It has to have a name, which the gateway knows.
    let told = desk
        .act("createInvoice", json!({"accountId": ACCOUNT}), "")
        .await;
    assert_eq!(
        told["userErrors"][0]["field"],
        json!(["input", "reference"]),
        "{told:#}"
    );
    assert_eq!(desk.writes().await, []);
    let input = json!({"invoiceId": invoice, "changes": {"discount": {"percentage": "5"}}});
    let told = desk.act("updateInvoice", input, "").await;
    assert_eq!(
        told["userErrors"][0]["code"],
        json!("UNSUPPORTED"),
        "{told:#}"
    );
    assert_eq!(
        told["userErrors"][0]["field"],
        json!(["input", "changes", "discount"])
    );
}

async fn upload_filled_in(desk: Desk) {
    let invoice = added(&desk, json!({"state": "new", "details": []})).await;
    let held = desk.read(&invoice, "status").await;
    assert_eq!(held["status"], json!("DRAFT"));
    let input = json!({"invoiceId": invoice, "amount": "1", "date": "2026-05-01"});
    let told = desk.act("createPayment", input, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    assert_eq!(told["userErrors"][0]["code"], json!("CONFLICT"), "{told:#}");
    let lines = json!([{"description": "As scanned", "unitPrice": "10", "taxRateId": "281474976710700100"}]);
    let changes = json!({"reference": "Scan 1", "lineItems": {"add": lines}});
    desk.done(
        "updateInvoice",
        json!({"invoiceId": invoice, "changes": changes}),
        "",
    )
    .await;
    let later = desk.later(&invoice, "status number total { amount }").await;
    let total = json!({"amount": "10.00"});
    assert_eq!(
        later,
        json!({"status": "OPEN", "number": "Scan 1", "total": total})
    );
}
