//! What clients are told of failures.

use std::{sync::Arc, time::Duration};

use async_graphql::resolver_utils::EnumType;
use serde_json::json;

use super::double::{Double, Gateway, id};
use crate::{
    error::{Error, ErrorKind, Retry},
    graphql::types::ErrorCode,
};

#[tokio::test]
async fn a_failure_says_whose_it_is_and_when_to_come_back_but_not_what_was_answered() {
    let failure = Error::new(
        ErrorKind::RateLimited,
        "the provider's quota is used up: wait",
    )
    .during("POST synchronization")
    .retry_hint(Retry::After(Duration::from_millis(1500)))
    .with_detail("429 from https://secret.example.com");
    let double = Arc::new(Double::failing(failure).external());
    let gateway = Gateway::over([("acme", &double)]);
    let answer = gateway
        .ask(format!(
            "{{ invoice(id: \"{}\") {{ id }} }}",
            id("acme", "1")
        ))
        .await;
    assert_eq!(answer["data"], json!({"invoice": null}));
    assert_eq!(
        answer["errors"][0]["message"],
        "the provider's quota is used up: wait"
    );
    assert_eq!(
        answer["errors"][0]["extensions"],
        json!({
            "code": "RATE_LIMITED", "account": "acme", "provider": "MONEYBIRD_EXTERNAL",
            "operation": "POST synchronization", "retryable": true, "retryAfter": 2,
        })
    );
    assert!(!answer.to_string().contains("secret"));
}

#[tokio::test]
async fn an_unknown_account_is_not_found() {
    let gateway = Gateway::over([]);
    let answer = gateway
        .ask("{ account(id: \"acme\") { id } invoiceVersions(account: \"acme\") { complete } }")
        .await;
    assert_eq!(
        answer["data"],
        json!({"account": null, "invoiceVersions": null})
    );
    for error in answer["errors"].as_array().unwrap() {
        assert_eq!(
            error["extensions"],
            json!({"code": "NOT_FOUND", "retryable": false})
        );
    }
}

#[test]
fn the_schema_and_the_extensions_use_the_same_codes() {
    for item in ErrorCode::items() {
        assert_eq!(item.name, ErrorKind::from(item.value).code());
    }
}
