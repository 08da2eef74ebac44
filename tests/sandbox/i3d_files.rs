//! i3D's PDFs, in the form that the page promises and in those it fears, and that nothing can be written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::i3d::{I3D, KEY, get};
use crate::world::{Answer, World};

async fn pdf(world: &World, invoice: Value) -> Answer {
    let id = world.add("i3d", invoice).await;
    get(world, &format!("/account/invoice/{id}/pdf"), None).await
}

#[tokio::test]
async fn a_pdf_is_its_bytes_and_nothing_else() {
    let world = World::start().await;
    let pdf = pdf(&world, json!({})).await;
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.body.starts_with(b"%PDF-") && pdf.body.ends_with(b"%%EOF\n"));
    assert!(!pdf.headers.contains_key("content-disposition"));
}

#[tokio::test]
async fn a_pdf_of_any_size_is_streamed() {
    let world = World::start().await;
    let pdf = pdf(&world, json!({"pdfSize": 40_000_000})).await;
    assert_eq!(pdf.number("content-length"), 40_000_000);
    assert!(pdf.body.len() == 40_000_000 && pdf.body.starts_with(b"%PDF-"));
}

#[tokio::test]
async fn a_pdf_may_come_as_base64_or_as_a_json_string() {
    let world = World::start().await;
    let text = pdf(&world, json!({"pdf": "base64"})).await;
    assert!(text.header("content-type").starts_with("text/plain"));
    let bytes = STANDARD.decode(&text.body).expect("base64");
    assert!(bytes.starts_with(b"%PDF-"));
    let json = pdf(&world, json!({"pdf": "json"})).await;
    assert!(json.header("content-type").starts_with("application/json"));
    let bytes = STANDARD.decode(json.json().as_str().expect("a string"));
    assert!(bytes.expect("base64").starts_with(b"%PDF-"));
}

#[tokio::test]
async fn a_failure_may_say_that_it_is_a_pdf() {
    let world = World::start().await;
    let failed = pdf(&world, json!({"pdf": "failure"})).await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(failed.header("content-type"), "application/pdf");
    assert_eq!(failed.json()["errorCode"], 10007);
}

#[tokio::test]
async fn a_pdf_wants_the_key() {
    let world = World::start().await;
    let id = world.add("i3d", json!({})).await;
    let path = format!("{I3D}/account/invoice/{id}/pdf");
    let answer = world.ask(&path, &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.json()["errorCode"], 10004);
}

#[tokio::test]
async fn nothing_can_be_written() {
    let world = World::start().await;
    let id = world.add("i3d", json!({})).await;
    let before = world.books("i3d").await;
    let body = json!({"description": "changed", "paymentStatus": 1});
    for path in [
        "/account/invoice".to_owned(),
        "/account/invoice/unpaid".to_owned(),
        format!("/account/invoice/{id}"),
        format!("/account/invoice/{id}/pdf"),
        "/account/invoice/number/F00-1".to_owned(),
    ] {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let url = format!("{I3D}{path}");
            let answer = world.say(method, &url, &[KEY], Some(&body)).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            assert!(answer.json()["errorCode"].is_number());
        }
    }
    for path in [
        format!("/account/invoice/{id}/attachments"),
        "/payments".to_owned(),
    ] {
        let url = format!("{I3D}{path}");
        let answer = world.say(Method::POST, &url, &[KEY], Some(&body)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(world.books("i3d").await, before);
}
