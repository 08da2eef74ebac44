//! What the vendor finds wrong with an input, told at the field of the input that caused it.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    desk::Desk,
    moneybird::{added, open},
    promise,
    vendors::today,
};

pub(super) fn promises() -> Vec<Trial> {
    vec![
        promise(
            "moneybird",
            "a_wrong_field_is_named_as_the_input_has_it",
            wrong_fields,
        ),
        promise(
            "moneybird",
            "what_moneybird_does_not_take_is_refused_unasked",
            untaken,
        ),
        promise("moneybird", "an_exhausted_plan_is_told", exhausted),
    ]
}

/// Sees that the vendor refuses an input, and that the refusal names this part of it.
pub(crate) async fn is_blamed(desk: &Desk, mutation: &str, input: Value, field: &[&str]) {
    let told = desk.act(mutation, input, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{mutation}: {told:#}");
    let errors = told["userErrors"].as_array().expect("a list");
    let path: Vec<&str> = std::iter::once("input")
        .chain(field.iter().copied())
        .collect();
    let error = errors.iter().find(|error| error["field"] == json!(path));
    let error = error.unwrap_or_else(|| panic!("{mutation} {path:?}: {told:#}"));
    assert_eq!(
        error["code"],
        json!("INVALID_INPUT"),
        "{mutation}: {told:#}"
    );
    let message = error["message"].as_str().expect("a text");
    let vendor = desk.account.trim_end_matches("-external").replace('-', " ");
    let refused = format!("{vendor} refused ");
    assert!(message.starts_with(&refused), "{message}");
    assert_eq!(desk.writes().await.len(), 1, "{mutation}");
}

async fn wrong_fields(desk: Desk) {
    let invoice = open(&desk).await;
    let customer = desk.book(&invoice).await["contact_id"].clone();
    let new = |more: Value| {
        let mut input = json!({"accountId": "moneybird", "customerId": customer});
        let fields = input.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        input
    };
    let lines = json!([
        {"description": "Fine", "unitPrice": "1"},
        {"description": "Not fine", "unitPrice": "1", "taxRateId": "12"},
    ]);
    let of_line = ["lineItems", "1", "taxRateId"];
    is_blamed(
        &desk,
        "createInvoice",
        new(json!({"lineItems": lines})),
        &of_line,
    )
    .await;
    is_blamed(
        &desk,
        "createInvoice",
        new(json!({"customerId": "12"})),
        &["customerId"],
    )
    .await;
    let too_much = json!({"discount": {"percentage": "101"}});
    is_blamed(&desk, "createInvoice", new(too_much), &["discount"]).await;

    let add = json!([{"description": "Cup", "unitPrice": "2", "productId": "12"}]);
    let changes = json!({"lineItems": {"add": add}});
    let input = json!({"invoiceId": invoice, "changes": changes});
    let field = ["changes", "lineItems", "add", "0", "productId"];
    is_blamed(&desk, "updateInvoice", input, &field).await;
    let input = json!({"invoiceId": invoice, "changes": {"customerId": "12"}});
    is_blamed(&desk, "updateInvoice", input, &["changes", "customerId"]).await;

    let input = json!({"invoiceId": invoice, "text": "Call them", "assigneeId": "12"});
    is_blamed(&desk, "addNote", input, &["assigneeId"]).await;

    let contact = json!({"company_name": "No mail BV", "email": ""});
    let unreachable = added(&desk, json!({"state": "draft", "contact": contact})).await;
    let input = json!({"invoiceId": unreachable});
    is_blamed(&desk, "sendInvoice", input, &["emailAddress"]).await;
    let input = json!({"invoiceId": unreachable, "delivery": "PEPPOL"});
    is_blamed(&desk, "sendInvoice", input, &["delivery"]).await;
    let draft = added(&desk, json!({"state": "draft"})).await;
    let yesterday = today().yesterday().expect("there is one").to_string();
    let input = json!({"invoiceId": draft, "date": yesterday});
    is_blamed(&desk, "scheduleInvoice", input, &["date"]).await;
}

async fn untaken(desk: Desk) {
    let invoice = open(&desk).await;
    let changes = |changes: Value| json!({"invoiceId": invoice, "changes": changes});
    for (mutation, input, field, code) in [
        (
            "createInvoice",
            json!({"accountId": "moneybird", "number": "2026-1"}),
            vec!["number"],
            "UNSUPPORTED",
        ),
        (
            "createInvoice",
            json!({"accountId": "moneybird", "publicNote": "Hi"}),
            vec!["publicNote"],
            "UNSUPPORTED",
        ),
        (
            "createInvoice",
            json!({"accountId": "moneybird", "dueDate": "2026-05-01"}),
            vec!["dueDate"],
            "INVALID_INPUT",
        ),
        (
            "updateInvoice",
            changes(json!({})),
            vec!["changes"],
            "INVALID_INPUT",
        ),
        (
            "updateInvoice",
            changes(json!({"currency": null})),
            vec!["changes", "currency"],
            "INVALID_INPUT",
        ),
        (
            "updateInvoice",
            changes(json!({"lineItems": {"remove": ["12"]}})),
            vec!["changes", "lineItems", "remove", "0"],
            "INVALID_INPUT",
        ),
        (
            "sendInvoice",
            json!({"invoiceId": invoice, "subject": "Hi"}),
            vec!["subject"],
            "UNSUPPORTED",
        ),
        (
            "createPayment",
            json!({"invoiceId": invoice, "amount": "0", "date": "2026-05-01"}),
            vec!["amount"],
            "INVALID_INPUT",
        ),
        (
            "addNote",
            json!({"invoiceId": invoice, "text": "  "}),
            vec!["text"],
            "INVALID_INPUT",
        ),
    ] {
        let told = desk.act(mutation, input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{mutation}: {told:#}");
        let path: Vec<&str> = std::iter::once("input").chain(field).collect();
        assert_eq!(
            told["userErrors"][0]["field"],
            json!(path),
            "{mutation}: {told:#}"
        );
        assert_eq!(
            told["userErrors"][0]["code"],
            json!(code),
            "{mutation}: {told:#}"
        );
        assert_eq!(desk.writes().await, [], "{mutation}");
    }
}

async fn exhausted(desk: Desk) {
    let customer = desk.book(&open(&desk).await).await["contact_id"].clone();
    let fault = json!({"path": "sales_invoices.json", "method": "POST", "answer": {"status": 402}});
    desk.house.control(json!({"fault": {"add": fault}})).await;
    let input = json!({"accountId": "moneybird", "customerId": customer});
    let told = desk.act("createInvoice", input, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    assert_eq!(desk.writes().await.len(), 1);
}
