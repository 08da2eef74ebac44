//! What Dashdoc's invoices can be asked to do, and what can go wrong.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, native_id},
    lost::{self, Write, of, rows},
    moneybird::{action, is_blamed},
    promise,
    vendors::today,
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("createInvoice", create),
        case("updateInvoice", update_draft),
        case("updateInvoice", update_final),
        case("markPaid", mark_paid),
        case("markPaid", mark_paid_today),
    ]
}

pub(crate) fn promises() -> Vec<Trial> {
    let mut promises = vec![
        promise(ACCOUNT, "what_a_draft_has_not_is_refused_unasked", untaken),
        promise(
            ACCOUNT,
            "a_wrong_field_is_named_as_the_input_has_it",
            wrong_fields,
        ),
        promise(
            ACCOUNT,
            "a_wrong_state_is_refused_as_actions_said",
            wrong_state,
        ),
        promise(
            ACCOUNT,
            "the_vendor_has_the_last_word_on_a_state",
            last_word,
        ),
        promise(ACCOUNT, "an_old_version_is_refused", old_version),
    ];
    promises.extend(lost::promises(ACCOUNT, [CREATE, UPDATE, MARK_PAID]));
    promises
}

const ACCOUNT: &str = "dashdoc";
/// A company that the books know of one invoice alone.
const COMPANY: u64 = 900_001;

/// An invoice of 100.00 and 20.00 tax, long enough ago to be of an earlier version than what happens now.
pub(crate) async fn added(desk: &Desk, fields: Value) -> String {
    let mut invoice = json!({
        "debtor": {"pk": COMPANY, "name": "Elm Street Ltd", "country": "FR"},
        "lines": [{"description": "Transport", "unit_price": "100", "tax_rate": "20"}],
        "created": "2020-01-05T09:00:00Z", "updated": "2020-01-05T09:00:00Z",
    });
    let all = invoice.as_object_mut().expect("an object");
    all.extend(fields.as_object().expect("an object").clone());
    desk.add(invoice).await
}

fn path(invoice: &str, rest: &str) -> String {
    format!("/dashdoc/api/v4/invoices/{}/{rest}", native_id(invoice))
}

async fn edit(desk: &Desk, invoice: &str, set: Value) {
    let command = json!({"edit": {"resource": ACCOUNT, "id": native_id(invoice), "set": set}});
    desk.house.control(command).await;
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

async fn untaken(desk: Desk) {
    let draft = added(&desk, json!({"status": "draft"})).await;
    let is_final = added(&desk, json!({})).await;
    let new = |name: &str, value: Value| {
        (
            "createInvoice",
            json!({"accountId": ACCOUNT, "customerId": COMPANY.to_string(), name: value}),
        )
    };
    let change = |id: &str, name: &str, value: Value| {
        (
            "updateInvoice",
            json!({"invoiceId": id, "changes": {name: value}}),
        )
    };
    let lines = json!([{"description": "Desk", "unitPrice": "1"}]);
    let long = json!("9".repeat(65));
    for ((mutation, input), field, code) in [
        (
            new("lineItems", lines.clone()),
            vec!["lineItems"],
            "UNSUPPORTED",
        ),
        (new("number", json!("F-1")), vec!["number"], "UNSUPPORTED"),
        (
            new("publicNote", json!("Hello")),
            vec!["publicNote"],
            "UNSUPPORTED",
        ),
        (
            new("customerId", json!("Elm")),
            vec!["customerId"],
            "INVALID_INPUT",
        ),
        (
            change(&draft, "lineItems", json!({"replaceAll": lines})),
            vec!["changes", "lineItems"],
            "UNSUPPORTED",
        ),
        (
            change(&draft, "dueDate", json!("2026-05-01")),
            vec!["changes", "dueDate"],
            "UNSUPPORTED",
        ),
        (
            change(&draft, "description", Value::Null),
            vec!["changes", "description"],
            "UNSUPPORTED",
        ),
        (
            change(&draft, "number", long),
            vec!["changes", "number"],
            "INVALID_INPUT",
        ),
        (
            change(&is_final, "description", json!("Order 8")),
            vec!["changes", "description"],
            "CONFLICT",
        ),
        (
            (
                "markPaid",
                json!({"invoiceId": is_final, "reference": "T-1"}),
            ),
            vec!["reference"],
            "UNSUPPORTED",
        ),
    ] {
        let told = desk.act(mutation, input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{field:?}: {told:#}");
        let error = &told["userErrors"][0];
        assert_eq!(error["code"], json!(code), "{field:?}: {told:#}");
        let path: Vec<&str> = std::iter::once("input").chain(field).collect();
        assert_eq!(error["field"], json!(path), "{told:#}");
        assert_eq!(desk.writes().await, [], "{path:?}");
    }
}

async fn wrong_fields(desk: Desk) {
    let blocked = json!({"pk": 900_002, "name": "Blocked", "is_invoiceable": false});
    added(&desk, json!({"debtor": blocked})).await;
    let invoice = added(&desk, json!({})).await;
    let new = |id: &str| json!({"accountId": ACCOUNT, "customerId": id});
    is_blamed(&desk, "createInvoice", new("900002"), &["customerId"]).await;
    is_blamed(&desk, "createInvoice", new("4242424"), &["customerId"]).await;
    let mut unknown = new(&COMPANY.to_string());
    unknown["currency"] = json!("KRW");
    is_blamed(&desk, "createInvoice", unknown, &["currency"]).await;
    let method = json!({"dashdoc": {"paymentMethodUid": "6f1e6cbb-2a5c-4b0e-9d0a-0a8f0f7c1d11"}});
    let input = json!({"invoiceId": invoice, "native": method});
    let path = ["native", "dashdoc", "paymentMethodUid"];
    is_blamed(&desk, "markPaid", input, &path).await;
    // It was a draft when it was read, and the vendor knows better.
    let draft = added(&desk, json!({"status": "draft"})).await;
    desk.read(&draft, "status").await;
    edit(&desk, &draft, json!({"status": "final"})).await;
    let input = json!({"invoiceId": draft, "changes": {"description": "Order 8"}});
    is_blamed(&desk, "updateInvoice", input, &["changes", "description"]).await;
}

async fn wrong_state(desk: Desk) {
    for status in ["draft", "paid"] {
        let invoice = added(&desk, json!({"status": status})).await;
        let held = desk
            .read(&invoice, "actions { action allowed reason message }")
            .await;
        let told = desk
            .act("markPaid", json!({"invoiceId": invoice}), "")
            .await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
        let error = &told["userErrors"][0];
        assert_eq!(error["code"], json!("CONFLICT"));
        assert_eq!(error["field"], json!(["input", "invoiceId"]));
        assert_eq!(desk.writes().await, []);
        let state = action(&held, "markPaid");
        assert_eq!(state["allowed"], json!(false));
        assert_eq!(state["reason"], json!("WRONG_STATE"));
        assert_eq!(state["message"], error["message"]);
    }
}

/// The gateway believes what it holds; the vendor knows better and says so, in its own language.
async fn last_word(desk: Desk) {
    let invoice = added(&desk, json!({})).await;
    desk.read(&invoice, "status").await;
    edit(&desk, &invoice, json!({"status": "draft"})).await;
    let told = desk
        .act("markPaid", json!({"invoiceId": invoice}), "")
        .await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("CONFLICT"), "{told:#}");
    assert_eq!(error["field"], json!(["input", "invoiceId"]));
    let message = error["message"].as_str().expect("a text");
    assert!(message.starts_with("dashdoc refused "), "{message}");
    assert!(message.chars().count() <= 200 && !message.contains('\n'));
    assert_eq!(desk.writes().await.len(), 1);
    assert_eq!(desk.book(&invoice).await["status"], json!("draft"));
}

async fn old_version(desk: Desk) {
    let invoice = added(&desk, json!({"status": "draft"})).await;
    let held = desk.read(&invoice, "version").await;
    edit(&desk, &invoice, json!({"debtor_reference": "Theirs"})).await;
    let mut input = json!({"invoiceId": invoice, "changes": {"description": "Mine"}, "expectedVersion": held["version"]});
    let selection = "invoice { description version }";
    let told = desk.act("updateInvoice", input.clone(), selection).await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("CONFLICT"));
    assert_eq!(error["field"], json!(["input", "expectedVersion"]));
    assert_eq!(desk.writes().await, []);
    assert_eq!(told["invoice"]["description"], json!("Theirs"));
    input["expectedVersion"] = told["invoice"]["version"].clone();
    desk.done("updateInvoice", input, "").await;
    let later = desk.later(&invoice, "description").await;
    assert_eq!(later["description"], json!("Mine"));
}

const CREATE: Write = Write {
    mutation: "createInvoice",
    method: "POST",
    path: "/invoices/",
    before: || json!({}),
    input: |asked| json!({"accountId": asked.account, "customerId": COMPANY.to_string()}),
    times: |books, id| {
        let company = of(books, id)["debtor"]["pk"].clone();
        rows(books, |row| {
            row["debtor"]["pk"] == company && row["status"] == "draft"
        })
    },
    selection: "invoice { id status }",
};

const UPDATE: Write = Write {
    mutation: "updateInvoice",
    method: "PATCH",
    path: "/invoices/",
    before: || json!({"status": "draft"}),
    input: |asked| json!({"invoiceId": asked.invoice, "changes": {"description": "New"}}),
    times: |books, id| usize::from(of(books, id)["debtor_reference"] == "New"),
    selection: "invoice { id description }",
};

const MARK_PAID: Write = Write {
    mutation: "markPaid",
    method: "POST",
    path: "/mark-paid/",
    before: || json!({"status": "final"}),
    input: |asked| json!({"invoiceId": asked.invoice, "date": "2026-05-20"}),
    times: |books, id| usize::from(of(books, id)["status"] == "paid"),
    selection: "invoice { id status }",
};
