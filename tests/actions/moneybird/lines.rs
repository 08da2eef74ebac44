//! Invoices that are changed: fields, and lines that are added, changed, removed and replaced.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::Desk,
    moneybird::{added, line, open, path},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("updateInvoice", fields),
        case("updateInvoice", single_lines),
        case("updateInvoice", all_lines),
        case("updateInvoice", cleared),
    ]
}

/// The vendor's ids of the lines.
async fn line_ids(desk: &Desk, invoice: &str) -> Vec<Value> {
    let book = desk.book(invoice).await;
    let lines = book["details"].as_array().expect("a list");
    lines.iter().map(|line| line["id"].clone()).collect()
}

async fn fields(desk: Desk) {
    let invoice = open(&desk).await;
    let other = added(&desk, json!({"contact": {"company_name": "Other BV"}})).await;
    let customer = desk.book(&other).await["contact_id"].clone();
    let changes = json!({
        "customerId": customer, "reference": "PO 7 / \"b\"", "issueDate": "2026-02-01",
        "dueDate": "2026-02-22", "currency": "GBP", "pricesIncludeTax": true,
        "discount": {"percentage": "2.5"},
    });
    let selection = "invoice { reference total { amount currency } }";
    let input = json!({"invoiceId": invoice, "changes": changes});
    let told = desk.done("updateInvoice", input, selection).await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, ""),
        json!({"sales_invoice": {
            "contact_id": customer, "reference": "PO 7 / \"b\"", "invoice_date": "2026-02-01",
            "first_due_interval": 21, "currency": "GBP", "prices_are_incl_tax": true, "discount": "2.5",
        }}),
    );
    assert_eq!(told["invoice"]["reference"], json!("PO 7 / \"b\""));
    assert_eq!(
        told["invoice"]["total"],
        json!({"amount": "97.50", "currency": "GBP"})
    );
    let selection = "customer { name nativeId } issueDate dueDate pricesIncludeTax status";
    let later = desk.later(&invoice, selection).await;
    assert_eq!(
        later["customer"],
        json!({"name": "Other BV", "nativeId": customer})
    );
    assert_eq!(later["issueDate"], json!("2026-02-01"));
    assert_eq!(later["dueDate"], json!("2026-02-22"));
    assert_eq!(later["pricesIncludeTax"], json!(true));
}

async fn single_lines(desk: Desk) {
    let details = json!([line(), {"description": "Lamp", "price": "40", "tax_rate": "0"},
                         {"description": "Rug", "price": "70", "tax_rate": "0"}]);
    let invoice = added(&desk, json!({"state": "open", "details": details})).await;
    let lines = line_ids(&desk, &invoice).await;
    let changes = json!({"lineItems": {
        "add": [{"description": "Chair", "unitPrice": "12.50", "quantity": "4", "taxRateId": "281474976710700100"}],
        "update": [{"nativeId": lines[0], "line": {"unitPrice": "110"}}],
        "remove": [lines[1]],
    }});
    let input = json!({"invoiceId": invoice, "changes": changes});
    let selection = "invoice { total { amount } }";
    let told = desk.done("updateInvoice", input, selection).await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, ""),
        json!({"sales_invoice": {"details_attributes": [
            {"description": "Chair", "price": "12.50", "amount": "4", "tax_rate_id": "281474976710700100"},
            {"id": lines[0], "price": "110"},
            {"id": lines[1], "_destroy": true},
        ]}}),
    );
    assert_eq!(told["invoice"]["total"]["amount"], json!("230.00"));
    let selection = "lineItems { nativeId description unitPrice { amount } } balance { amount }";
    let later = desk.later(&invoice, selection).await;
    let told = later["lineItems"].as_array().expect("a list");
    let words: Vec<&Value> = told.iter().map(|line| &line["description"]).collect();
    assert_eq!(words, ["Desk", "Rug", "Chair"]);
    assert_eq!(
        told[0]["nativeId"], lines[0],
        "a changed line stays the same line"
    );
    assert_eq!(told[0]["unitPrice"]["amount"], json!("110.00"));
    assert_eq!(told[1]["nativeId"], lines[2], "what is not named stays");
}

async fn all_lines(desk: Desk) {
    let details = json!([line(), {"description": "Lamp", "price": "40", "tax_rate": "0"}]);
    let invoice = added(&desk, json!({"state": "draft", "details": details})).await;
    let lines = line_ids(&desk, &invoice).await;
    let changes = json!({"lineItems": {"replaceAll": [
        {"description": "Everything", "unitPrice": "99.99", "taxRateId": "281474976710700100"},
    ]}});
    let input = json!({"invoiceId": invoice, "changes": changes});
    desk.done("updateInvoice", input, "invoice { id }").await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, ""),
        json!({"sales_invoice": {"details_attributes": [
            {"description": "Everything", "price": "99.99", "tax_rate_id": "281474976710700100"},
            {"id": lines[0], "_destroy": true},
            {"id": lines[1], "_destroy": true},
        ]}}),
    );
    let later = desk
        .later(&invoice, "lineItems { description } total { amount }")
        .await;
    assert_eq!(later["lineItems"], json!([{"description": "Everything"}]));
    assert_eq!(later["total"]["amount"], json!("99.99"));
}

async fn cleared(desk: Desk) {
    let fields =
        json!({"state": "draft", "reference": "R", "discount": "10", "invoice_date": "2026-05-05"});
    let invoice = added(&desk, fields).await;
    let changes = json!({"reference": null, "discount": null, "issueDate": null});
    let input = json!({"invoiceId": invoice, "changes": changes});
    let told = desk
        .done("updateInvoice", input, "invoice { reference }")
        .await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, ""),
        json!({"sales_invoice": {"reference": null, "discount": null, "invoice_date": null}}),
    );
    assert_eq!(told["invoice"]["reference"], Value::Null);
    let later = desk
        .later(
            &invoice,
            "reference issueDate total { amount } lineItems { description }",
        )
        .await;
    assert_eq!(later["reference"], Value::Null);
    assert_eq!(later["issueDate"], Value::Null);
    assert_eq!(later["total"]["amount"], json!("100.00"));
    assert_eq!(
        later["lineItems"],
        json!([{"description": "Desk"}]),
        "what is left out stays"
    );
}
