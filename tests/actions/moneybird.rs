//! What Moneybird's sales invoices can be asked to do.

use serde_json::json;

use crate::{
    Case, case,
    desk::{Desk, native_id},
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("createPayment", create_payment),
        case("addNote", add_note),
    ]
}

async fn create_payment(desk: Desk) {
    let details = json!([{"description": "Desk", "price": "100", "amount": "1", "tax_rate": "0"}]);
    let invoice = desk
        .add(json!({"state": "open", "currency": "EUR", "details": details}))
        .await;
    let input =
        json!({"invoiceId": invoice, "amount": "40.00", "date": "2026-05-01", "reference": "T-1"});
    let told = desk
        .done(
            "createPayment",
            input,
            "payment { id amount { amount } date reference } invoice { status }",
        )
        .await;
    let native = native_id(&invoice);
    desk.write().await.must_be(
        "POST",
        &format!("/123/sales_invoices/{native}/payments.json"),
        json!({"payment": {"payment_date": "2026-05-01", "price": "40.00", "transaction_identifier": "T-1"}}),
    );
    assert_eq!(told["payment"]["amount"]["amount"], json!("40.00"));
    assert_eq!(told["payment"]["reference"], json!("T-1"));
    let later = desk
        .later(
            &invoice,
            "status balance { amount } payments { id reference }",
        )
        .await;
    assert_eq!(later["status"], json!("PARTIALLY_PAID"));
    assert_eq!(later["balance"]["amount"], json!("60.00"));
    assert_eq!(later["payments"][0]["id"], told["payment"]["id"]);
}

async fn add_note(desk: Desk) {
    let invoice = desk.add(json!({"state": "open"})).await;
    let input = json!({"invoiceId": invoice, "text": "Call them", "todo": true});
    let told = desk.done("addNote", input, "note { id text todo }").await;
    desk.write().await.must_be(
        "POST",
        &format!("/123/sales_invoices/{}/notes.json", native_id(&invoice)),
        json!({"note": {"note": "Call them", "todo": true}}),
    );
    assert_eq!(told["note"]["text"], json!("Call them"));
    let later = desk.later(&invoice, "notes { id text todo }").await;
    assert_eq!(later["notes"][0]["id"], told["note"]["id"]);
    assert_eq!(later["notes"][0]["todo"], json!(true));
}
