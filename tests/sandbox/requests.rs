//! The request log that tests count upstream calls with.

use invoice_gateway::sandbox::Options;
use reqwest::Method;
use serde_json::json;

use crate::world::{API, EXTERNAL, SALES, TODAY, World};

#[tokio::test]
async fn calls_are_counted_by_route_with_and_without_suffix_until_deleted() {
    let world = World::start().await;
    world.get(SALES).await;
    world.get(&format!("{SALES}.json?page=1")).await;
    world.get(&format!("{SALES}/1.json")).await;
    world
        .get(&format!("{EXTERNAL}/1/attachments/2/download"))
        .await;
    world
        .post(
            &format!("{SALES}/synchronization.json"),
            json!({"ids": ["7"]}),
        )
        .await;
    world.get("nothing/here").await;
    world.books("moneybird").await;
    let counts = world.plain(Method::GET, "/_requests").await.json();
    let tenant = "/moneybird/api/v2/{administration_id}";
    let mut expected = json!({
        (format!("GET {tenant}/sales_invoices")): 2,
        (format!("GET {tenant}/sales_invoices/{{id}}")): 1,
        (format!("POST {tenant}/sales_invoices/synchronization")): 1,
        "GET {unknown}": 1,
    });
    let attachment =
        "external_sales_invoices/{external_sales_invoice_id}/attachments/{id}/download";
    expected[format!("GET {tenant}/{attachment}")] = json!(1);
    assert_eq!(counts, expected);

    world.plain(Method::DELETE, "/_requests").await;
    assert_eq!(
        world.plain(Method::GET, "/_requests").await.json(),
        json!({})
    );
}

#[tokio::test]
async fn refused_calls_are_counted_too() {
    let world = World::with(Options::new(TODAY)).await;
    let path = format!("{API}/123/{SALES}");
    world.plain(Method::GET, &path).await;
    world
        .control(json!({"fault": {"add": {"times": 1, "answer": {"status": 500}}}}))
        .await;
    world.get(SALES).await;
    world.control(json!({"rate_limit": {"used": 150}})).await;
    world.get(SALES).await;
    let counts = world.plain(Method::GET, "/_requests").await.json();
    assert_eq!(
        counts["GET /moneybird/api/v2/{administration_id}/sales_invoices"],
        3
    );
}

#[tokio::test]
async fn the_log_holds_requests_in_order_without_credentials() {
    let world = World::start().await;
    world
        .get(&format!("{SALES}.json?filter=state:open&page=1"))
        .await;
    world
        .post(
            &format!("{EXTERNAL}/synchronization"),
            json!({"ids": ["7"]}),
        )
        .await;
    let log = world.plain(Method::GET, "/_requests/log").await;
    assert!(!log.text().contains("Bearer"));
    let expected = json!([
        {
            "method": "GET",
            "path": "/moneybird/api/v2/123/sales_invoices.json",
            "query": "filter=state:open&page=1",
            "body": "",
        },
        {
            "method": "POST",
            "path": "/moneybird/api/v2/123/external_sales_invoices/synchronization",
            "query": null,
            "body": "{\"ids\":[\"7\"]}",
        },
    ]);
    assert_eq!(log.json(), expected);
}
