//! External invoices that are paid, doubted and given up.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::Desk,
    moneybird::{added, open},
    moneybird_external::path,
    vendors::today,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("createPayment", create_payment),
        case("deletePayment", delete_payment),
        case("markPaid", mark_paid),
        case("markDubious", mark_dubious),
        case("markUncollectible", mark_uncollectible),
    ]
}

async fn create_payment(desk: Desk) {
    let invoice = added(&desk, json!({"state": "open", "currency": "USD"})).await;
    let input =
        json!({"invoiceId": invoice, "amount": "100", "date": "2026-05-01", "reference": "T-1"});
    let told = desk
        .done(
            "createPayment",
            input,
            "payment { id amount { amount currency } }",
        )
        .await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "/payments"),
        json!({"payment": {
            "payment_date": "2026-05-01", "price": "100", "price_base": "86.0",
            "transaction_identifier": "T-1",
        }}),
    );
    assert_eq!(
        told["payment"]["amount"],
        json!({"amount": "100.00", "currency": "USD"})
    );
    let later = desk
        .later(&invoice, "status payments { id reference date }")
        .await;
    let payment = json!({"id": told["payment"]["id"], "reference": "T-1", "date": "2026-05-01"});
    assert_eq!(later, json!({"status": "PAID", "payments": [payment]}));
}

async fn delete_payment(desk: Desk) {
    let payments = json!([
        {"price": "30", "payment_date": "2026-04-01"},
        {"price": "70", "payment_date": "2026-04-02", "transaction_identifier": "Wrong"},
    ]);
    let invoice = added(&desk, json!({"state": "paid", "payments": payments})).await;
    let held = desk
        .read(&invoice, "payments { id nativeId reference }")
        .await;
    let listed = held["payments"].as_array().expect("a list");
    let wrong = listed
        .iter()
        .find(|payment| payment["reference"] == "Wrong")
        .expect("told");
    let input = json!({"paymentId": wrong["id"]});
    let told = desk
        .done("deletePayment", input, "deletedId invoice { status }")
        .await;
    let native = wrong["nativeId"].as_str().expect("an id");
    let write = desk.write().await;
    write.must_be(
        "DELETE",
        &path(&invoice, &format!("/payments/{native}")),
        Value::Null,
    );
    assert_eq!(told["deletedId"], wrong["id"]);
    let later = desk
        .later(&invoice, "status balance { amount } payments { reference }")
        .await;
    let wanted = json!({
        "status": "PARTIALLY_PAID", "balance": {"amount": "70.00"}, "payments": [{"reference": null}],
    });
    assert_eq!(later, wanted);
}

async fn mark_paid(desk: Desk) {
    let payments = json!([{"price": "20", "payment_date": "2026-04-01"}]);
    let invoice = added(&desk, json!({"state": "late", "payments": payments})).await;
    let input = json!({"invoiceId": invoice, "reference": "Bank 1"});
    let selection = "status balance { amount } payments { amount { amount } reference }";
    let told = desk
        .done("markPaid", input, &format!("invoice {{ {selection} }}"))
        .await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "/payments"),
        json!({"payment": {
            "payment_date": today().to_string(), "price": "80.0", "transaction_identifier": "Bank 1",
        }}),
    );
    assert_eq!(told["invoice"]["status"], json!("PAID"));
    assert_eq!(told["invoice"]["balance"]["amount"], json!("0.00"));
    assert_eq!(desk.later(&invoice, selection).await, told["invoice"]);
}

async fn mark_dubious(desk: Desk) {
    let invoice = open(&desk).await;
    let input = json!({"invoiceId": invoice, "date": "2026-04-03"});
    desk.done("markDubious", input, "invoice { id }").await;
    let body = json!({"dubious_date": "2026-04-03"});
    let write = desk.write().await;
    write.must_be("PATCH", &path(&invoice, "/mark_as_dubious"), body);
    let later = desk.later(&invoice, "status dubiousOn").await;
    assert_eq!(later, json!({"status": "OPEN", "dubiousOn": "2026-04-03"}));
}

async fn mark_uncollectible(desk: Desk) {
    let invoice = open(&desk).await;
    desk.done(
        "markUncollectible",
        json!({"invoiceId": invoice}),
        "invoice { id }",
    )
    .await;
    let write = desk.write().await;
    write.must_be(
        "PATCH",
        &path(&invoice, "/mark_as_uncollectible"),
        json!({}),
    );
    let later = desk
        .later(&invoice, "status uncollectibleOn balance { amount }")
        .await;
    let wanted = json!({
        "status": "UNCOLLECTIBLE", "uncollectibleOn": today().to_string(),
        "balance": {"amount": "100.00"},
    });
    assert_eq!(later, wanted);
}
