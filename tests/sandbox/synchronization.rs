//! Ids and versions, and the batched read by ids.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::{EXTERNAL, SALES, World, ids, name_of};

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn versions_cover_everything_at_once_but_external_ones_default_to_this_year() {
    let world = World::start().await;
    let all = |resource| format!("{resource}/synchronization");
    let sales = world.get(&all(SALES)).await.json();
    let books = world.books("moneybird").await;
    assert_eq!(sorted(ids(&sales)), sorted(ids(&json!(books))));

    let external = ids(&world.get(&all(EXTERNAL)).await.json());
    let this_year = world.ids(&format!("{EXTERNAL}?per_page=100")).await;
    assert_eq!(sorted(external), sorted(this_year));
    let path = format!("{EXTERNAL}/synchronization?filter=state:all");
    let books = world.books("moneybird-external").await;
    let everything = ids(&world.get(&path).await.json());
    assert_eq!(sorted(everything), sorted(ids(&json!(books))));
}

#[tokio::test]
async fn versions_come_in_no_order_and_equal_the_second_of_the_update() {
    let world = World::start().await;
    let versions = world.get("sales_invoices/synchronization").await.json();
    let listed = ids(&versions);
    assert!(!listed.is_sorted() && !listed.is_sorted_by(|a, b| a > b));
    let books = world.books("moneybird").await;
    for row in versions.as_array().expect("a list") {
        let found = books.iter().find(|invoice| invoice["id"] == row["id"]);
        let invoice = found.expect("an invoice");
        let updated_at: jiff::Timestamp =
            serde_json::from_value(invoice["updated_at"].clone()).expect("a time");
        assert_eq!(row["version"], json!(updated_at.as_second()));
        assert_eq!(row["version"], invoice["version"]);
    }
}

#[tokio::test]
async fn more_than_a_hundred_ids_are_cut_silently_and_unknown_ones_left_out() {
    let world = World::start().await;
    for resource in [SALES, EXTERNAL] {
        let path = format!("{resource}/synchronization");
        let add = json!({"add": {"resource": name_of(resource), "count": 120}});
        let added: Vec<Value> = world.control(add).await["ids"]
            .as_array()
            .expect("ids")
            .clone();
        let answer = world.post(&path, json!({ "ids": added })).await;
        let found: BTreeSet<String> = ids(&answer.json()).into_iter().collect();
        let first: BTreeSet<String> = added[..100]
            .iter()
            .map(|id| id.as_str().expect("an id").to_owned())
            .collect();
        assert_eq!(found, first);

        let mixed = json!({"ids": ["1", added[0], "no id", 2, added[0], added[1]]});
        let answer = world.post(&path, mixed).await;
        assert_eq!(answer.json().as_array().map(Vec::len), Some(2));
        let none = world.post(&path, json!({"ids": []})).await;
        assert_eq!((none.status, none.text()), (StatusCode::OK, "[]".into()));
    }
}

#[tokio::test]
async fn missing_ids_and_ids_that_are_no_array_are_refused() {
    let world = World::start().await;
    let path = format!("{SALES}/synchronization");
    for (body, error, code) in [
        (json!({}), "Ids is required", "required"),
        (json!([]), "Ids is required", "required"),
        (json!({"ids": "1"}), "Ids isn't an array", "array"),
    ] {
        let answer = world.post(&path, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        let expected = json!({"error": error, "symbolic": {"ids": code}});
        assert_eq!(answer.json(), expected);
    }
}

#[tokio::test]
async fn an_edit_moves_the_version_and_a_removed_invoice_just_disappears() {
    let world = World::start().await;
    let id = ids(&json!(world.books("moneybird").await))[40].clone();
    let before = world.get(&format!("{SALES}/{id}")).await.json();
    let set = json!({"edit": {"resource": "moneybird", "id": id, "set": {"reference": "new"}}});
    world.control(set).await;
    let after = world.get(&format!("{SALES}/{id}")).await.json();
    assert_eq!(after["reference"], "new");
    assert!(after["version"].as_i64() > before["version"].as_i64());

    world
        .control(json!({"remove": {"resource": "moneybird", "id": id}}))
        .await;
    let versions = world.get("sales_invoices/synchronization").await.json();
    assert!(!ids(&versions).contains(&id));
    assert_eq!(
        world.get(&format!("{SALES}/{id}")).await.status,
        StatusCode::NOT_FOUND
    );
}
