//! Lists whose length no query tells are counted as they are read.

use std::sync::Arc;

use serde_json::{Value, json};

use super::double::{Double, Gateway, invoice};
use crate::{
    auth::{Sight, Viewer},
    domain::{AccountId, Invoice, Raw},
};

/// A gateway with two accounts at one provider.
fn two() -> Gateway {
    let double = Arc::new(Double::with(vec![invoice("1")]));
    Gateway::over([("acme", &double), ("other", &double)])
}

/// A query that goes round: from the accounts to their provider, and to the accounts there.
fn round(times: usize) -> String {
    let (open, close) = ("{ accounts { provider ".repeat(times), " } }".repeat(times));
    format!("{open}{{ id }}{close}")
}

fn assert_spent(answer: &Value, most: u64) {
    let error = &answer["errors"][0];
    assert_eq!(error["extensions"]["code"], "LIMIT_EXCEEDED", "{answer}");
    assert_eq!(
        error["message"],
        format!(
            "the lists of this request have more than {most} entries: ask for less at a time, or raise limits.rows"
        )
    );
}

#[tokio::test]
async fn going_round_counts_every_account_that_is_met() {
    let mut gateway = two();
    gateway.most_rows = 2 + 4 + 8;
    gateway.data(round(3)).await;
    assert_spent(&gateway.ask(round(4)).await, gateway.most_rows);
}

#[tokio::test]
async fn accounts_that_a_viewer_does_not_see_are_not_counted() {
    let mut gateway = two();
    gateway.most_rows = 4;
    gateway.viewer = Arc::new(Viewer {
        accounts: Sight::Only([AccountId::new("acme")].into()),
        ..Viewer::anonymous()
    });
    gateway.data(round(4)).await;
    assert_spent(&gateway.ask(round(5)).await, gateway.most_rows);
}

#[tokio::test]
async fn four_versions_count_as_one() {
    let invoices = (0..8).map(|id| invoice(&id.to_string())).collect();
    let double = Arc::new(Double::with(invoices));
    let mut gateway = Gateway::over([("acme", &double)]);
    gateway.most_rows = 5;
    let list = |alias| format!("{alias}: invoiceVersions(account: \"acme\") {{ items {{ id }} }} ");
    gateway
        .data(format!("{{ {} {} }}", list("a"), list("b")))
        .await;
    let three = format!("{{ {} {} {} }}", list("a"), list("b"), list("c"));
    let answer = gateway.ask(three).await;
    assert_spent(&answer, 5);
    assert_eq!(answer["data"]["c"], json!(null));
    assert!(answer["data"]["b"]["items"][7]["id"].is_string());
}

#[tokio::test]
async fn groups_and_what_each_account_contributed_are_counted() {
    let mut gateway = two();
    gateway.most_rows = 2;
    let ask = |fields: &str| format!("{{ invoiceSummary(groupBy: [ACCOUNT]) {{ {fields} }} }}");
    gateway.data(ask("groups { count }")).await;
    assert_spent(
        &gateway
            .ask(ask("groups { count } accounts { state }"))
            .await,
        2,
    );
    let page = "{ invoices { a: accounts { state } b: accounts { state } } }";
    assert_spent(&gateway.ask(page).await, 2);
}

#[tokio::test]
async fn what_providers_tell_of_themselves_is_counted() {
    let mut gateway = two();
    gateway.most_rows = 100;
    let quirks: String = (0..100)
        .map(|at| format!("q{at}: quirks a{at}: actions "))
        .collect();
    let answer = gateway.ask(format!("{{ providers {{ {quirks} }} }}")).await;
    assert_spent(&answer, 100);
}

#[tokio::test]
async fn lists_in_the_providers_own_document_are_counted() {
    let payments: Vec<Value> = (0..30).map(|id| json!({"id": id.to_string()})).collect();
    let told = json!({"id": "1", "payments": payments}).to_string();
    let fat = Invoice {
        raw: Raw::new(&told, ""),
        ..invoice("1")
    };
    let double = Arc::new(Double::with(vec![fat]));
    let mut gateway = Gateway::over([("acme", &double)]);
    gateway.most_rows = 60;
    let ask = |aliases: &[&str]| {
        let lists: String = aliases
            .iter()
            .map(|alias| format!("{alias}: payments {{ id }} "))
            .collect();
        format!(
            "{{ invoices {{ nodes {{ native {{ ... on MoneybirdSalesInvoice {{ {lists} }} }} }} }} }}"
        )
    };
    gateway.data(ask(&["a", "b"])).await;
    let answer = gateway.ask(ask(&["a", "b", "c"])).await;
    assert_spent(&answer, 60);
    let native = &answer["data"]["invoices"]["nodes"][0]["native"];
    assert_eq!((native["b"].is_array(), &native["c"]), (true, &json!(null)));
}
