//! Credit invoices: made of a sent invoice, and settled with it.

use serde_json::json;

use crate::{
    Case, case,
    desk::{Desk, native_id},
    moneybird::{added, open, path},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("creditInvoice", credit),
        case("settleCreditInvoice", settle),
    ]
}

async fn credit(desk: Desk) {
    let invoice = open(&desk).await;
    let input = json!({"invoiceId": invoice});
    let selection = "id kind status total { amount } creditOf { id }";
    let told = desk
        .done(
            "creditInvoice",
            input,
            &format!("invoice {{ {selection} }}"),
        )
        .await;
    let write = desk.write().await;
    write.must_be(
        "PATCH",
        &path(&invoice, "/duplicate_creditinvoice"),
        json!({}),
    );
    let made = &told["invoice"];
    let id = made["id"].as_str().expect("an id");
    assert_ne!(id, invoice);
    let wanted = json!({
        "id": id, "kind": "CREDIT_NOTE", "status": "DRAFT", "total": {"amount": "-100.00"},
        "creditOf": {"id": invoice},
    });
    assert_eq!(*made, wanted);
    assert_eq!(desk.later(id, selection).await, wanted);
    let original = desk.later(&invoice, "status balance { amount }").await;
    assert_eq!(
        original,
        json!({"status": "OPEN", "balance": {"amount": "100.00"}})
    );
}

async fn settle(desk: Desk) {
    let invoice = open(&desk).await;
    let lines = json!([{"description": "Desk", "price": "100", "amount": "-1 x", "tax_rate": "0"}]);
    let fields = json!({
        "state": "open", "details": lines, "original_sales_invoice_id": native_id(&invoice),
    });
    let credit = added(&desk, fields).await;
    // The other side is held too, so that it is seen to change with this one.
    desk.read(&invoice, "status").await;
    let selection = "status balance { amount } payments { amount { amount } }";
    let input = json!({"invoiceId": credit});
    let told = desk
        .done(
            "settleCreditInvoice",
            input,
            &format!("invoice {{ {selection} }}"),
        )
        .await;
    let write = desk.write().await;
    write.must_be(
        "PATCH",
        &path(&credit, "/register_payment_creditinvoice"),
        json!({}),
    );
    let settled = |amount: &str| {
        json!({
            "status": "PAID", "balance": {"amount": "0.00"},
            "payments": [{"amount": {"amount": amount}}],
        })
    };
    assert_eq!(told["invoice"], settled("-100.00"));
    assert_eq!(desk.later(&credit, selection).await, settled("-100.00"));
    assert_eq!(desk.later(&invoice, selection).await, settled("100.00"));
}
