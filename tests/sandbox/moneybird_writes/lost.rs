//! Writes whose answer is lost.

use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::moneybird_writes::{id_of, read, sent};
use crate::world::{API, SALES, World};

async fn world_with(answer: Value) -> (World, String) {
    let world = World::start().await;
    let id = id_of(&sent(&world).await);
    let fault = json!({"method": "POST", "path": "/payments", "answer": answer});
    world.control(json!({"fault": {"add": fault}})).await;
    (world, id)
}

fn payment() -> Value {
    json!({"payment": {"payment_date": "2026-03-09", "price": "1"}})
}

async fn is_lost(world: &World, id: &str) -> bool {
    let path = format!("{API}/123/{SALES}/{id}/payments");
    let answer = world
        .send(Method::POST, &path, Some("sandbox"), Some(&payment()))
        .await;
    answer.is_err()
}

async fn payments(world: &World, id: &str) -> usize {
    let invoice = read(world, SALES, id).await;
    invoice["payments"].as_array().expect("a list").len()
}

#[tokio::test]
async fn an_applied_write_is_in_the_books_although_nobody_was_told() {
    let (world, id) = world_with(json!({"lose_answer": {"applied": "yes"}})).await;
    assert!(is_lost(&world, &id).await);
    assert_eq!(payments(&world, &id).await, 1);
}

#[tokio::test]
async fn a_write_may_be_applied_long_after_its_client_has_left() {
    let answer = json!({"applied": "yes", "late_ms": 400});
    let (world, id) = world_with(json!({"lose_answer": answer})).await;
    assert!(is_lost(&world, &id).await);
    assert_eq!(payments(&world, &id).await, 0);
    let patience = Instant::now() + Duration::from_secs(10);
    while payments(&world, &id).await == 0 {
        assert!(Instant::now() < patience, "it is never applied");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(payments(&world, &id).await, 1);
}

#[tokio::test]
async fn a_write_that_was_not_applied_is_counted_and_nothing_more() {
    for answer in [json!({"lose_answer": {"applied": "no"}}), json!("close")] {
        let (world, id) = world_with(answer).await;
        assert!(is_lost(&world, &id).await);
        assert_eq!(payments(&world, &id).await, 0);
        let counts = world.plain(Method::GET, "/_requests").await.json();
        let route =
            "POST /moneybird/api/v2/{administration_id}/sales_invoices/{sales_invoice_id}/payments";
        assert_eq!(counts[route], 1);
    }
}

#[tokio::test]
async fn chance_applies_some_and_the_same_ones_for_the_same_seed() {
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let (world, id) = world_with(json!({"lose_answer": {"applied": {"random": seed}}})).await;
        let mut run = Vec::new();
        for _ in 0..16 {
            assert!(is_lost(&world, &id).await);
            run.push(payments(&world, &id).await);
        }
        assert!((1..16).contains(&run[15]), "{run:?}");
        runs.push(run);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn a_hanging_answer_comes_after_the_change() {
    let (world, id) =
        world_with(json!({"lose_answer": {"applied": "yes", "ending": "hang"}})).await;
    let path = format!("{SALES}/{id}/payments");
    let call = world.call(Method::POST, &path, payment());
    assert!(
        tokio::time::timeout(Duration::from_millis(300), call)
            .await
            .is_err()
    );
    assert_eq!(payments(&world, &id).await, 1);
}

#[tokio::test]
async fn a_proxys_page_hides_whether_the_write_was_applied() {
    for (applied, count) in [("yes", 1), ("no", 0)] {
        let ending = json!({"html": 502});
        let (world, id) =
            world_with(json!({"lose_answer": {"applied": applied, "ending": ending}})).await;
        let path = format!("{SALES}/{id}/payments");
        let answer = world.call(Method::POST, &path, payment()).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
        assert!(answer.text().starts_with("<html>"));
        assert_eq!(payments(&world, &id).await, count);
    }
}

#[tokio::test]
async fn a_refused_write_is_lost_without_being_applied() {
    let (world, id) = world_with(json!({"lose_answer": {"applied": "yes"}})).await;
    let path = format!("{API}/123/{SALES}/{id}/payments");
    let answer = world
        .send(Method::POST, &path, Some("wrong"), Some(&payment()))
        .await;
    assert_eq!(answer.expect("a refusal").status, StatusCode::UNAUTHORIZED);
    assert_eq!(payments(&world, &id).await, 0);
}
