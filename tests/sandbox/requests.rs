//! The request log that tests count upstream calls with.

use invoice_gateway::sandbox::Options;
use reqwest::{Method, StatusCode};
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

#[tokio::test]
async fn the_log_tells_the_parts_of_a_form_without_keeping_files() {
    let world = World::start().await;
    let file = "x".repeat(300_000);
    let body = format!(
        "--seam\r\nContent-Disposition: form-data; name=\"_method\"\r\n\r\nPUT\r\n\
         --seam\r\nContent-Disposition: form-data; name=\"file\"; filename=\"scan.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n{file}\r\n--seam--\r\n"
    );
    let form = "multipart/form-data; boundary=seam";
    world.upload("nothing/here", form, body.as_bytes()).await;
    let cut = body.len() - 20_000;
    let answer = world
        .upload("nothing/here", form, &body.as_bytes()[..cut])
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let log = world.plain(Method::GET, "/_requests/log").await.json();
    let field = json!({
        "name": "_method", "filename": null, "content_type": null, "size": 3,
        "sha256": "907bf9a40f9ce9967d9811779df472faa3c5418d189735e007761e04447e5e19", "text": "PUT",
    });
    let file = json!({
        "name": "file", "filename": "scan.pdf", "content_type": "application/pdf",
        "size": 300_000,
        "sha256": "29927e273accc68286005017f7fa6e4f27bddb4db3083ff8b8d4c3667905b7fa",
    });
    assert_eq!(log[0]["content_type"], "multipart/form-data");
    assert_eq!(log[0]["parts"], json!([field, file]));
    assert_eq!(log[0]["body"], "");
    assert_eq!(
        (&log[1]["broken"], &log[1]["parts"]),
        (&json!(true), &json!([field]))
    );
}

#[tokio::test]
async fn a_long_body_is_cut_and_its_size_told() {
    let world = World::start().await;
    let ids = vec!["496081540407625376"; 5_000];
    let path = format!("{SALES}/synchronization");
    world.post(&path, json!({ "ids": ids })).await;
    let log = world.plain(Method::GET, "/_requests/log").await.json();
    assert_eq!(log[0]["body_size"], json!({ "ids": ids }).to_string().len());
    assert_eq!(log[0]["body"].as_str().map(str::len), Some(64 * 1024));
}
