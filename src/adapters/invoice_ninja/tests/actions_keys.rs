//! Keys of payments that the vendor has seen before.

use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::tests::{
        actions::{document, done_by, invoice, is_applied, native_id, on, why},
        actions_payments::{paid, payment},
        script::{answer, ok},
    },
    error::ErrorKind,
    provider::action::Outcome,
};

const ID: &str = "Rf5Gh6Jk7L";
const USED: &str =
    r#"{"message":"The given data was invalid.","errors":{"idempotency_key":["Taken."]}}"#;

#[tokio::test]
async fn a_used_key_finds_the_payment_that_it_made() {
    let action = on(&invoice(json!({})), payment(Some("order-1")));
    let mut there = document(json!({}));
    there["payments"][0] = json!({
        "id": "Py9abcdefg", "date": "2026-05-01", "transaction_reference": "TRF 9",
        "paymentables": [{"invoice_id": ID, "amount": 60.1, "refunded": 0}]
    });
    let receipt = done_by(&action, move |request| match request.method.as_str() {
        "GET" => ok(&json!({"data": there})),
        _ => answer(422, USED),
    })
    .await;
    assert!(is_applied(&receipt));
    assert_eq!(receipt.created, Some(native_id("Py9abcdefg")));
    assert_eq!(receipt.touched.shown[0].id.as_str(), ID);
}

#[tokio::test]
async fn a_key_of_another_payment_is_refused() {
    let action = on(&invoice(json!({})), payment(Some("order-1")));
    let receipt = done_by(&action, |request| match request.method.as_str() {
        "GET" => ok(&json!({"data": document(json!({}))})),
        _ => answer(422, USED),
    })
    .await;
    let (kind, field, _) = why(&receipt);
    assert_eq!(
        (kind, field.as_str()),
        (ErrorKind::Conflict, "idempotencyKey")
    );
    let unread = done_by(&action, |request| match request.method.as_str() {
        "GET" => answer(500, ""),
        _ => answer(422, USED),
    })
    .await;
    assert!(matches!(unread.outcomes[..], [Outcome::Lost(_)]));
}

#[tokio::test]
async fn a_used_key_does_not_claim_a_payment_that_was_there_before() {
    let before = paid(json!({}));
    let action = on(&before, payment(Some("order-1")));
    let there = before.raw.json();
    let receipt = done_by(&action, move |request| match request.method.as_str() {
        "GET" => ok(&json!({"data": serde_json::from_str::<Value>(&there).unwrap()})),
        _ => answer(422, USED),
    })
    .await;
    let (kind, field, message) = why(&receipt);
    assert_eq!(
        (kind, field.as_str()),
        (ErrorKind::Conflict, "idempotencyKey")
    );
    assert!(
        message.contains("before you take a new key"),
        "a new key may pay twice: {message}"
    );
    assert_eq!(receipt.touched.shown[0].id.as_str(), ID);
}
