//! Answers against the vendor's bodies that are known to be right: the same keys in the same order,
//! the same JSON types.
//!
//! The bodies are not part of the project. Where they are absent, this says so and proves nothing.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use super::ordered::Ordered;
use super::{API, HEADERS, add, get, text};
use crate::shape::folder_of;
use crate::world::World;

/// A body by its path below the vendor's folder.
pub(super) fn sample(folder: &Path, path: &str) -> Vec<u8> {
    let path = folder.join(path);
    std::fs::read(&path).unwrap_or_else(|_| panic!("no sample {}", path.display()))
}

#[tokio::test]
async fn invoices_have_the_keys_and_types_of_the_vendors() {
    let Some(folder) = folder_of("invoice_ninja") else {
        return;
    };
    let world = World::start().await;
    let list = get(
        &world,
        "invoices?per_page=20&page=2&sort=id|asc&include=client",
    )
    .await;
    let list = Ordered::read(&list.body);
    list.covers(
        &sample(&folder, "derived/invoices_list_middle_page.json"),
        "list",
    );
    let path = format!("{API}/invoices?per_page=5000");
    let ours = world.say(Method::GET, &path, &HEADERS, None).await;
    let ours = Ordered::read(&ours.body);
    // The lines of older rows have other keys, and so have the rows of an older server.
    ours.covers(
        &sample(&folder, "captured/invoices_list_docs_2023.json"),
        "2023",
    );
    for name in [
        "invoice_after_upload",
        "invoice_deleted",
        "invoice_item_draft",
        "invoice_item_partial_paid",
    ] {
        let file = json!({"documents": [{"name": "a.pdf", "size": 1}]});
        let id = add(&world, file).await;
        let one = get(&world, &format!("invoices/{id}")).await;
        let theirs = sample(&folder, &format!("derived/{name}.json"));
        Ordered::read(&one.body).equals(&theirs, name);
    }
    // A client with a currency of its own.
    let id = add(&world, json!({"client_id": "Wpmbk5ezJn"})).await;
    let one = get(&world, &format!("invoices/{id}?index=none&include=client")).await;
    let theirs = sample(&folder, "derived/webhook_invoice_event_body.json");
    Ordered::read(&one.body).covers(&theirs, "webhook body");
}

#[tokio::test]
async fn other_records_have_the_keys_and_types_of_the_vendors() {
    let Some(folder) = folder_of("invoice_ninja") else {
        return;
    };
    let world = World::start().await;
    let note = json!({"activity_notes": ["x"], "documents": [{"name": "a.pdf", "size": 1}]});
    let id = add(&world, note).await;
    let one = get(&world, &format!("invoices/{id}?include=activities"))
        .await
        .json();
    let id = text(&one["data"]["documents"][0]["id"]);
    let document = get(&world, &format!("documents/{id}")).await;
    let theirs = sample(&folder, "derived/document_item.json");
    Ordered::read(&document.body).equals(&theirs, "document");

    let payments = get(&world, "payments?per_page=5000").await;
    let list = payments.json()["data"].clone();
    let one_with = |want: &dyn Fn(&Value) -> bool| {
        let rows = list.as_array().expect("a list");
        let found = rows.iter().find(|row| want(row)).expect("such a payment");
        format!("payments/{}", text(&found["id"]))
    };
    let refunded = get(&world, &one_with(&|row| row["status_id"] == "5")).await;
    let theirs = sample(&folder, "derived/payment_refunded_partially.json");
    Ordered::read(&refunded.body).equals(&theirs, "payment");
    let has_credit = |row: &Value| row["paymentables"].to_string().contains("credit_id");
    let credit = get(&world, &one_with(&has_credit)).await;
    let theirs = sample(&folder, "derived/payment_with_credit_paymentable.json");
    Ordered::read(&credit.body).equals(&theirs, "payment with credit");

    let clients = get(&world, "clients?per_page=5000").await;
    let theirs = sample(&folder, "captured/clients_list_docs_2021.json");
    Ordered::read(&clients.body).covers(&theirs, "clients");
    let statics = get(&world, "statics?index=none").await.json();
    let currencies = json!([statics["currencies"][0]]).to_string();
    let theirs: Value =
        serde_json::from_slice(&sample(&folder, "captured/statics_currencies_2020.json"))
            .expect("JSON");
    let theirs = json!([theirs[0]]).to_string();
    Ordered::read(currencies.as_bytes()).equals(theirs.as_bytes(), "currencies");
}

#[tokio::test]
async fn activities_have_the_keys_and_types_of_the_vendors() {
    let Some(folder) = folder_of("invoice_ninja") else {
        return;
    };
    let world = World::start().await;
    let id = add(&world, json!({"status_id": "1", "activity_notes": ["x"]})).await;
    let path = format!("{API}/activities/entity");
    let body = json!({"entity": "invoice", "entity_id": id});
    let ours = world.say(Method::POST, &path, &HEADERS, Some(&body)).await;
    let theirs = sample(&folder, "derived/activities_entity_response.json");
    Ordered::read(&ours.body).equals(&theirs, "labelled activities");
    let one = get(&world, &format!("invoices/{id}?include=activities"))
        .await
        .json();
    let theirs: Value =
        serde_json::from_slice(&sample(&folder, "derived/activity_note_response.json"))
            .expect("JSON");
    let ours = one["data"]["activities"][0].to_string();
    Ordered::read(ours.as_bytes()).equals(theirs["data"].to_string().as_bytes(), "activity");
}

#[tokio::test]
async fn refusals_equal_the_vendors() {
    let Some(folder) = folder_of("invoice_ninja") else {
        return;
    };
    let world = World::start().await;
    for (name, path) in [
        ("error_400_record_not_found", "invoices/zzzzzzzzzz"),
        ("error_400_bad_include", "invoices?include=foo"),
        (
            "error_400_action_unavailable",
            "invoices/VolejRejNm/frobnicate",
        ),
        ("error_400_no_record_found", "invoice/nokey/download"),
    ] {
        let theirs = sample(&folder, &format!("derived/{name}.json"));
        let theirs: Value = serde_json::from_slice(&theirs).expect("JSON");
        assert_eq!(get(&world, path).await.json(), theirs, "{name}");
    }
    for (name, status) in [
        ("derived/error_403_invalid_token.json", 403),
        ("derived/error_422_validation.json", 422),
        ("captured/error_429_rate_limited.json", 429),
        ("derived/error_500_production.json", 500),
    ] {
        let fault = json!({"answer": {"status": status}, "times": 1});
        world.control(json!({"fault": {"add": fault}})).await;
        let theirs: Value = serde_json::from_slice(&sample(&folder, name)).expect("JSON");
        assert_eq!(get(&world, "invoices").await.json(), theirs, "{name}");
    }
    let path = format!("{API}/invoices/VolejRejNm");
    let wrong = world.say(Method::POST, &path, &HEADERS, None).await;
    let theirs = sample(&folder, "derived/error_404_method.json");
    let theirs: Value = serde_json::from_slice(&theirs).expect("JSON");
    assert_eq!(wrong.json(), theirs);
}
