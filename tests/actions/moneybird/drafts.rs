//! Invoices that are made, copied and deleted.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, native_id},
    moneybird::{added, line, open, path},
};

/// A tax rate of the simulated books: 21 %.
const HIGH_RATE: &str = "281474976710700121";

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("createInvoice", create),
        case("createInvoice", create_in_dollars),
        case("cloneInvoice", clone),
        case("deleteInvoices", delete),
    ]
}

/// The vendor's id of a customer.
async fn customer(desk: &Desk) -> String {
    let invoice = open(desk).await;
    let book = desk.book(&invoice).await;
    book["contact_id"].as_str().expect("an id").to_owned()
}

async fn create(desk: Desk) {
    let customer = customer(&desk).await;
    let input = json!({
        "accountId": "moneybird", "customerId": customer, "reference": "Order 30052",
        "issueDate": "2026-03-02", "dueDate": "2026-04-01", "pricesIncludeTax": false,
        "discount": {"percentage": "10"},
        "lineItems": [
            {"description": "Rocking chair", "unitPrice": "129.95", "quantity": "2", "taxRateId": HIGH_RATE},
            {"description": "Delivery", "unitPrice": "15"},
        ],
    });
    let told = desk
        .done(
            "createInvoice",
            input,
            "invoice { id number status reference issueDate dueDate customer { nativeId } }",
        )
        .await;
    desk.write().await.must_be(
        "POST",
        "/123/sales_invoices.json",
        json!({"sales_invoice": {
            "contact_id": customer, "reference": "Order 30052", "invoice_date": "2026-03-02",
            // Moneybird takes no day, but the days until then.
            "first_due_interval": 30, "prices_are_incl_tax": false, "discount": "10",
            "details_attributes": [
                {"description": "Rocking chair", "price": "129.95", "amount": "2", "tax_rate_id": HIGH_RATE},
                {"description": "Delivery", "price": "15"},
            ],
        }}),
    );
    let made = &told["invoice"];
    assert_eq!(made["status"], json!("DRAFT"));
    assert_eq!(made["number"], Value::Null, "a draft has no number");
    assert_eq!(made["reference"], json!("Order 30052"));
    assert_eq!(made["dueDate"], json!("2026-04-01"));
    assert_eq!(made["customer"]["nativeId"], json!(customer));
    let id = made["id"].as_str().expect("an id");
    let later = desk
        .later(
            id,
            "issueDate subtotal { amount } tax { amount } total { amount }
             lineItems { description quantity unitPrice { amount } }",
        )
        .await;
    assert_eq!(later["issueDate"], json!("2026-03-02"));
    // 274.90 less a tenth, and 21 % over both, which is the default rate.
    assert_eq!(later["subtotal"]["amount"], json!("247.41"));
    assert_eq!(later["tax"]["amount"], json!("51.96"));
    assert_eq!(later["total"]["amount"], json!("299.37"));
    assert_eq!(later["lineItems"][1]["description"], json!("Delivery"));
}

async fn create_in_dollars(desk: Desk) {
    let customer = customer(&desk).await;
    let input = json!({
        "accountId": "moneybird", "customerId": customer, "currency": "USD", "pricesIncludeTax": true,
        "lineItems": [{"description": "Consultancy", "unitPrice": "121"}],
    });
    let selection = "invoice { id currency total { amount currency } }";
    let told = desk.done("createInvoice", input, selection).await;
    desk.write().await.must_be(
        "POST",
        "/123/sales_invoices.json",
        json!({"sales_invoice": {
            "contact_id": customer, "currency": "USD", "prices_are_incl_tax": true,
            "details_attributes": [{"description": "Consultancy", "price": "121"}],
        }}),
    );
    let id = told["invoice"]["id"].as_str().expect("an id");
    let selection = "currency pricesIncludeTax total { amount currency } baseTotals { total }";
    let later = desk.later(id, selection).await;
    assert_eq!(
        later["total"],
        json!({"amount": "121.00", "currency": "USD"})
    );
    assert_eq!(later["pricesIncludeTax"], json!(true));
    assert_eq!(
        later["baseTotals"]["total"],
        json!("104.06"),
        "at the books' own rate"
    );
}

async fn clone(desk: Desk) {
    let fields = json!({
        "state": "paid", "reference": "Subscription", "discount": "5",
        "invoice_date": "2026-03-02", "due_date": "2026-03-16",
        "details": [line(), {"description": "Lamp", "price": "40", "amount": "3", "tax_rate": "21"}],
    });
    let source = added(&desk, fields).await;
    let selection = "invoice { id status number total { amount } payments { id } }";
    let told = desk
        .done("cloneInvoice", json!({"invoiceId": source}), selection)
        .await;
    let book = desk.book(&source).await;
    let detail = |index: usize| {
        let line = &book["details"][index];
        let keys = [
            "description",
            "price",
            "amount",
            "tax_rate_id",
            "ledger_account_id",
            "row_order",
        ];
        keys.map(|key| (key, line[key].clone()))
    };
    let details: Vec<Value> = [detail(0), detail(1)]
        .into_iter()
        .map(|fields| fields.into_iter().collect())
        .collect();
    desk.write().await.must_be(
        "POST",
        "/123/sales_invoices.json",
        json!({"sales_invoice": {
            "contact_id": book["contact_id"], "document_style_id": book["document_style_id"],
            "workflow_id": book["workflow_id"], "reference": "Subscription", "currency": "EUR",
            "prices_are_incl_tax": false, "discount": "5.0", "first_due_interval": 14,
            "payment_conditions": book["payment_conditions"], "details_attributes": details,
        }}),
    );
    let made = &told["invoice"];
    assert_ne!(made["id"], json!(source));
    assert_eq!(made["status"], json!("DRAFT"));
    assert_eq!(
        made["payments"],
        json!([]),
        "what became of the other is its own"
    );
    let id = made["id"].as_str().expect("an id");
    let selection = "reference total { amount } lineItems { description quantity } status";
    let (copy, original) = (
        desk.later(id, selection).await,
        desk.later(&source, selection).await,
    );
    assert_eq!(copy["total"], original["total"]);
    assert_eq!(copy["lineItems"], original["lineItems"]);
    assert_eq!(original["status"], json!("PAID"));
}

async fn delete(desk: Desk) {
    let (draft, sent) = (
        added(&desk, json!({"state": "draft"})).await,
        open(&desk).await,
    );
    let input = json!({"invoiceIds": [draft, sent]});
    let selection = "results { id outcome invoice { id } userErrors { code } }";
    let told = desk.done("deleteInvoices", input, selection).await;
    let mut writes = desk.writes().await;
    writes.sort_by_key(|sent| !sent.path.contains(&native_id(&draft)));
    assert_eq!(writes.len(), 2, "{writes:#?}");
    writes[0].must_be("DELETE", &path(&draft, ""), Value::Null);
    writes[1].must_be("DELETE", &path(&sent, ""), Value::Null);
    let result =
        |id: &str| json!({"id": id, "outcome": "APPLIED", "invoice": null, "userErrors": []});
    assert_eq!(told["results"], json!([result(&draft), result(&sent)]));
    desk.gone(&draft).await;
    desk.gone(&sent).await;
}
