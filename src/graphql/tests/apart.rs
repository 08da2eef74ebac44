//! Notes and events that a provider tells apart from its invoices.

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::json;

use super::double::{Double, Gateway, id, invoice};

fn asked(double: &Double) -> usize {
    double.activities.lock().unwrap().len()
}

#[tokio::test]
async fn they_cost_a_call_for_each_invoice_and_only_when_asked_for() {
    let double = Arc::new(Double::with(vec![invoice("1"), invoice("2")]).apart());
    let gateway = Gateway::over([("studio", &double)]);
    gateway.data("{ invoices { nodes { number } } }").await;
    assert_eq!(asked(&double), 0);
    let query = "{ invoices { nodes {
        notes { text native { ... on InvoiceNinjaActivity { hashedId } } }
        timeline { action native { ... on InvoiceNinjaActivity { hashedId } } }
    } } }";
    let data = gateway.data(query).await;
    assert_eq!(
        data["invoices"]["nodes"][0],
        json!({
            "notes": [
                {"text": "n1 on 1", "native": {"hashedId": "n1"}},
                {"text": "n2 on 1", "native": {"hashedId": "n2"}},
            ],
            "timeline": [{"action": "emailed", "native": {"hashedId": "e1"}}],
        })
    );
    assert_eq!(asked(&double), 2);
    gateway.data(query).await;
    assert_eq!(
        asked(&double),
        2,
        "they are kept for as long as invoices are"
    );
}

#[tokio::test]
async fn all_who_ask_at_the_same_time_share_a_call() {
    let double = Arc::new(Double::with(vec![invoice("1")]).apart());
    let gateway = Gateway::over([("studio", &double)]);
    let query = format!(
        "{{ invoice(id: \"{}\") {{ notes {{ text }} }} }}",
        id("studio", "1")
    );
    join_all((0..50).map(|_| gateway.data(query.as_str()))).await;
    assert_eq!(asked(&double), 1);
}

#[tokio::test]
async fn the_id_of_such_a_note_leads_back_to_it() {
    let double = Arc::new(Double::with(vec![invoice("1")]).apart());
    let gateway = Gateway::over([("studio", &double)]);
    let data = gateway
        .data("{ invoices { nodes { notes { id } } } }")
        .await;
    let note = data["invoices"]["nodes"][0]["notes"][1]["id"]
        .as_str()
        .unwrap();
    let query = format!(
        "{{ node(id: \"{note}\") {{ id ... on Note {{ text invoice {{ nativeId }} }} }} }}"
    );
    assert_eq!(
        gateway.data(query).await["node"],
        json!({"id": note, "text": "n2 on 1", "invoice": {"nativeId": "1"}})
    );
}

#[tokio::test]
async fn what_cannot_be_asked_is_null_alone() {
    let double = Arc::new(Double::with(vec![invoice("1"), invoice("broken")]).apart());
    let gateway = Gateway::over([("studio", &double)]);
    let answer = gateway
        .ask("{ invoices(orderBy: {field: NUMBER, direction: ASC}) { nodes { nativeId notes { text } } } }")
        .await;
    let nodes = &answer["data"]["invoices"]["nodes"];
    assert_eq!(nodes[0]["notes"][0]["text"], "n1 on 1");
    assert_eq!(nodes[1], json!({"nativeId": "broken", "notes": null}));
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE");
}

#[tokio::test]
async fn more_calls_than_allowed_are_refused_before_the_first_on_the_fields_that_need_them() {
    let three = ["1", "2", "3"].map(invoice).to_vec();
    let double = Arc::new(Double::with(three).apart());
    let mut gateway = Gateway::over([("studio", &double)]);
    gateway.most_calls = 2;
    let query = "{ invoices { nodes { nativeId notes { id } timeline { action } } } }";
    let answer = gateway.ask(query).await;
    let nodes = answer["data"]["invoices"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 3);
    for node in nodes {
        assert!(
            node["nativeId"].is_string() && node["notes"].is_null() && node["timeline"].is_null()
        );
    }
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 6);
    for error in errors {
        let extensions = &error["extensions"];
        assert_eq!(extensions["code"], "LIMIT_EXCEEDED");
        assert_eq!(
            (&extensions["account"], &extensions["retryable"]),
            (&json!("studio"), &json!(false))
        );
        let message = error["message"].as_str().unwrap();
        assert_eq!(
            message,
            "reading the notes and events of 3 invoices of Apart in memory takes 3 calls, and this operation has 2 of 2 left: \
             ask for fewer at a time, or raise limits.cost"
        );
    }
    assert_eq!(asked(&double), 0);
    let fewer = "{ invoices(first: 2) { nodes { notes { id } } } }";
    gateway.data(fewer).await;
    // What is kept is free: only one of the three is left to ask for.
    gateway.data(query).await;
    assert_eq!(asked(&double), 3);
}
