//! The rate limit with the headers that the vendor really sends.

use invoice_gateway::sandbox::Options;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::world::{API, SALES, TODAY, World};

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

#[tokio::test]
async fn remaining_means_seconds_and_the_count_has_its_own_header() {
    let world = World::with(Options::new(TODAY)).await;
    let first = world.get(SALES).await;
    assert_eq!(first.number("ratelimit-limit"), 150);
    assert_eq!(first.number("ratelimit-requestsremaining"), 149);
    let seconds = first.number("ratelimit-remaining");
    assert!((295..=300).contains(&seconds));
    assert!((first.number("ratelimit-reset") - now() - seconds).abs() <= 2);
    let second = world.get("payments/1").await;
    assert_eq!(second.number("ratelimit-requestsremaining"), 148);
}

#[tokio::test]
async fn the_request_after_the_limit_is_told_a_moment_not_a_delay() {
    let world = World::with(Options::new(TODAY)).await;
    for _ in 0..150 {
        let answer = world.get("payments/1").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let refused = world.get("external_sales_invoices").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.json(), json!("Retry later"));
    assert_eq!(
        refused.number("retry-after"),
        refused.number("ratelimit-reset")
    );
    assert!(refused.number("retry-after") > now());
    assert_eq!(refused.number("ratelimit-requestsremaining"), 0);
}

#[tokio::test]
async fn a_wrong_token_costs_a_request_and_control_does_not() {
    let world = World::with(Options::new(TODAY)).await;
    let path = format!("{API}/123/{SALES}");
    let refused = world.send(Method::GET, &path, Some("no"), None).await;
    let refused = refused.expect("an answer");
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.number("ratelimit-requestsremaining"), 149);
    world.books("moneybird").await;
    let next = world.get(SALES).await;
    assert_eq!(next.number("ratelimit-requestsremaining"), 148);
}

#[tokio::test]
async fn control_switches_it_off_and_sets_its_size() {
    let world = World::with(Options::new(TODAY)).await;
    world
        .control(json!({"rate_limit": {"limit": 10, "used": 9, "window_seconds": 60}}))
        .await;
    assert_eq!(world.get(SALES).await.status, StatusCode::OK);
    assert_eq!(world.get(SALES).await.status, StatusCode::TOO_MANY_REQUESTS);
    world.control(json!({"rate_limit": false})).await;
    let free = world.get(SALES).await;
    assert_eq!(free.status, StatusCode::OK);
    assert!(!free.headers.contains_key("ratelimit-limit"));
}
