//! What is not done: what is only planned, what the vendor has not, what it finds wrong, and what an invoice's state forbids.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{
    dashdoc::{ACCOUNT, COMPANY, added, edit},
    desk::Desk,
    moneybird::{action, is_blamed, is_then_sent},
    promise,
};

pub(super) fn promises() -> Vec<Trial> {
    vec![
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
        promise(ACCOUNT, "a_dry_run_tells_what_is_then_sent", dry_run),
    ]
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

/// The gateway believes what it read; the vendor knows better a moment later and says so, in its own language.
async fn last_word(desk: Desk) {
    let invoice = added(&desk, json!({})).await;
    let fault = json!({
        "resource": ACCOUNT, "method": "POST", "path": "/mark-paid", "answer": {"delay_ms": 1000},
    });
    desk.house.control(json!({"fault": {"add": fault}})).await;
    let meanwhile = async {
        while desk.writes().await.is_empty() {
            sleep(Duration::from_millis(10)).await;
        }
        edit(&desk, &invoice, json!({"status": "draft"})).await;
    };
    let paying = desk.act("markPaid", json!({"invoiceId": invoice}), "");
    let (told, ()) = tokio::join!(paying, meanwhile);
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

async fn dry_run(desk: Desk) {
    let invoice = added(&desk, json!({})).await;
    let created = json!({"accountId": ACCOUNT, "customerId": COMPANY.to_string()});
    let changes = json!({"invoiceId": invoice, "changes": {"number": "F-2026-17"}});
    for (mutation, input) in [
        ("createInvoice", created),
        ("updateInvoice", changes),
        ("markPaid", json!({"invoiceId": invoice})),
    ] {
        is_then_sent(&desk, mutation, input, "/").await;
    }
}
