//! Payments that are registered, deleted and given back.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, native_id},
    invoice_ninja::{added, client, open},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("createPayment", create),
        case("createPayment", pay_two),
        case("deletePayment", delete),
        case("refundPayment", refund),
        case("refundPayment", refund_rest),
    ]
}

const SELECTION: &str = "status balance { amount } paid { amount } \
     payments { id date reference amount { amount } allocations { invoice { id } amount { amount } refunded { amount } } }";

fn amount(text: &str) -> Value {
    json!({"amount": text})
}

async fn create(desk: Desk) {
    let invoice = open(&desk).await;
    let client = desk.book(&invoice).await["client_id"].clone();
    let input =
        json!({"invoiceId": invoice, "amount": "40.00", "date": "2026-05-03", "reference": "T-1"});
    let selection =
        "payment { id amount { amount } date reference } invoice { status balance { amount } }";
    let told = desk.done("createPayment", input, selection).await;
    let native = native_id(&invoice);
    desk.write().await.must_be(
        "POST",
        "/api/v1/payments",
        json!({
            "client_id": client, "date": "2026-05-03", "transaction_reference": "T-1", "amount": "40",
            "invoices": [{"invoice_id": native, "amount": "40"}], "email_receipt": "false",
        }),
    );
    assert_eq!(told["payment"]["amount"], amount("40.00"));
    assert_eq!(told["payment"]["date"], json!("2026-05-03"));
    assert_eq!(told["payment"]["reference"], json!("T-1"));
    let status = json!({"status": "PARTIALLY_PAID", "balance": {"amount": "60.00"}});
    assert_eq!(told["invoice"], status);
    let later = desk.later(&invoice, SELECTION).await;
    assert_eq!(later["status"], json!("PARTIALLY_PAID"));
    assert_eq!(later["paid"], amount("40.00"));
    assert_eq!(later["payments"][0]["id"], told["payment"]["id"]);
}

async fn pay_two(desk: Desk) {
    let client = client(&desk).await;
    let fields = json!({"status_id": "2", "client_id": client});
    let (first, second) = (
        added(&desk, fields.clone()).await,
        added(&desk, fields).await,
    );
    desk.read(&second, "status").await;
    let shares = json!([{"invoiceId": native_id(&second), "amount": "25.50"}]);
    let native = json!({"invoiceNinja": {
        "amount": "150", "invoices": shares, "typeId": "1", "privateNotes": "By bank", "emailReceipt": true,
    }});
    let input =
        json!({"invoiceId": first, "amount": "100", "date": "2026-05-03", "native": native});
    let told = desk
        .done(
            "createPayment",
            input,
            "payment { id amount { amount } } invoice { status }",
        )
        .await;
    desk.write().await.must_be(
        "POST",
        "/api/v1/payments",
        json!({
            "client_id": client, "date": "2026-05-03", "amount": "150", "type_id": "1", "private_notes": "By bank",
            "invoices": [
                {"invoice_id": native_id(&first), "amount": "100"},
                {"invoice_id": native_id(&second), "amount": "25.5"},
            ],
            "email_receipt": "true",
        }),
    );
    assert_eq!(
        told["payment"]["amount"],
        amount("100.00"),
        "the invoice's share"
    );
    assert_eq!(told["invoice"]["status"], json!("PAID"));
    let first = desk.later(&first, SELECTION).await;
    assert_eq!(first["balance"], amount("0.00"));
    assert_eq!(
        first["payments"][0]["allocations"]
            .as_array()
            .expect("a list")
            .len(),
        2
    );
    // The other one was held, and is not as it was.
    let second = desk.later(&second, SELECTION).await;
    assert_eq!(second["status"], json!("PARTIALLY_PAID"));
    assert_eq!(second["balance"], amount("74.50"));
    assert_eq!(second["payments"][0]["amount"], amount("25.50"));
}

/// Two invoices of one client, paid by one payment of 130.00: the first in full, the second by 30.00.
async fn paid_together(desk: &Desk) -> (String, String) {
    let client = client(desk).await;
    let fields = json!({"status_id": "2", "client_id": client});
    let (first, second) = (added(desk, fields.clone()).await, added(desk, fields).await);
    let shares = json!([
        {"invoice_id": native_id(&first), "amount": "100"}, {"invoice_id": native_id(&second), "amount": "30"},
    ]);
    let payment = json!({"client_id": client, "date": "2026-05-03", "invoices": shares});
    desk.house.add("invoice-ninja-payments", payment).await;
    (first, second)
}

async fn delete(desk: Desk) {
    let (first, second) = paid_together(&desk).await;
    let held = desk.read(&first, "status payments { id nativeId }").await;
    assert_eq!(held["status"], json!("PAID"));
    assert_eq!(
        desk.read(&second, "status").await["status"],
        json!("PARTIALLY_PAID")
    );
    let payment = &held["payments"][0];
    let told = desk
        .done(
            "deletePayment",
            json!({"paymentId": payment["id"]}),
            "deletedId invoice { id status } invoices { id status balance { amount } }",
        )
        .await;
    let native = payment["nativeId"].as_str().expect("an id");
    let path = format!("/api/v1/payments/{native}");
    desk.write().await.must_be("DELETE", &path, Value::Null);
    assert_eq!(told["deletedId"], payment["id"]);
    assert_eq!(told["invoice"], json!({"id": first, "status": "OPEN"}));
    // Both are to be paid again.
    let invoices = told["invoices"].as_array().expect("a list");
    assert_eq!(invoices.len(), 2, "{told:#}");
    for id in [&first, &second] {
        let wanted = json!({"id": id, "status": "OPEN", "balance": {"amount": "100.00"}});
        assert!(invoices.contains(&wanted), "{told:#}");
        let later = desk.later(id, SELECTION).await;
        assert_eq!(later["status"], json!("OPEN"));
        assert_eq!(later["balance"], amount("100.00"));
        assert_eq!(later["payments"], json!([]));
    }
}

async fn refund(desk: Desk) {
    let (first, second) = paid_together(&desk).await;
    let held = desk.read(&first, "payments { id nativeId }").await;
    let payment = &held["payments"][0];
    let input = json!({"paymentId": payment["id"], "amount": "25.00", "date": "2026-05-20"});
    let selection = "payment { id } invoice { status balance { amount } }";
    let told = desk.done("refundPayment", input, selection).await;
    desk.write().await.must_be(
        "POST",
        "/api/v1/payments/refund",
        json!({
            "id": payment["nativeId"], "date": "2026-05-20", "amount": "25",
            "invoices": [{"invoice_id": native_id(&first), "amount": "25"}],
            "gateway_refund": false, "email_receipt": "false",
        }),
    );
    assert_eq!(told["payment"]["id"], payment["id"]);
    let wanted = json!({"status": "PARTIALLY_PAID", "balance": {"amount": "25.00"}});
    assert_eq!(told["invoice"], wanted);
    let later = desk.later(&first, SELECTION).await;
    assert_eq!(later["balance"], amount("25.00"));
    let shares = later["payments"][0]["allocations"]
        .as_array()
        .expect("a list");
    let share = |id: &String| {
        let share = shares
            .iter()
            .find(|share| share["invoice"]["id"] == json!(id));
        share.expect("it is told").clone()
    };
    assert_eq!(share(&first)["refunded"], amount("25.00"));
    assert_eq!(share(&second)["refunded"], amount("0.00"));
    // The other invoice tells of the same payment.
    let other = desk.later(&second, "status balance { amount }").await;
    assert_eq!(other["balance"], amount("70.00"));
}

/// Without an amount, all that is left of the invoice's share goes back.
async fn refund_rest(desk: Desk) {
    let payments = json!([{"amount": "100", "refunded": "10"}]);
    let invoice = added(&desk, json!({"status_id": "3", "payments": payments})).await;
    let held = desk.read(&invoice, "payments { id nativeId }").await;
    let payment = &held["payments"][0];
    let native = json!({"invoiceNinja": {"gatewayRefund": false, "emailReceipt": true}});
    let input = json!({"paymentId": payment["id"], "date": "2026-05-20", "native": native});
    desk.done("refundPayment", input, "payment { id }").await;
    desk.write().await.must_be(
        "POST",
        "/api/v1/payments/refund",
        json!({
            "id": payment["nativeId"], "date": "2026-05-20", "amount": "90",
            "invoices": [{"invoice_id": native_id(&invoice), "amount": "90"}],
            "gateway_refund": false, "email_receipt": "true",
        }),
    );
    let later = desk.later(&invoice, "status balance { amount }").await;
    let wanted = json!({"status": "OPEN", "balance": {"amount": "100.00"}});
    assert_eq!(later, wanted);
}
