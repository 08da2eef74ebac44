//! Dashdoc's catalogue of what lines can be of.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::dashdoc::{get_json, uids};
use crate::dashdoc_writes::{codes, send};
use crate::world::World;

async fn items(world: &World) -> Vec<Value> {
    let page = get_json(world, "/invoices/items/").await;
    page["results"].as_array().expect("results").clone()
}

#[tokio::test]
async fn items_are_added_changed_and_removed() {
    let world = World::start().await;
    let before = items(&world).await;
    let input = json!({"remote_id": "70/é", "description": "Péage"});
    let answer = send(&world, Method::POST, "/invoices/items/", input).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let mut item = answer.json();
    assert_eq!(
        (&item["remote_id"], &item["description"]),
        (&json!("70/é"), &json!("Péage"))
    );
    assert_eq!(items(&world).await.last(), Some(&item));

    let uid = item["uid"].as_str().expect("a uid").to_owned();
    let path = format!("/invoices/items/{uid}/");
    let answer = send(
        &world,
        Method::PATCH,
        &path,
        json!({"description": "Péages"}),
    )
    .await;
    item["description"] = json!("Péages");
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, item));
    let by_key = "/invoices/items/70%2F%C3%A9/?lookup_field=remote_id";
    let answer = send(&world, Method::PATCH, by_key, json!({"remote_id": "71"})).await;
    assert_eq!(answer.json()["remote_id"], "71");

    let gone = send(&world, Method::DELETE, by_key, json!({})).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let by_key = "/invoices/items/71/?lookup_field=remote_id";
    let answer = send(&world, Method::DELETE, by_key, json!({})).await;
    assert_eq!(
        (answer.status, answer.body.len()),
        (StatusCode::NO_CONTENT, 0)
    );
    assert_eq!(items(&world).await, before);
    let again = send(&world, Method::DELETE, &path, json!({})).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_taken_key_is_refused_in_a_single_text_and_other_mistakes_in_lists() {
    let world = World::start().await;
    let known = items(&world).await;
    let taken = json!({"remote_id": known[0]["remote_id"], "description": "x"});
    let answer = send(&world, Method::POST, "/invoices/items/", taken.clone()).await;
    assert_eq!(codes(&answer), json!({"remote_id": "invalid"}));
    let path = format!(
        "/invoices/items/{}/",
        known[1]["uid"].as_str().expect("a uid")
    );
    let answer = send(&world, Method::PATCH, &path, taken).await;
    assert_eq!(codes(&answer), json!({"remote_id": "invalid"}));
    for (input, code) in [
        (json!({}), "required"),
        (json!({"description": ""}), "blank"),
        (json!({"description": "x".repeat(256)}), "max_length"),
    ] {
        let answer = send(&world, Method::POST, "/invoices/items/", input).await;
        assert_eq!(codes(&answer), json!({"description": [code]}));
    }
    assert_eq!(items(&world).await, known);
}

#[tokio::test]
async fn a_long_catalogue_has_pages() {
    let world = World::start().await;
    for number in 0..20 {
        let input = json!({"description": format!("Article {number}")});
        send(&world, Method::POST, "/invoices/items/", input).await;
    }
    let first = get_json(&world, "/invoices/items/").await;
    let second = get_json(&world, "/invoices/items/?page=2").await;
    assert_eq!((uids(&first).len(), uids(&second).len()), (20, 5));
    assert!(
        first["next"]
            .as_str()
            .is_some_and(|link| link.ends_with("/invoices/items/?page=2"))
    );
    assert!(second["next"].is_null() && second["count"] == 25);
}
