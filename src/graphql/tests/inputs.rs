//! What clients may write.

use std::sync::Arc;

use serde_json::json;

use super::double::{Double, Gateway, invoice};
use crate::domain::InvoiceStatus;

/// Every kind of bad input is told as such, and nobody is asked.
#[tokio::test]
async fn bad_arguments_are_refused_before_anybody_is_asked() {
    let double = Arc::new(Double::with(vec![invoice("1")]));
    let gateway = Gateway::over([("acme", &double)]);
    let long = "x".repeat(201);
    let many = serde_json::to_string(&vec!["a"; 251]).unwrap();
    for arguments in [
        "first: 0".to_owned(),
        "first: -1".to_owned(),
        "first: 251".to_owned(),
        "first: 1, last: 1".to_owned(),
        "after: \"nonsense\"".to_owned(),
        "filter: {accounts: [\"nobody\"]}".to_owned(),
        "filter: {issueDate: {from: \"2026-02-01\", to: \"2026-01-01\"}}".to_owned(),
        "filter: {total: {from: \"2\", to: \"1.99\"}}".to_owned(),
        "orderBy: {field: TOTAL}".to_owned(),
        format!("filter: {{search: \"{long}\"}}"),
        format!("filter: {{description: \"{long}\"}}"),
        format!("filter: {{number: {many}}}"),
    ] {
        let answer = gateway
            .ask(format!("{{ invoices({arguments}) {{ complete }} }}"))
            .await;
        assert_eq!(answer["data"], json!({"invoices": null}), "{arguments}");
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "INVALID_INPUT",
            "{arguments}"
        );
        assert_eq!(
            answer["errors"][0]["path"],
            json!(["invoices"]),
            "{arguments}"
        );
    }
    assert_eq!(double.calls(), 0);
}

#[tokio::test]
async fn words_of_the_schema_mean_what_the_snapshot_means() {
    let mut paid = invoice("2");
    paid.status = InvoiceStatus::Paid;
    paid.description = Some("Two hours of Rowing".into());
    let double = Arc::new(Double::with(vec![invoice("1"), paid]));
    let gateway = Gateway::over([("acme", &double)]);
    for (filter, expected) in [
        (
            "{status: [PAID, PARTIALLY_PAID]}",
            json!([{"nativeId": "2"}]),
        ),
        ("{providers: [MONEYBIRD_EXTERNAL]}", json!([])),
        (
            "{providers: [MONEYBIRD], accounts: [\"acme\"]}",
            json!([{"nativeId": "1"}, {"nativeId": "2"}]),
        ),
        ("{payable: true}", json!([{"nativeId": "1"}])),
        ("{search: \"ROWING hours\"}", json!([{"nativeId": "2"}])),
        ("{description: \"rowing\"}", json!([{"nativeId": "2"}])),
        (
            "{number: [\"N-1\"], kind: INVOICE, direction: RECEIVABLE}",
            json!([{"nativeId": "1"}]),
        ),
        ("{total: {from: \"100.01\"}}", json!([])),
        (
            "{total: {to: \"100\"}, currency: [EUR, USD], status: null}",
            json!([{"nativeId": "1"}, {"nativeId": "2"}]),
        ),
        ("{deleted: true}", json!([])),
    ] {
        let filter = filter.replace("[EUR, USD]", "[\"EUR\", \"USD\"]");
        let data = gateway
            .data(format!(
                "{{ invoices(filter: {filter}) {{ nodes {{ nativeId }} }} }}"
            ))
            .await;
        assert_eq!(data["invoices"]["nodes"], expected, "{filter}");
    }
}

#[tokio::test]
async fn an_order_without_direction_is_descending() {
    let double = Arc::new(Double::with(vec![invoice("1"), invoice("2")]));
    let gateway = Gateway::over([("acme", &double)]);
    let data = gateway
        .data(
            "{
        down: invoices(orderBy: {field: NUMBER}) { nodes { nativeId } }
        up: invoices(orderBy: {field: NUMBER, direction: ASC}) { nodes { nativeId } }
    }",
        )
        .await;
    assert_eq!(
        data["down"]["nodes"],
        json!([{"nativeId": "2"}, {"nativeId": "1"}])
    );
    assert_eq!(
        data["up"]["nodes"],
        json!([{"nativeId": "1"}, {"nativeId": "2"}])
    );
}

#[tokio::test]
async fn only_what_is_held_asks_nobody() {
    let double = Arc::new(Double::with(vec![invoice("1")]));
    let gateway = Gateway::over([("acme", &double)]);
    let data = gateway.data("{ invoices(freshness: CACHE_ONLY) { complete totalCount nodes { id } accounts { state } } }").await;
    assert_eq!(
        data["invoices"],
        json!({"complete": false, "totalCount": null, "nodes": [], "accounts": [{"state": "SKIPPED"}]})
    );
    assert_eq!(double.calls(), 0);
}

#[tokio::test]
async fn what_does_not_fit_the_schema_has_a_code_too() {
    let double = Arc::new(Double::with(vec![invoice("1")]));
    let gateway = Gateway::over([("acme", &double)]);
    for query in [
        "{ invoices(filter: {issueDate: {from: \"2026-02-30\"}}) { complete } }",
        "{ invoices(filter: {total: {from: 12.5}}) { complete } }",
        "{ invoices(filter: {status: [LATE]}) { complete } }",
        "{ invoices(first: 3000000000) { complete } }",
        "{ invoices { nothing } }",
        "{ invoices { complete }",
        "query ($id: ID!) { invoice(id: $id) { id } }",
    ] {
        let answer = gateway.ask(query).await;
        assert_eq!(
            answer["errors"][0]["extensions"],
            json!({"code": "INVALID_INPUT", "retryable": false}),
            "{query}: {answer}"
        );
    }
    assert_eq!(double.calls(), 0);
}
