//! What each viewer may do, and that what they do is theirs alone.

use serde_json::{Value, json};

use super::{ALL, LEFT, Question, READER, ask, data, full_house};
use crate::house::House;

const ROW: &str = "query ($account: ID!) { invoices(first: 1, filter: {accounts: [$account], status: [OPEN]}) \
                   { nodes { id actions { action allowed reason message } } } }";

async fn open_invoice(house: &House, guest: super::Guest) -> Value {
    let told = data(house, guest, ROW, json!({"account": "moneybird"})).await;
    told["invoices"]["nodes"][0].clone()
}

#[tokio::test]
async fn an_invoice_tells_whoever_may_only_read_that_nothing_can_be_done_with_it() {
    let house = full_house().await;
    let row = open_invoice(&house, READER).await;
    let reasons = |reason: &str| {
        let actions = row["actions"].as_array().unwrap().iter();
        let found = actions.filter(|action| action["reason"] == json!(reason));
        found.cloned().collect::<Vec<_>>()
    };
    let (forbidden, missing) = (reasons("NO_SCOPE"), reasons("NOT_SUPPORTED"));
    assert_eq!(
        forbidden.len() + missing.len(),
        row["actions"].as_array().unwrap().len()
    );
    assert!(forbidden.len() > 10 && !missing.is_empty());
    for action in forbidden {
        assert_eq!(action["allowed"], json!(false));
        assert_eq!(
            action["message"],
            json!("this client may only read: it lacks the scope \"write\"")
        );
    }
    let row = open_invoice(&house, LEFT).await;
    let actions = row["actions"].as_array().unwrap();
    assert!(
        actions
            .iter()
            .any(|action| action["allowed"] == json!(true))
    );
    assert!(
        actions
            .iter()
            .all(|action| action["reason"] != json!("NO_SCOPE"))
    );
}

#[tokio::test]
async fn each_of_several_mutations_is_refused_by_itself_and_before_any_call() {
    let house = full_house().await;
    let id = open_invoice(&house, READER).await["id"].clone();
    house.forget_calls().await;
    let query = "mutation ($id: ID!) {
        a: addNote(input: {invoiceId: $id, text: \"x\"}) { outcome note { id } userErrors { code field } }
        b: sendInvoice(input: {invoiceId: $id}) { outcome invoice { id } userErrors { code field } }
        c: deleteInvoices(input: {invoiceIds: [$id]}) { outcome results { outcome } userErrors { code field } }
        d: deleteInvoices(input: {invoiceIds: []}) { outcome userErrors { code field } }
        e: refreshAccount(input: {accountId: \"moneybird\"}) { outcome account { id } userErrors { code field } }
        f: createPayment(input: {invoiceId: \"nonsense\", amount: \"1\", date: \"2026-01-01\", idempotencyKey: \"k\"})
            { outcome userErrors { code field } }
    }";
    let told = data(&house, READER, query, json!({"id": id})).await;
    for (alias, payload) in told.as_object().unwrap() {
        assert_eq!(payload["outcome"], json!("REFUSED"), "{alias}: {payload}");
        assert_eq!(
            payload["userErrors"].as_array().unwrap().len(),
            1,
            "{alias}: {payload}"
        );
        assert_eq!(
            payload["userErrors"][0]["code"],
            json!("FORBIDDEN"),
            "{alias}: {payload}"
        );
    }
    assert!(house.calls().await.is_empty());
}

#[tokio::test]
async fn whoever_may_only_read_is_told_so_once_and_not_for_every_id() {
    let house = full_house().await;
    let id = open_invoice(&house, READER).await["id"].clone();
    house.forget_calls().await;
    let query = "mutation ($ids: [ID!]!) { deleteInvoices(input: {invoiceIds: $ids}) {
        outcome results { id } userErrors { code field } } }";
    let error = json!({"code": "FORBIDDEN", "field": ["input"]});
    let refused = json!({"outcome": "REFUSED", "results": [], "userErrors": [error]});
    for (ids, count) in [
        (&id, 1),
        (&id, 250),
        (&id, 251),
        (&json!("nonsense"), 19_900),
    ] {
        let told = data(&house, READER, query, json!({"ids": vec![ids; count]})).await;
        assert_eq!(told["deleteInvoices"], refused, "{count} times {ids}");
    }
    assert!(house.calls().await.is_empty());
}

#[tokio::test]
async fn a_key_of_a_write_is_one_clients_alone() {
    let house = full_house().await;
    let id = open_invoice(&house, ALL).await["id"].clone();
    let note = async |guest, text: &str| {
        let query = "mutation ($id: ID!, $text: String!) {
            addNote(input: {invoiceId: $id, text: $text, idempotencyKey: \"the-key\"}) {
                outcome note { id text } userErrors { code } } }";
        let question = Question::new(query, json!({"id": id, "text": text}));
        ask(&house, guest, &question).await.json()["data"]["addNote"].clone()
    };
    let first = note(ALL, "one").await;
    assert_eq!(first["outcome"], json!("APPLIED"), "{first}");
    // The same word of another client is another key, with another input or the same.
    let other = note(LEFT, "two").await;
    assert_eq!(other["outcome"], json!("APPLIED"), "{other}");
    assert_eq!(other["note"]["text"], json!("two"));
    assert_eq!(note(ALL, "one").await["note"]["id"], first["note"]["id"]);
    assert_eq!(note(LEFT, "two").await["note"]["id"], other["note"]["id"]);
    assert_eq!(
        note(ALL, "two").await["userErrors"][0]["code"],
        json!("CONFLICT")
    );
}
