//! Invoices that are made, changed and copied.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, native_id},
    invoice_ninja::{ACCOUNT, INCLUDE, added, client, open},
    promise,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("createInvoice", create),
        case("createInvoice", create_with_deposit),
        case("updateInvoice", update),
        case("updateInvoice", update_native),
        case("cloneInvoice", copy),
    ]
}

pub(super) fn promises() -> Vec<Trial> {
    let name = "single_lines_are_not_changed";
    vec![promise(ACCOUNT, name, single_lines)]
}

/// What the cases look at.
const SELECTION: &str = "id status number reference issueDate dueDate publicNote privateNote \
     pricesIncludeTax customer { nativeId } total { amount } balance { amount } \
     lineItems { description quantity unitPrice { amount } taxPercentage }";

async fn create(desk: Desk) {
    let client = client(&desk).await;
    let input = json!({
        "accountId": ACCOUNT, "customerId": client, "reference": "Order 7",
        "issueDate": "2026-05-01", "dueDate": "2026-05-31", "pricesIncludeTax": false,
        "discount": {"percentage": "10"}, "publicNote": "Thank you", "privateNote": "In a hurry",
        "lineItems": [
            {"description": "Desk", "quantity": "2", "unitPrice": "100.00", "productId": "DESK",
             "taxName": "VAT", "taxPercentage": "21"},
            {"description": "Cup", "unitPrice": "10"},
        ],
    });
    let selection = format!("invoice {{ {SELECTION} }}");
    let told = desk.done("createInvoice", input, &selection).await;
    desk.write().await.must_be(
        "POST",
        &format!("/api/v1/invoices?{INCLUDE}"),
        json!({
            "client_id": client, "po_number": "Order 7", "date": "2026-05-01", "due_date": "2026-05-31",
            "uses_inclusive_taxes": false, "discount": "10", "is_amount_discount": false,
            "public_notes": "Thank you", "private_notes": "In a hurry",
            "line_items": [
                {"quantity": "2", "cost": "100", "notes": "Desk", "product_key": "DESK",
                 "tax_name1": "VAT", "tax_rate1": "21"},
                {"quantity": "1", "cost": "10", "notes": "Cup"},
            ],
        }),
    );
    let invoice = &told["invoice"];
    assert_eq!(invoice["status"], json!("DRAFT"));
    // 210 less a tenth, and 21 % of what the desks then cost.
    assert_eq!(invoice["total"]["amount"], json!("226.80"));
    assert_eq!(invoice["customer"]["nativeId"], json!(client));
    assert_eq!(invoice["publicNote"], json!("Thank you"));
    let id = invoice["id"].as_str().expect("an id");
    assert_eq!(desk.later(id, SELECTION).await, *invoice);
}

async fn create_with_deposit(desk: Desk) {
    let client = client(&desk).await;
    let native = json!({"invoiceNinja": {
        "partial": "25.50", "partialDueDate": "2026-05-10", "terms": "30 days", "customValue1": "Blue",
        "taxName1": "VAT", "taxRate1": "21", "markSent": true,
    }});
    let line = json!({"unitPrice": "100", "native": {"invoiceNinja": {"discount": "5", "isAmountDiscount": false, "unitCode": "C62"}}});
    let input = json!({
        "accountId": ACCOUNT, "customerId": client, "issueDate": "2026-05-01", "dueDate": "2026-05-31",
        "lineItems": [line], "native": native,
    });
    let told = desk
        .done("createInvoice", input, "invoice { id status }")
        .await;
    desk.write().await.must_be(
        "POST",
        &format!("/api/v1/invoices?{INCLUDE}"),
        json!({
            "client_id": client, "date": "2026-05-01", "due_date": "2026-05-31",
            "partial": "25.5", "partial_due_date": "2026-05-10", "terms": "30 days", "custom_value1": "Blue",
            "tax_name1": "VAT", "tax_rate1": "21", "mark_sent": true,
            "line_items": [{"quantity": "1", "cost": "100", "discount": "5", "is_amount_discount": false, "unit_code": "C62"}],
        }),
    );
    assert_eq!(told["invoice"]["status"], json!("OPEN"));
    let id = told["invoice"]["id"].as_str().expect("an id");
    let selection = "status total { amount } native { ... on InvoiceNinjaInvoice { partial partialDueDate terms customValue1 taxRate1 } }";
    let later = desk.later(id, selection).await;
    assert_eq!(later["status"], json!("OPEN"));
    assert_eq!(later["total"]["amount"], json!("114.95"));
    let wanted = json!({
        "partial": "25.5", "partialDueDate": "2026-05-10", "terms": "30 days", "customValue1": "Blue", "taxRate1": "21",
    });
    assert_eq!(later["native"], wanted);
}

async fn update(desk: Desk) {
    let fields = json!({"status_id": "2", "public_notes": "Thank you", "po_number": "Order 7"});
    let invoice = added(&desk, fields).await;
    let changes = json!({
        "reference": "Order 8", "dueDate": "2026-07-01", "publicNote": null,
        "lineItems": {"replaceAll": [{"description": "Chair", "quantity": "2", "unitPrice": "60"}]},
    });
    let input = json!({"invoiceId": invoice, "changes": changes});
    let selection = format!("invoice {{ {SELECTION} }}");
    let told = desk.done("updateInvoice", input, &selection).await;
    desk.write().await.must_be(
        "PUT",
        &format!("/api/v1/invoices/{}?{INCLUDE}", native_id(&invoice)),
        json!({
            "po_number": "Order 8", "due_date": "2026-07-01", "public_notes": null,
            "line_items": [{"quantity": "2", "cost": "60", "notes": "Chair"}],
        }),
    );
    let now = &told["invoice"];
    assert_eq!(now["reference"], json!("Order 8"));
    assert_eq!(now["publicNote"], Value::Null);
    assert_eq!(now["balance"]["amount"], json!("120.00"));
    assert_eq!(now["lineItems"][0]["description"], json!("Chair"));
    assert_eq!(
        now["issueDate"],
        json!("2026-05-01"),
        "what is left out stays"
    );
    assert_eq!(desk.later(&invoice, SELECTION).await, *now);
}

async fn update_native(desk: Desk) {
    let invoice = added(&desk, json!({"status_id": "2", "terms": "14 days"})).await;
    let native = json!({"invoiceNinja": {"terms": null, "footer": "Bye", "partial": "30", "partialDueDate": "2026-05-08"}});
    let changes = json!({"discount": {"amount": "5.50"}, "number": "2026-77"});
    let input = json!({"invoiceId": invoice, "changes": changes, "native": native});
    desk.done("updateInvoice", input, "invoice { id }").await;
    let client = desk.book(&invoice).await["client_id"].clone();
    // The server compares the deposit's day with the date, and reads both and the client of the request alone.
    desk.write().await.must_be(
        "PUT",
        &format!("/api/v1/invoices/{}?{INCLUDE}", native_id(&invoice)),
        json!({
            "number": "2026-77", "discount": "5.5", "is_amount_discount": true,
            "terms": null, "footer": "Bye", "partial": "30", "partial_due_date": "2026-05-08",
            "client_id": client, "date": "2026-05-01",
        }),
    );
    let selection =
        "number total { amount } native { ... on InvoiceNinjaInvoice { terms footer partial } }";
    let later = desk.later(&invoice, selection).await;
    let wanted = json!({
        "number": "2026-77", "total": {"amount": "94.50"},
        "native": {"terms": null, "footer": "Bye", "partial": "30"},
    });
    assert_eq!(later, wanted);
}

async fn single_lines(desk: Desk) {
    let invoice = open(&desk).await;
    let line = json!({"description": "Cup", "unitPrice": "2"});
    for (lines, name) in [
        (json!({"add": [line]}), "add"),
        (
            json!({"update": [{"nativeId": "1", "line": line}]}),
            "update",
        ),
        (json!({"remove": ["1"]}), "remove"),
    ] {
        let input = json!({"invoiceId": invoice, "changes": {"lineItems": lines}});
        let told = desk.act("updateInvoice", input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
        let error = &told["userErrors"][0];
        assert_eq!(error["code"], json!("UNSUPPORTED"), "{told:#}");
        let path = json!(["input", "changes", "lineItems", name]);
        assert_eq!(error["field"], path, "{told:#}");
        assert_eq!(desk.writes().await, []);
    }
}

async fn copy(desk: Desk) {
    let lines = json!([
        {"product_key": "DESK", "notes": "Desk", "cost": "100.50", "quantity": "2", "tax_name1": "VAT", "tax_rate1": "21"},
        {"notes": "Fee of the gateway", "cost": "1", "type_id": "3"},
    ]);
    let fields = json!({
        "status_id": "3", "number": "2026-5", "po_number": "Order 7", "line_items": lines,
        "discount": "10", "is_amount_discount": false, "private_notes": "In a hurry",
        "payments": [{"amount": "20"}],
    });
    let invoice = added(&desk, fields).await;
    let input = json!({"invoiceId": invoice});
    let selection = format!("invoice {{ {SELECTION} }}");
    let told = desk.done("cloneInvoice", input, &selection).await;
    let book = desk.book(&invoice).await;
    let write = desk.write().await;
    // Neither its number, days, state and payments, nor what the server computes or the gateway takes.
    write.must_be(
        "POST",
        &format!("/api/v1/invoices?{INCLUDE}"),
        json!({
            "client_id": book["client_id"], "design_id": book["design_id"], "po_number": "Order 7",
            "discount": "10", "is_amount_discount": false, "private_notes": "In a hurry",
            "uses_inclusive_taxes": false, "auto_bill_enabled": false, "partial": "0",
            "tax_rate1": "0", "tax_rate2": "0", "tax_rate3": "0",
            "custom_surcharge1": "0", "custom_surcharge2": "0", "custom_surcharge3": "0", "custom_surcharge4": "0",
            "line_items": [{
                "quantity": "2", "cost": "100.5", "product_key": "DESK", "notes": "Desk", "product_cost": "0",
                "discount": "0", "is_amount_discount": false, "tax_name1": "VAT", "tax_rate1": "21",
                "tax_rate2": "0", "tax_rate3": "0", "sort_id": "0", "type_id": "1", "tax_id": "1", "unit_code": "C62",
            }],
        }),
    );
    let copy = &told["invoice"];
    assert_eq!(copy["status"], json!("DRAFT"));
    assert_ne!(copy["number"], json!("2026-5"));
    assert_ne!(copy["id"], json!(invoice));
    assert_eq!(copy["reference"], json!("Order 7"));
    assert_eq!(copy["lineItems"].as_array().expect("a list").len(), 1);
    assert_eq!(copy["total"]["amount"], json!("218.89"));
    let id = copy["id"].as_str().expect("an id");
    assert_eq!(desk.later(id, SELECTION).await, *copy);
    // The one that was copied is as it was.
    let first = desk.later(&invoice, "status number").await;
    assert_eq!(
        first,
        json!({"status": "PARTIALLY_PAID", "number": "2026-5"})
    );
}
