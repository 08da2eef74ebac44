//! How the vendor speaks: credentials, headers, errors, limits.

use invoice_gateway::sandbox::Options;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{API, HEADERS, data, get};
use crate::world::{TODAY, World};

#[tokio::test]
async fn a_bad_token_is_403_even_for_what_does_not_exist() {
    let world = World::start().await;
    for token in [None, Some("wrong"), Some("Bearer sandbox")] {
        for path in ["invoices", "invoices/zzz", "ping"] {
            let mut headers = vec![("Accept", "application/json")];
            headers.extend(token.map(|token| ("X-API-TOKEN", token)));
            let path = format!("{API}/{path}");
            let answer = world.say(Method::GET, &path, &headers, None).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            assert_eq!(answer.text(), "{\"message\":\"Invalid token\"}");
        }
    }
    let bearer = world
        .send(Method::GET, &format!("{API}/ping"), Some("sandbox"), None)
        .await;
    let bearer = bearer.expect("an answer");
    assert_eq!(bearer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_unknown_id_is_400_and_a_numeric_one_says_so() {
    let world = World::start().await;
    let unknown = get(&world, "invoices/doesNotExist").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    let message = "No query results for model [App\\Models\\Invoice].";
    assert_eq!(unknown.json(), json!({ "message": message }));
    let numeric = get(&world, "invoices/123").await;
    assert_eq!(numeric.status, StatusCode::BAD_REQUEST);
    let message = "Record with value 123 not found";
    assert_eq!(numeric.json(), json!({ "message": message }));
    for path in [
        "payments/zzzzzzzzzz",
        "clients/zzzzzzzzzz",
        "documents/zzzzzzzzzz",
    ] {
        assert_eq!(get(&world, path).await.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn who_does_not_ask_for_json_gets_pages_and_redirects_but_only_for_errors() {
    let world = World::start().await;
    let token = [("X-API-TOKEN", "sandbox")];
    let bare = async |method: Method, path: &str| {
        let path = format!("{API}/{path}");
        world.say(method, &path, &token, None).await
    };
    let list = bare(Method::GET, "invoices").await;
    assert_eq!(list.header("content-type"), "application/json");
    let unknown = bare(Method::GET, "invoices/zzz").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.header("content-type").starts_with("text/html"));
    let invalid = bare(Method::POST, "activities/entity").await;
    assert_eq!(invalid.status, StatusCode::FOUND);
    assert!(invalid.redirects());

    for header in [
        ("X-Requested-With", "XMLHttpRequest"),
        ("Accept", "application/json"),
    ] {
        let headers = [token[0], header];
        let path = format!("{API}/invoices/zzz");
        let answer = world.say(Method::GET, &path, &headers, None).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.json()["message"].is_string());
    }
}

#[tokio::test]
async fn validation_names_the_field() {
    let world = World::start().await;
    let path = format!("{API}/activities/entity");
    let body = json!({"entity": "invoices", "entity_id": "VolejRejNm"});
    let answer = world.say(Method::POST, &path, &HEADERS, Some(&body)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.json()["message"], "The given data was invalid.");
    assert!(answer.json()["errors"]["entity"][0].is_string());
}

#[tokio::test]
async fn a_wrong_method_and_an_unknown_path_are_404() {
    let world = World::start().await;
    let path = format!("{API}/invoices/VolejRejNm");
    let wrong = world.say(Method::POST, &path, &HEADERS, None).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let message = "Method not supported for this route";
    assert_eq!(wrong.json(), json!({ "message": message }));
    let unknown = get(&world, "nowhere").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.json()["message"], "404 | Nothing to see here!");
}

#[tokio::test]
async fn malformed_json_is_400() {
    let world = World::start().await;
    let path = format!("{API}/activities/entity");
    let body = json!("x");
    let headers = &HEADERS[..];
    let fine = world.say(Method::POST, &path, headers, Some(&body)).await;
    assert_eq!(fine.status, StatusCode::UNPROCESSABLE_ENTITY);
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only(Vec::new())
        .build()
        .expect("a client");
    let mut request = client.post(format!("{}{path}", world.origin)).body("{");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let text = answer.text().await.expect("a body");
    assert!(text.contains("Malformed JSON payload."), "{text}");
}

#[tokio::test]
async fn every_answer_carries_the_version_and_records_are_pretty() {
    let world = World::start().await;
    let answer = get(&world, "invoices/VolejRejNm").await;
    assert_eq!(answer.header("x-app-version"), "5.12.28");
    assert_eq!(answer.header("x-api-version"), "5.0.16");
    assert_eq!(answer.header("x-minimum-client-version"), "5.0.16");
    assert_eq!(answer.header("cache-control"), "no-cache, private");
    assert!(
        answer
            .text()
            .starts_with("{\n    \"data\": {\n        \"id\": ")
    );
    assert!(answer.text().contains("https:\\/\\/"));
    assert!(answer.text().is_ascii());
    assert!(!answer.headers.contains_key("x-ratelimit-limit"));
}

#[tokio::test]
async fn the_hosted_limit_counts_down_and_refuses_without_a_word_about_when() {
    let world = World::with(Options::new(TODAY)).await;
    let first = get(&world, "ping").await;
    assert_eq!(first.number("x-ratelimit-limit"), 1000);
    assert_eq!(first.number("x-ratelimit-remaining"), 999);
    world
        .control(json!({"rate_limit": {"limit": 10, "used": 9}}))
        .await;
    assert_eq!(get(&world, "ping").await.number("x-ratelimit-remaining"), 0);
    let refused = get(&world, "ping").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.text(), "{\"message\":\"Too many requests\"}");
    for name in ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining"] {
        assert!(!refused.headers.contains_key(name), "{name}");
    }
    world.control(json!({"rate_limit": false})).await;
    let free = get(&world, "ping").await;
    assert!(!free.headers.contains_key("x-ratelimit-limit"));
    assert!(free.json()["company_name"].is_string());
}

#[tokio::test]
async fn statics_have_no_envelope_and_a_charset() {
    let world = World::start().await;
    let answer = get(&world, "statics").await;
    let kind = answer.header("content-type");
    assert_eq!(kind, "application/json; charset=utf-8");
    let statics = answer.json();
    let digits = |code: &str| {
        let currencies = statics["currencies"].as_array().expect("a list");
        let found = currencies.iter().find(|one| one["code"] == code);
        found.expect("the currency")["precision"].clone()
    };
    assert_eq!(
        (digits("JPY"), digits("KWD"), digits("EUR")),
        (json!(0), json!(3), json!(2))
    );
    assert!(statics["payment_types"][0]["id"].is_string());
}

#[tokio::test]
async fn the_company_is_asked_for_by_post() {
    let world = World::start().await;
    let path = format!("{API}/companies/current");
    let answer = world.say(Method::POST, &path, &HEADERS, None).await;
    let current = answer.json()["data"].clone();
    assert_eq!(current["settings"]["currency_id"], "3");
    let id = current["id"].as_str().expect("an id");
    assert_eq!(data(&world, &format!("companies/{id}")).await, current);
}

#[tokio::test]
async fn faults_speak_in_the_vendors_words() {
    let world = World::start().await;
    let fault = |answer: serde_json::Value| {
        json!([
            {"fault": "clear"},
            {"fault": {"add": {"resource": "invoice-ninja", "answer": answer}}},
        ])
    };
    for (status, message) in [
        (401, "This action is unauthorized."),
        (403, "Invalid token"),
        (429, "Too many requests"),
        (500, "Server Error"),
    ] {
        world.control(fault(json!({ "status": status }))).await;
        let answer = get(&world, "invoices").await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.json()["message"], message);
    }
    world
        .control(fault(json!({"wrong_type": {"field": "amount"}})))
        .await;
    assert!(data(&world, "invoices").await[0]["amount"].is_object());
}
