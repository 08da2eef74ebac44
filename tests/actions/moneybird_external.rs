//! What Moneybird's external sales invoices can be asked to do: less than the sales invoices, and some of it by other paths.

use jiff::ToSpan;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, native_id},
    moneybird::{added, is_blamed, line, open, promises_of_external},
    promise,
    vendors::today,
};

const ACCOUNT: &str = "moneybird-external";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("createInvoice", create),
        case("createInvoice", create_in_yen),
        case("updateInvoice", update),
        case("updateInvoice", replace_lines),
        case("deleteInvoices", delete),
        case("cloneInvoice", clone),
        case("markPaid", mark_paid),
        case("markDubious", mark_dubious),
        case("markUncollectible", mark_uncollectible),
        case("createPayment", create_payment),
        case("deletePayment", delete_payment),
        case("addNote", add_note),
        case("deleteNote", delete_note),
        case("deleteAttachment", delete_attachment),
    ]
}

pub(crate) fn promises() -> Vec<Trial> {
    let mut promises = promises_of_external();
    promises.extend([
        promise(
            ACCOUNT,
            "a_wrong_field_is_named_as_the_input_has_it",
            wrong_fields,
        ),
        promise(
            ACCOUNT,
            "an_upload_can_be_filled_in_and_not_paid_before",
            upload_filled_in,
        ),
    ]);
    promises
}

fn path(invoice: &str, rest: &str) -> String {
    format!(
        "/123/external_sales_invoices/{}{rest}.json",
        native_id(invoice)
    )
}

async fn create(desk: Desk) {
    let customer = desk.book(&open(&desk).await).await["contact_id"].clone();
    let input = json!({
        "accountId": ACCOUNT, "customerId": customer, "number": "WEB-77",
        "issueDate": "2026-03-02", "dueDate": "2026-04-01", "pricesIncludeTax": true,
        "lineItems": [{"description": "Ticket", "unitPrice": "12.10", "quantity": "3"}],
    });
    let selection = "invoice { id number reference status issueDate dueDate }";
    let told = desk.done("createInvoice", input, selection).await;
    desk.write().await.must_be(
        "POST",
        "/123/external_sales_invoices.json",
        json!({"external_sales_invoice": {
            "contact_id": customer, "reference": "WEB-77", "date": "2026-03-02",
            "due_date": "2026-04-01", "prices_are_incl_tax": true,
            "details_attributes": [{"description": "Ticket", "price": "12.10", "amount": "3"}],
        }}),
    );
    let made = &told["invoice"];
    // It was sent by the other system, so that it is no draft.
    assert_eq!(made["number"], json!("WEB-77"));
    assert_eq!(made["reference"], json!("WEB-77"));
    assert_eq!(made["dueDate"], json!("2026-04-01"));
    let id = made["id"].as_str().expect("an id");
    let selection = "status issueDate total { amount } tax { amount } customer { nativeId }";
    let later = desk.later(id, selection).await;
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

async fn add_note(desk: Desk) {
    let invoice = open(&desk).await;
    let input = json!({"invoiceId": invoice, "text": "Ask the shop", "todo": true});
    let told = desk.done("addNote", input, "note { id text todo }").await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "/notes"),
        json!({"note": {"note": "Ask the shop", "todo": true}}),
    );
    assert_eq!(told["note"]["text"], json!("Ask the shop"));
    let later = desk.later(&invoice, "notes { id text todo }").await;
    assert_eq!(later["notes"], json!([told["note"]]));
}

async fn delete_note(desk: Desk) {
    let invoice = added(&desk, json!({"state": "open", "notes": [{"note": "Old"}]})).await;
    let note = desk.read(&invoice, "notes { id nativeId }").await["notes"][0].clone();
    let told = desk
        .done("deleteNote", json!({"noteId": note["id"]}), "deletedId")
        .await;
    let native = note["nativeId"].as_str().expect("an id");
    let write = desk.write().await;
    write.must_be(
        "DELETE",
        &path(&invoice, &format!("/notes/{native}")),
        Value::Null,
    );
    assert_eq!(told["deletedId"], note["id"]);
    assert_eq!(
        desk.later(&invoice, "notes { text }").await,
        json!({"notes": []})
    );
}

async fn delete_attachment(desk: Desk) {
    let files = json!([{"filename": "a.pdf", "content_type": "application/pdf", "size": 2000}]);
    let invoice = added(&desk, json!({"state": "open", "attachments": files})).await;
    let file = desk.read(&invoice, "attachments { id nativeId }").await["attachments"][0].clone();
    let input = json!({"attachmentId": file["id"]});
    let told = desk.done("deleteAttachment", input, "deletedId").await;
    let native = file["nativeId"].as_str().expect("an id");
    let write = desk.write().await;
    write.must_be(
        "DELETE",
        &path(&invoice, &format!("/attachments/{native}")),
        Value::Null,
    );
    assert_eq!(told["deletedId"], file["id"]);
    assert_eq!(
        desk.later(&invoice, "attachments { id }").await,
        json!({"attachments": []})
    );
}

async fn wrong_fields(desk: Desk) {
    let invoice = added(&desk, json!({"state": "open", "reference": "R"})).await;
    // The vendor tells of an unknown customer in another shape for each of the two.
    let input = json!({"accountId": ACCOUNT, "reference": "R", "customerId": "12"});
    is_blamed(&desk, "createInvoice", input, &["customerId"]).await;
    let input = json!({"invoiceId": invoice, "changes": {"customerId": "12"}});
    is_blamed(&desk, "updateInvoice", input, &["changes", "customerId"]).await;
    let lines = json!([{"description": "Cup", "unitPrice": "2", "taxRateId": "12"}]);
    let input = json!({"accountId": ACCOUNT, "reference": "R", "lineItems": lines});
    is_blamed(
        &desk,
        "createInvoice",
        input,
        &["lineItems", "0", "taxRateId"],
    )
    .await;
    // It has to have a name, which the gateway knows.
    let told = desk
        .act("createInvoice", json!({"accountId": ACCOUNT}), "")
        .await;
    assert_eq!(
        told["userErrors"][0]["field"],
        json!(["input", "reference"]),
        "{told:#}"
    );
    assert_eq!(desk.writes().await, []);
    let input = json!({"invoiceId": invoice, "changes": {"discount": {"percentage": "5"}}});
    let told = desk.act("updateInvoice", input, "").await;
    assert_eq!(
        told["userErrors"][0]["code"],
        json!("UNSUPPORTED"),
        "{told:#}"
    );
    assert_eq!(
        told["userErrors"][0]["field"],
        json!(["input", "changes", "discount"])
    );
}

async fn upload_filled_in(desk: Desk) {
    let invoice = added(&desk, json!({"state": "new", "details": []})).await;
    let held = desk.read(&invoice, "status").await;
    assert_eq!(held["status"], json!("DRAFT"));
    let input = json!({"invoiceId": invoice, "amount": "1", "date": "2026-05-01"});
    let told = desk.act("createPayment", input, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    assert_eq!(told["userErrors"][0]["code"], json!("CONFLICT"), "{told:#}");
    let lines = json!([{"description": "As scanned", "unitPrice": "10", "taxRateId": "281474976710700100"}]);
    let changes = json!({"reference": "Scan 1", "lineItems": {"add": lines}});
    desk.done(
        "updateInvoice",
        json!({"invoiceId": invoice, "changes": changes}),
        "",
    )
    .await;
    let later = desk.later(&invoice, "status number total { amount }").await;
    let total = json!({"amount": "10.00"});
    assert_eq!(
        later,
        json!({"status": "OPEN", "number": "Scan 1", "total": total})
    );
}
