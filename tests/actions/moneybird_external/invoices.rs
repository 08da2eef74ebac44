//! External invoices that are made, changed, copied and deleted.

use jiff::ToSpan;
use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, native_id},
    moneybird::{added, line, open},
    moneybird_external::{ACCOUNT, path},
    vendors::today,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("createInvoice", create),
        case("createInvoice", create_in_yen),
        case("updateInvoice", update),
        case("updateInvoice", replace_lines),
        case("cloneInvoice", clone),
        case("deleteInvoices", delete),
    ]
}

async fn create(desk: Desk) {
    let customer = desk.book(&open(&desk).await).await["contact_id"].clone();
    let input = json!({
        "accountId": ACCOUNT, "customerId": customer, "number": "WEB-77",
        "issueDate": "2026-03-02", "dueDate": "2026-04-01", "pricesIncludeTax": true,
        "lineItems": [{"description": "Ticket", "unitPrice": "12.10", "quantity": "3"}],
        "native": {"moneybirdExternal": {"source": "Shop", "sourceUrl": "https://shop.example/77"}},
    });
    let selection = "invoice { id number reference status issueDate dueDate }";
    let told = desk.done("createInvoice", input, selection).await;
    desk.write().await.must_be(
        "POST",
        "/123/external_sales_invoices.json",
        json!({"external_sales_invoice": {
            "contact_id": customer, "reference": "WEB-77", "date": "2026-03-02",
            "due_date": "2026-04-01", "prices_are_incl_tax": true,
            "source": "Shop", "source_url": "https://shop.example/77",
            "details_attributes": [{"description": "Ticket", "price": "12.10", "amount": "3"}],
        }}),
    );
    let made = &told["invoice"];
    // It was sent by the other system, so that it is no draft.
    assert_eq!(made["number"], json!("WEB-77"));
    assert_eq!(made["reference"], json!("WEB-77"));
    assert_eq!(made["dueDate"], json!("2026-04-01"));
    let id = made["id"].as_str().expect("an id");
    let selection = "status issueDate total { amount } tax { amount } customer { nativeId }
                     native { ... on MoneybirdExternalSalesInvoice { source sourceUrl origin } }";
    let later = desk.later(id, selection).await;
    let native = json!({"source": "Shop", "sourceUrl": "https://shop.example/77", "origin": "api"});
    assert_eq!(later["native"], native);
    assert_eq!(later["status"], json!("OPEN"));
    assert_eq!(later["issueDate"], json!("2026-03-02"));
    assert_eq!(later["total"]["amount"], json!("36.30"));
    assert_eq!(later["tax"]["amount"], json!("6.30"));
    assert_eq!(later["customer"]["nativeId"], customer);
}

async fn create_in_yen(desk: Desk) {
    let input = json!({
        "accountId": ACCOUNT, "reference": "東京 1", "currency": "JPY",
        "lineItems": [{"description": "Ticket", "unitPrice": "1200", "taxRateId": "281474976710700100"}],
    });
    let told = desk
        .done("createInvoice", input, "invoice { id customer { name } }")
        .await;
    desk.write().await.must_be(
        "POST",
        "/123/external_sales_invoices.json",
        json!({"external_sales_invoice": {
            "reference": "東京 1", "currency": "JPY",
            "details_attributes": [
                {"description": "Ticket", "price": "1200", "tax_rate_id": "281474976710700100"},
            ],
        }}),
    );
    assert_eq!(told["invoice"]["customer"], Value::Null);
    let id = told["invoice"]["id"].as_str().expect("an id");
    let later = desk.later(id, "number total { amount currency }").await;
    assert_eq!(later["number"], json!("東京 1"));
    assert_eq!(later["total"], json!({"amount": "1200", "currency": "JPY"}));
}

async fn update(desk: Desk) {
    let details = json!([line(), {"description": "Lamp", "price": "40", "tax_rate": "0"}]);
    let fields =
        json!({"state": "open", "reference": "Old", "due_date": "2026-04-30", "details": details});
    let invoice = added(&desk, fields).await;
    let lines = desk.book(&invoice).await["details"].clone();
    let changes = json!({
        "reference": "New", "issueDate": "2026-02-01", "dueDate": null, "currency": "CHF",
        "lineItems": {
            "add": [{"description": "Cup", "unitPrice": "2.50", "taxRateId": "281474976710700100"}],
            "update": [{"nativeId": lines[0]["id"], "line": {"quantity": "2"}}],
            "remove": [lines[1]["id"]],
        },
    });
    let input = json!({"invoiceId": invoice, "changes": changes});
    let selection = "number issueDate dueDate total { amount currency } lineItems { description }";
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
        json!({"external_sales_invoice": {
            "reference": "New", "date": "2026-02-01", "due_date": null, "currency": "CHF",
            "details_attributes": [
                {"description": "Cup", "price": "2.50", "tax_rate_id": "281474976710700100"},
                {"id": lines[0]["id"], "amount": "2"},
                {"id": lines[1]["id"], "_destroy": true},
            ],
        }}),
    );
    let wanted = json!({
        "number": "New", "issueDate": "2026-02-01", "dueDate": null,
        "total": {"amount": "202.50", "currency": "CHF"},
        "lineItems": [{"description": "Desk"}, {"description": "Cup"}],
    });
    assert_eq!(told["invoice"], wanted);
    assert_eq!(desk.later(&invoice, selection).await, wanted);
}

async fn replace_lines(desk: Desk) {
    let invoice = added(&desk, json!({"state": "open", "reference": "R"})).await;
    let old = desk.book(&invoice).await["details"][0]["id"].clone();
    let lines =
        json!([{"description": "All of it", "unitPrice": "80", "taxRateId": "281474976710700100"}]);
    let changes = json!({"lineItems": {"replaceAll": lines}});
    desk.done(
        "updateInvoice",
        json!({"invoiceId": invoice, "changes": changes}),
        "",
    )
    .await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, ""),
        json!({"external_sales_invoice": {"details_attributes": [
            {"description": "All of it", "price": "80", "tax_rate_id": "281474976710700100"},
            {"id": old, "_destroy": true},
        ]}}),
    );
    let later = desk
        .later(
            &invoice,
            "reference total { amount } lineItems { description }",
        )
        .await;
    let lines = json!([{"description": "All of it"}]);
    assert_eq!(
        later,
        json!({"reference": "R", "total": {"amount": "80.00"}, "lineItems": lines})
    );
}

async fn clone(desk: Desk) {
    let fields = json!({
        "state": "paid", "reference": "WEB-5", "date": "2026-03-02", "due_date": "2026-03-12",
        "prices_are_incl_tax": true,
    });
    let source = added(&desk, fields).await;
    let book = desk.book(&source).await;
    let told = desk
        .done(
            "cloneInvoice",
            json!({"invoiceId": source}),
            "invoice { id }",
        )
        .await;
    let line = &book["details"][0];
    let keys = [
        "description",
        "price",
        "amount",
        "tax_rate_id",
        "ledger_account_id",
        "row_order",
    ];
    let line: Value = keys
        .into_iter()
        .map(|key| (key, line[key].clone()))
        .collect();
    let now = today();
    // It has as long to be paid as the other had.
    desk.write().await.must_be(
        "POST",
        "/123/external_sales_invoices.json",
        json!({"external_sales_invoice": {
            "contact_id": book["contact_id"], "reference": "WEB-5", "currency": "EUR",
            "prices_are_incl_tax": true, "date": now.to_string(),
            "due_date": (now + 10.days()).to_string(), "details_attributes": [line],
        }}),
    );
    let id = told["invoice"]["id"].as_str().expect("an id");
    assert_ne!(id, source);
    let later = desk
        .later(id, "number status total { amount } payments { id }")
        .await;
    let total = json!({"amount": "100.00"});
    assert_eq!(
        later,
        json!({"number": "WEB-5", "status": "OPEN", "total": total, "payments": []})
    );
}

async fn delete(desk: Desk) {
    let (first, second) = (open(&desk).await, open(&desk).await);
    let input = json!({"invoiceIds": [first, second]});
    let told = desk
        .done("deleteInvoices", input, "results { id outcome }")
        .await;
    let mut writes = desk.writes().await;
    writes.sort_by_key(|sent| !sent.path.contains(&native_id(&first)));
    assert_eq!(writes.len(), 2, "{writes:#?}");
    writes[0].must_be("DELETE", &path(&first, ""), Value::Null);
    writes[1].must_be("DELETE", &path(&second, ""), Value::Null);
    let result = |id: &str| json!({"id": id, "outcome": "APPLIED"});
    assert_eq!(told["results"], json!([result(&first), result(&second)]));
    desk.gone(&first).await;
    desk.gone(&second).await;
}
