//! Changing sales invoices.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::moneybird_writes::{
    NOBODY, actions, draft, id_of, invalid, not_found, old, read, refused, sent, version,
};
use crate::world::{Answer, SALES, World};

async fn update(world: &World, id: &str, invoice: Value) -> Answer {
    let body = json!({ "sales_invoice": invoice });
    let path = format!("{SALES}/{id}");
    world.call(Method::PATCH, &path, body).await
}

#[tokio::test]
async fn a_line_without_an_id_is_added_and_one_to_destroy_is_removed() {
    let world = World::start().await;
    let invoice = draft(&world).await;
    let (id, line) = (id_of(&invoice), id_of(&invoice["details"][0]));
    let added = json!([{"description": "Tafel", "price": 199.99}]);
    let answer = update(&world, &id, json!({"details_attributes": added})).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["details"].as_array().map(Vec::len), Some(2));
    let changed = json!({"0": {"id": line, "price": "50"}});
    let invoice = update(&world, &id, json!({"details_attributes": changed}))
        .await
        .json();
    assert_eq!(invoice["details"][0]["description"], "Stoel");
    assert_eq!(invoice["details"][0]["price"], "50.0");
    let removed = json!([{"id": line, "_destroy": true}]);
    let invoice = update(&world, &id, json!({"details_attributes": removed}))
        .await
        .json();
    assert_eq!(invoice["details"].as_array().map(Vec::len), Some(1));
    assert_eq!(invoice["details"][0]["description"], "Tafel");
    assert_eq!(invoice["total_price_excl_tax"], "199.99");
    assert_eq!(read(&world, SALES, &id).await, invoice);
    let gone = json!([{"id": line, "price": "1"}]);
    let answer = update(&world, &id, json!({"details_attributes": gone})).await;
    refused(&answer, 404, &not_found("id"));
}

#[tokio::test]
async fn a_sent_invoice_can_be_changed_and_its_event_tells_how() {
    let world = World::start().await;
    let id = id_of(&sent(&world).await);
    let invoice = update(&world, &id, json!({"reference": "30053", "state": "paid"}))
        .await
        .json();
    assert_eq!(
        (&invoice["reference"], &invoice["state"]),
        (&json!("30053"), &json!("open"))
    );
    let event = invoice["events"]
        .as_array()
        .expect("events")
        .last()
        .expect("an event")
        .clone();
    assert_eq!(event["action"], "sales_invoice_updated");
    assert_eq!(
        event["data"]["changes"],
        json!({"reference": ["Order 7", "30053"]})
    );
}

#[tokio::test]
async fn dates_move_the_due_date_and_the_state() {
    let world = World::start().await;
    let id = id_of(&sent(&world).await);
    let invoice = update(
        &world,
        &id,
        json!({"invoice_date": "2026-02-01", "first_due_interval": "7"}),
    )
    .await
    .json();
    assert_eq!(
        (&invoice["due_date"], &invoice["state"]),
        (&json!("2026-02-08"), &json!("late"))
    );
    let invoice = update(&world, &id, json!({"first_due_interval": 60}))
        .await
        .json();
    assert_eq!(
        (&invoice["due_date"], &invoice["state"]),
        (&json!("2026-04-02"), &json!("open"))
    );
    let answer = update(&world, &id, json!({"invoice_date": "soon"})).await;
    refused(
        &answer,
        422,
        &invalid("invoice_date", "is not a valid date", "invalid_date"),
    );
}

#[tokio::test]
async fn a_contacts_copy_is_renewed_on_request() {
    let world = World::start().await;
    let id = world.add("moneybird", json!({})).await;
    let copy = json!({"company_name": "Oude Naam B.V."});
    world
        .control(json!({"edit": {"resource": "moneybird", "id": id, "set": {"contact": copy}}}))
        .await;
    let invoice = update(&world, &id, json!({"reference": "1"})).await.json();
    assert_eq!(invoice["contact"]["company_name"], "Oude Naam B.V.");
    let invoice = update(&world, &id, json!({"update_contact": true}))
        .await
        .json();
    assert_ne!(invoice["contact"]["company_name"], "Oude Naam B.V.");
}

#[tokio::test]
async fn fields_are_cleared_by_null_and_left_alone_otherwise() {
    let world = World::start().await;
    let invoice = draft(&world).await;
    let id = id_of(&invoice);
    let cleared = update(
        &world,
        &id,
        json!({"reference": null, "remove_invoice_sequence_id": true}),
    )
    .await
    .json();
    assert_eq!(cleared["reference"], Value::Null);
    assert_eq!(cleared["details"], invoice["details"]);
    assert_eq!(cleared["contact_id"], invoice["contact_id"]);
    let field = json!({"7": {"id": "281474976710700802", "value": ""}});
    let invoice = update(&world, &id, json!({"custom_fields_attributes": field}))
        .await
        .json();
    assert_eq!(invoice["custom_fields"][0]["value"], "");
}

#[tokio::test]
async fn a_refused_change_changes_nothing() {
    let world = World::start().await;
    let id = old(&world, SALES, json!({"reference": "Order 7"})).await;
    let (before, version_before) = (
        read(&world, SALES, &id).await,
        version(&world, SALES, &id).await,
    );
    let answer = update(&world, &id, json!({"reference": "x", "workflow_id": "5"})).await;
    refused(
        &answer,
        422,
        &invalid("workflow_id", "is not found", "invalid"),
    );
    assert_eq!(read(&world, SALES, &id).await, before);
    assert_eq!(version(&world, SALES, &id).await, version_before);
    assert!(!actions(&before).contains(&"sales_invoice_updated".to_owned()));
    let answer = update(&world, NOBODY, json!({})).await;
    refused(&answer, 404, &not_found("id"));
}
