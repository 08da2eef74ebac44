//! What a caller writes is bounded wherever it comes back or goes on.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::house::House;

#[tokio::test]
async fn more_ids_than_an_action_takes_are_refused_before_any_is_looked_at() {
    let house = House::new().await;
    let field = "deleteInvoices(input: {invoiceIds: $ids}) \
                 { outcome results { id } userErrors { code message field } }";
    let aliases: String = (0..20).map(|alias| format!(" a{alias}: {field}")).collect();
    let query = format!("mutation ($ids: [ID!]!) {{{aliases} }}");
    let ids: Vec<String> = (0..19_900).map(|id| id.to_string()).collect();
    let text = house.text(&query, json!({"ids": ids})).await;
    assert!(text.len() < 8 << 10, "{} bytes: {text:.300}", text.len());
    let told: Value = serde_json::from_str(&text).unwrap();
    for (alias, payload) in told["data"].as_object().unwrap() {
        let error = json!({
            "code": "LIMIT_EXCEEDED",
            "message": "19900 invoices are too many: give at most 250",
            "field": ["input", "invoiceIds"],
        });
        let refused = json!({"outcome": "REFUSED", "results": [], "userErrors": [error]});
        assert_eq!(*payload, refused, "{alias}");
    }
    for (count, code) in [(250, "INVALID_ID"), (251, "LIMIT_EXCEEDED")] {
        let told = house.data(&query, json!({"ids": ids[..count]})).await;
        assert_eq!(told["a0"]["userErrors"][0]["code"], code, "{count}");
    }
    assert_eq!(house.calls().await, BTreeMap::new(), "nobody is asked");
}

#[tokio::test]
async fn a_text_that_no_invoice_can_have_is_looked_up_nowhere() {
    let house = House::five().await;
    for account in [
        "moneybird",
        "moneybird-external",
        "invoice-ninja",
        "dashdoc",
        "i3d",
    ] {
        for (by, name) in [
            ("invoiceByNumber", "number"),
            ("invoiceByReference", "reference"),
        ] {
            let query = format!(
                "query ($account: ID!, $text: String!) {{ {by}(account: $account, {name}: $text) {{ id }} }}"
            );
            for text in ["ü".repeat(201), "x".repeat(900 << 10)] {
                let told = house
                    .ask(&query, json!({"account": account, "text": text}))
                    .await;
                let error = &told["errors"][0];
                assert_eq!(error["extensions"]["code"], "INVALID_INPUT", "{told}");
                let message =
                    format!("`{name}` is longer than 200 characters: no invoice has such a one");
                assert_eq!(error["message"], json!(message));
            }
            assert_eq!(house.calls().await, BTreeMap::new(), "{account} {by}");
        }
    }
    let query =
        "query ($text: String!) { invoiceByNumber(account: \"moneybird\", number: $text) { id } }";
    let told = house.ask(query, json!({"text": "ü".repeat(200)})).await;
    assert_eq!(told, json!({"data": {"invoiceByNumber": null}}));
    assert_ne!(
        house.calls().await,
        BTreeMap::new(),
        "the longest is asked for"
    );
}
