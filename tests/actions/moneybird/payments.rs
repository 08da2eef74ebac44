//! Payments that are registered and deleted, and invoices that are paid by one.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::Desk,
    moneybird::{added, line, open, path},
    promise,
    vendors::today,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("createPayment", create_payment),
        case("createPayment", create_payment_in_pounds),
        case("createPayment", pay_back),
        case("deletePayment", delete_payment),
        case("markPaid", mark_paid),
        case("markPaid", mark_paid_today),
    ]
}

pub(super) fn promises() -> Vec<Trial> {
    vec![
        promise("moneybird", "the_same_key_pays_once", same_key),
        promise("moneybird", "a_key_is_for_one_input", other_input),
        promise(
            "moneybird",
            "a_key_needs_a_reference",
            key_without_reference,
        ),
    ]
}

async fn create_payment(desk: Desk) {
    let invoice = open(&desk).await;
    let input =
        json!({"invoiceId": invoice, "amount": "40.00", "date": "2026-05-01", "reference": "T-1"});
    let told = desk
        .done(
            "createPayment",
            input,
            "payment { id amount { amount } date reference } invoice { status }",
        )
        .await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "/payments"),
        json!({"payment": {"payment_date": "2026-05-01", "price": "40.00", "transaction_identifier": "T-1"}}),
    );
    assert_eq!(told["payment"]["amount"]["amount"], json!("40.00"));
    assert_eq!(told["payment"]["date"], json!("2026-05-01"));
    assert_eq!(told["payment"]["reference"], json!("T-1"));
    assert_eq!(told["invoice"]["status"], json!("PARTIALLY_PAID"));
    let selection = "status balance { amount } payments { id reference }";
    let later = desk.later(&invoice, selection).await;
    assert_eq!(later["status"], json!("PARTIALLY_PAID"));
    assert_eq!(later["balance"]["amount"], json!("60.00"));
    assert_eq!(later["payments"][0]["id"], told["payment"]["id"]);
}

async fn create_payment_in_pounds(desk: Desk) {
    let invoice = added(&desk, json!({"state": "open", "currency": "GBP"})).await;
    let input = json!({"invoiceId": invoice, "amount": "40", "date": "2026-05-01"});
    let selection = "payment { amount { amount currency } baseAmount }";
    let told = desk.done("createPayment", input, selection).await;
    // The vendor wants the worth in its own currency; 100.00 pounds are 115.00 in these books.
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "/payments"),
        json!({"payment": {"payment_date": "2026-05-01", "price": "40", "price_base": "46"}}),
    );
    assert_eq!(
        told["payment"]["amount"],
        json!({"amount": "40.00", "currency": "GBP"})
    );
    let later = desk
        .later(&invoice, "paid { amount } payments { baseAmount }")
        .await;
    assert_eq!(later["paid"]["amount"], json!("40.00"));
    assert_eq!(
        later["payments"][0]["baseAmount"],
        told["payment"]["baseAmount"]
    );
}

async fn pay_back(desk: Desk) {
    let lines = json!([{"description": "Desk", "price": "100", "amount": "-1 x", "tax_rate": "0"}]);
    let credit = added(&desk, json!({"state": "open", "details": lines})).await;
    let input = json!({"invoiceId": credit, "amount": "-100.00", "date": "2026-05-01"});
    desk.done("createPayment", input, "payment { id }").await;
    desk.write().await.must_be(
        "POST",
        &path(&credit, "/payments"),
        json!({"payment": {"payment_date": "2026-05-01", "price": "-100.00"}}),
    );
    let later = desk
        .later(&credit, "status payments { amount { amount } }")
        .await;
    let wanted = json!({"status": "PAID", "payments": [{"amount": {"amount": "-100.00"}}]});
    assert_eq!(later, wanted);
}

async fn delete_payment(desk: Desk) {
    let payments = json!([{"price": "100", "payment_date": "2026-04-01"}]);
    let invoice = added(&desk, json!({"state": "paid", "payments": payments})).await;
    let held = desk.read(&invoice, "status payments { id nativeId }").await;
    assert_eq!(held["status"], json!("PAID"));
    let payment = &held["payments"][0];
    let input = json!({"paymentId": payment["id"]});
    let selection = "deletedId invoice { status } invoices { id }";
    let told = desk.done("deletePayment", input, selection).await;
    let native = payment["nativeId"].as_str().expect("an id");
    let write = desk.write().await;
    write.must_be(
        "DELETE",
        &path(&invoice, &format!("/payments/{native}")),
        Value::Null,
    );
    assert_eq!(told["deletedId"], payment["id"]);
    assert_eq!(
        told["invoice"]["status"],
        json!("OPEN"),
        "it is to be paid again"
    );
    assert_eq!(told["invoices"], json!([{"id": invoice}]));
    let later = desk
        .later(&invoice, "status balance { amount } payments { id }")
        .await;
    let wanted = json!({"status": "OPEN", "balance": {"amount": "100.00"}, "payments": []});
    assert_eq!(later, wanted);
}

async fn mark_paid(desk: Desk) {
    let details = json!([line(), {"description": "Cup", "price": "0.35", "tax_rate": "0"}]);
    let payments = json!([{"price": "25.10", "payment_date": "2026-04-01"}]);
    let fields = json!({"state": "late", "details": details, "payments": payments});
    let invoice = added(&desk, fields).await;
    let input = json!({"invoiceId": invoice, "date": "2026-05-02", "reference": "Bank 77"});
    let told = desk
        .done("markPaid", input, "invoice { status balance { amount } }")
        .await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "/payments"),
        json!({"payment": {"payment_date": "2026-05-02", "price": "75.25", "transaction_identifier": "Bank 77"}}),
    );
    let wanted = json!({"status": "PAID", "balance": {"amount": "0.00"}});
    assert_eq!(told["invoice"], wanted);
    assert_eq!(
        desk.later(&invoice, "status balance { amount }").await,
        wanted
    );
}

async fn mark_paid_today(desk: Desk) {
    let invoice = added(&desk, json!({"state": "open", "currency": "USD"})).await;
    desk.done("markPaid", json!({"invoiceId": invoice}), "invoice { id }")
        .await;
    let book = desk.book(&invoice).await;
    // What is left is told in both currencies, and passed on as it was told.
    let wanted = json!({
        "payment_date": today().to_string(), "price": "100.0",
        "price_base": book["total_price_incl_tax_base"],
    });
    let write = desk.write().await;
    write.must_be(
        "POST",
        &path(&invoice, "/payments"),
        json!({"payment": wanted}),
    );
    let later = desk.later(&invoice, "status balance { amount }").await;
    assert_eq!(
        later,
        json!({"status": "PAID", "balance": {"amount": "0.00"}})
    );
}

fn keyed(invoice: &str, amount: &str) -> Value {
    json!({
        "invoiceId": invoice, "amount": amount, "date": "2026-05-01", "reference": "T-9",
        "idempotencyKey": "pay-9",
    })
}

async fn same_key(desk: Desk) {
    let invoice = open(&desk).await;
    let input = keyed(&invoice, "10");
    let first = desk
        .done("createPayment", input.clone(), "payment { id }")
        .await;
    assert_eq!(desk.writes().await.len(), 1);
    let again = desk.done("createPayment", input, "payment { id }").await;
    assert_eq!(desk.writes().await, [], "the first answer is told again");
    assert_eq!(again["payment"], first["payment"]);
    let book = desk.book(&invoice).await;
    assert_eq!(book["payments"].as_array().map(Vec::len), Some(1));
}

async fn other_input(desk: Desk) {
    let invoice = open(&desk).await;
    desk.done("createPayment", keyed(&invoice, "10"), "").await;
    let told = desk.act("createPayment", keyed(&invoice, "11"), "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    assert_eq!(told["userErrors"][0]["code"], json!("CONFLICT"));
    assert_eq!(
        told["userErrors"][0]["field"],
        json!(["input", "idempotencyKey"])
    );
    assert_eq!(desk.heard().await, []);
}

async fn key_without_reference(desk: Desk) {
    let invoice = open(&desk).await;
    let mut input = keyed(&invoice, "10");
    input["reference"] = Value::Null;
    let told = desk.act("createPayment", input, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    assert_eq!(
        told["userErrors"][0]["field"],
        json!(["input", "reference"])
    );
    assert_eq!(desk.writes().await, []);
    assert_eq!(desk.book(&invoice).await["payments"], json!([]));
}
