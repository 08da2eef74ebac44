//! Invoices that are made, changed and paid.

use serde_json::{Value, json};

use crate::{
    Case, case,
    dashdoc::{ACCOUNT, COMPANY, added, path},
    desk::Desk,
    vendors::today,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("createInvoice", create),
        case("updateInvoice", update_draft),
        case("updateInvoice", update_final),
        case("markPaid", mark_paid),
        case("markPaid", mark_paid_today),
    ]
}

/// A new invoice is an empty draft, of which the vendor tells the id alone.
async fn create(desk: Desk) {
    added(&desk, json!({})).await;
    let input = json!({"accountId": ACCOUNT, "customerId": COMPANY.to_string(), "currency": "GBP"});
    let selection =
        "id status number currency customer { nativeId name } lineItems { description }";
    let told = desk
        .done(
            "createInvoice",
            input,
            &format!("invoice {{ {selection} }}"),
        )
        .await;
    desk.write().await.must_be(
        "POST",
        "/dashdoc/api/v4/invoices/",
        json!({"customer_to_invoice_id": COMPANY, "currency": "GBP"}),
    );
    let invoice = &told["invoice"];
    let customer = json!({"nativeId": COMPANY.to_string(), "name": "Elm Street Ltd"});
    assert_eq!(invoice["customer"], customer);
    assert_eq!(invoice["status"], json!("DRAFT"));
    assert_eq!(invoice["currency"], json!("GBP"));
    assert_eq!(invoice["lineItems"], json!([]));
    let id = invoice["id"].as_str().expect("an id");
    assert_eq!(desk.later(id, selection).await, *invoice);
}

async fn update_draft(desk: Desk) {
    let invoice = added(&desk, json!({"status": "draft"})).await;
    let changes = json!({"description": "Order 7", "issueDate": "2026-05-01"});
    let input = json!({"invoiceId": invoice, "changes": changes});
    let selection = "status number description issueDate";
    let told = desk
        .done(
            "updateInvoice",
            input,
            &format!("invoice {{ {selection} }}"),
        )
        .await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, ""),
        json!({"debtor_reference": "Order 7", "invoicing_date": "2026-05-01"}),
    );
    assert_eq!(told["invoice"]["description"], json!("Order 7"));
    assert_eq!(told["invoice"]["issueDate"], json!("2026-05-01"));
    assert_eq!(told["invoice"]["number"], Value::Null, "it is left out");
    assert_eq!(desk.later(&invoice, selection).await, told["invoice"]);
}

/// A tool that numbers invoices elsewhere tells the number afterwards.
async fn update_final(desk: Desk) {
    let invoice = added(&desk, json!({"is_dashdoc": false, "document_number": null})).await;
    let changes = json!({"number": "F-2026-17"});
    let input = json!({"invoiceId": invoice, "changes": changes});
    desk.done("updateInvoice", input, "invoice { id }").await;
    let wanted = json!({"document_number": "F-2026-17"});
    desk.write()
        .await
        .must_be("PATCH", &path(&invoice, ""), wanted);
    let later = desk.later(&invoice, "status number").await;
    assert_eq!(later, json!({"status": "OPEN", "number": "F-2026-17"}));
}

const PAID: &str = "status balance { amount } payments { id date synthetic amount { amount } }";

async fn mark_paid(desk: Desk) {
    let invoice = added(&desk, json!({})).await;
    let native = json!({"dashdoc": {"paymentNotes": "By cheque"}});
    let input = json!({"invoiceId": invoice, "date": "2026-05-20", "native": native});
    let told = desk
        .done("markPaid", input, &format!("invoice {{ {PAID} }}"))
        .await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "mark-paid/"),
        json!({"paid_at": "2026-05-20", "payment_notes": "By cheque"}),
    );
    let payment = &told["invoice"]["payments"][0];
    assert_eq!(payment["date"], json!("2026-05-20"));
    assert_eq!(payment["amount"]["amount"], json!("120.00"));
    assert_eq!(
        payment["synthetic"],
        json!(true),
        "the vendor keeps no payments"
    );
    assert_eq!(told["invoice"]["status"], json!("PAID"));
    assert_eq!(told["invoice"]["balance"]["amount"], json!("0.00"));
    assert_eq!(desk.later(&invoice, PAID).await, told["invoice"]);
    let book = desk.book(&invoice).await;
    assert_eq!(book["payment_notes"], json!("By cheque"));
}

async fn mark_paid_today(desk: Desk) {
    let invoice = added(&desk, json!({})).await;
    desk.done("markPaid", json!({"invoiceId": invoice}), "invoice { id }")
        .await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "mark-paid/"),
        json!({"paid_at": today().to_string()}),
    );
    let later = desk.later(&invoice, "status payments { date }").await;
    let wanted = json!({"status": "PAID", "payments": [{"date": today().to_string()}]});
    assert_eq!(later, wanted);
}
