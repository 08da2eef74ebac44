//! Creating and changing external sales invoices.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::moneybird_writes::{
    NOBODY, actions, contact, external, id_of, invalid, not_found, read, refused,
};
use crate::world::{Answer, EXTERNAL, World};

async fn send(world: &World, method: Method, path: &str, invoice: Value) -> Answer {
    let body = json!({ "external_sales_invoice": invoice });
    world.call(method, path, body).await
}

#[tokio::test]
async fn a_new_invoice_is_open_and_of_today() {
    let world = World::start().await;
    let invoice = external(&world).await;
    for (field, value) in [
        ("state", "open"),
        ("date", "2026-03-10"),
        ("origin", "api"),
        ("reference", "WEB-7"),
        ("total_unpaid", "121.0"),
    ] {
        assert_eq!(invoice[field], value, "{field}");
    }
    assert_eq!(
        (&invoice["due_date"], &invoice["source"]),
        (&Value::Null, &Value::Null)
    );
    assert!(invoice["entry_number"].is_u64());
    assert_eq!(actions(&invoice), ["external_sales_invoice_created"]);
    assert_eq!(read(&world, EXTERNAL, &id_of(&invoice)).await, invoice);
    // The same reference again is another invoice.
    assert_ne!(external(&world).await["id"], invoice["id"]);
}

#[tokio::test]
async fn all_parameters_are_taken() {
    let world = World::start().await;
    let answer = send(
        &world,
        Method::POST,
        EXTERNAL,
        json!({
            "reference": "W/1 ü", "date": "2026-03-01", "due_date": "2026-03-31", "currency": "USD",
            "prices_are_incl_tax": true, "source": "Winkel", "source_url": "https://shop.example/1",
            "details_attributes": [{"description": "Lamp", "price": "121", "ledger_id": "5"}],
        }),
    )
    .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let invoice = answer.json();
    for (field, value) in [
        ("reference", "W/1 ü"),
        ("date", "2026-03-01"),
        ("due_date", "2026-03-31"),
        ("currency", "USD"),
        ("source", "Winkel"),
        ("source_url", "https://shop.example/1"),
        ("total_price_excl_tax", "100.0"),
    ] {
        assert_eq!(invoice[field], value, "{field}");
    }
    assert_eq!(invoice["contact_id"], Value::Null);
}

#[tokio::test]
async fn mistakes_of_creation_have_the_vendors_shapes() {
    let world = World::start().await;
    let lines = json!([{"project_id": "123"}]);
    let answer = send(
        &world,
        Method::POST,
        EXTERNAL,
        json!({"details_attributes": lines}),
    )
    .await;
    let expected = json!({
        "error": {"details.project_id": ["is not found"], "reference": ["can't be blank"]},
        "details": {"details.project_id": [{"error": "invalid"}], "reference": [{"error": "blank"}]},
    });
    refused(&answer, 422, &expected);
    let answer = send(
        &world,
        Method::POST,
        EXTERNAL,
        json!({"contact_id": NOBODY, "reference": "x"}),
    )
    .await;
    let symbolic = json!({"external_sales_invoice": {"contact_id": "contact_invalid"}});
    refused(
        &answer,
        400,
        &json!({"error": "Contact ID is invalid", "symbolic": symbolic}),
    );
    let answer = world.call(Method::POST, EXTERNAL, json!({})).await;
    let symbolic = json!({"external_sales_invoice": "required"});
    refused(
        &answer,
        400,
        &json!({"error": "External Sales Invoice is required", "symbolic": symbolic}),
    );
}

#[tokio::test]
async fn a_change_keeps_what_is_not_given() {
    let world = World::start().await;
    let before = external(&world).await;
    let id = id_of(&before);
    let path = format!("{EXTERNAL}/{id}");
    let line = id_of(&before["details"][0]);
    let lines = json!([{"description": "Bank", "price": 199.99}, {"id": line, "_destroy": true}]);
    let answer = send(
        &world,
        Method::PATCH,
        &path,
        json!({"reference": "30053", "details_attributes": lines}),
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK);
    let invoice = answer.json();
    assert_eq!(
        (&invoice["reference"], &invoice["date"]),
        (&json!("30053"), &before["date"])
    );
    assert_eq!(invoice["details"].as_array().map(Vec::len), Some(1));
    assert_eq!(invoice["details"][0]["description"], "Bank");
    assert_eq!(
        actions(&invoice),
        [
            "external_sales_invoice_created",
            "external_sales_invoice_updated"
        ]
    );
    assert_eq!(read(&world, EXTERNAL, &id).await, invoice);

    let answer = send(&world, Method::PATCH, &path, json!({"reference": ""})).await;
    refused(
        &answer,
        422,
        &invalid("reference", "can't be blank", "blank"),
    );
    let answer = send(&world, Method::PATCH, &path, json!({"contact_id": NOBODY})).await;
    refused(&answer, 404, &not_found("contact_id"));
    let path = format!("{EXTERNAL}/{NOBODY}");
    refused(
        &send(&world, Method::PATCH, &path, json!({})).await,
        404,
        &not_found("id"),
    );
}

#[tokio::test]
async fn an_upload_that_is_filled_in_is_open() {
    let world = World::start().await;
    let id = world
        .add("moneybird-external", json!({"state": "new"}))
        .await;
    let path = format!("{EXTERNAL}/{id}");
    let contact_id = contact(&world).await;
    let invoice = send(
        &world,
        Method::PATCH,
        &path,
        json!({"reference": "U-1", "contact_id": contact_id}),
    )
    .await
    .json();
    assert_eq!(
        (&invoice["state"], &invoice["contact_id"]),
        (&json!("open"), &json!(contact_id))
    );
}
