//! Single records: clients, payments, activities.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{API, HEADERS, add, data, edit, get, rows, text};
use crate::world::{Answer, World};

async fn activities(world: &World, body: Value) -> Answer {
    let path = format!("{API}/activities/entity");
    world.say(Method::POST, &path, &HEADERS, Some(&body)).await
}

#[tokio::test]
async fn archived_and_deleted_invoices_are_found_by_id() {
    let world = World::start().await;
    for row in rows(&world, "invoices?status=archived,deleted").await {
        let path = format!("invoices/{}", text(&row["id"]));
        assert_eq!(data(&world, &path).await, row);
    }
}

#[tokio::test]
async fn edit_gives_the_same_record_and_create_a_blank_with_lines_in_a_text() {
    let world = World::start().await;
    let one = data(&world, "invoices/VolejRejNm").await;
    assert_eq!(data(&world, "invoices/VolejRejNm/edit").await, one);
    let blank = data(&world, "invoices/create").await;
    assert_eq!(
        (&blank["id"], &blank["line_items"]),
        (&json!(""), &json!("[]"))
    );
    assert_eq!(data(&world, "payments/create").await["id"], "");
}

#[tokio::test]
async fn one_payment_over_several_invoices_shows_its_total_on_each() {
    let world = World::start().await;
    let shared = rows(&world, "payments?include=invoices")
        .await
        .into_iter()
        .find(|row| {
            row["paymentables"]
                .as_array()
                .is_some_and(|parts| parts.len() == 3)
        });
    let shared = shared.expect("a payment of three invoices");
    for part in shared["paymentables"].as_array().expect("a list") {
        let path = format!("invoices/{}?include=payments", text(&part["invoice_id"]));
        let invoice = data(&world, &path).await;
        let payment = &invoice["payments"][0];
        assert_eq!(payment["amount"], shared["amount"]);
        assert_eq!(part["amount"], invoice["paid_to_date"]);
    }
    assert_eq!(shared["invoices"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn ids_of_different_kinds_collide() {
    let world = World::start().await;
    for kind in ["invoices", "payments", "clients", "documents"] {
        let row = data(&world, &format!("{kind}/VolejRejNm")).await;
        assert_eq!(row["id"], "VolejRejNm");
    }
}

#[tokio::test]
async fn a_payment_part_may_come_from_a_credit() {
    let world = World::start().await;
    let payments = rows(&world, "payments").await;
    let parts = payments
        .iter()
        .flat_map(|row| row["paymentables"].as_array().expect("a list"));
    let credit = parts
        .into_iter()
        .find(|part| part.get("credit_id").is_some());
    let credit = credit.expect("a credit");
    assert!(credit.get("invoice_id").is_none());
}

#[tokio::test]
async fn currencies_come_from_the_client_its_group_or_the_company() {
    let world = World::start().await;
    let clients = rows(&world, "clients?include=group_settings").await;
    let own = |row: &&Value| row["settings"]["currency_id"] == "104";
    assert!(clients.iter().any(|row| own(&row)));
    let blank = |row: &&Value| row["settings"]["currency_id"] == "";
    assert!(clients.iter().any(|row| blank(&row)));
    let group = |row: &Value| {
        row["settings"].get("currency_id").is_none()
            && row["group_settings"]["settings"]["currency_id"] == "45"
    };
    assert!(clients.iter().any(group));
    let neither = |row: &Value| {
        row["settings"].get("currency_id").is_none() && row.get("group_settings").is_none()
    };
    assert!(clients.iter().any(neither));
}

#[tokio::test]
async fn notes_are_activities_of_type_141_in_a_shape_of_their_own() {
    let world = World::start().await;
    let id = add(
        &world,
        json!({"activity_notes": ["Bel terug"], "number": "N-1"}),
    )
    .await;
    let answer = activities(&world, json!({"entity": "invoice", "entity_id": id})).await;
    assert!(answer.json().get("meta").is_none());
    let note = answer.json()["data"][0].clone();
    assert_eq!(
        (&note["activity_type_id"], &note["notes"]),
        (&json!(141), &json!("Bel terug"))
    );
    assert_eq!(note["invoice"], json!({"label": "N-1", "hashed_id": id}));
    assert!(text(&note["id"]).parse::<u32>().is_ok());
    let plain = data(&world, &format!("invoices/{id}?include=activities")).await;
    assert_eq!(plain["activities"][0]["activity_type_id"], "141");
    assert_eq!(plain["activities"][0]["id"], note["hashed_id"]);
    let one = activities(
        &world,
        json!({"entity": "invoice", "entity_id": id, "rows": 1}),
    );
    assert_eq!(one.await.json()["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn activities_of_the_company_come_newest_first_in_pages() {
    let world = World::start().await;
    let answer = get(&world, "activities?per_page=50").await.json();
    let times: Vec<i64> = answer["data"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["created_at"].as_i64().expect("seconds"))
        .collect();
    assert!(times.len() == 50 && times.is_sorted_by(|left, right| left >= right));
    assert!(answer["meta"]["pagination"]["total"].as_i64() > Some(150));
    let labelled = get(&world, "activities?reactv2=true&rows=3").await.json();
    assert_eq!(labelled["data"].as_array().map(Vec::len), Some(3));
    assert!(labelled["data"][0]["user"]["label"].is_string());
    let missing = get(&world, "activities/download_entity/VolejRejNm").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let message = "No backup exists for this activity";
    assert_eq!(missing.json(), json!({"message": message, "errors": {}}));
}

#[tokio::test]
async fn a_deleted_payment_leaves_its_invoice_and_stays_in_the_list() {
    let world = World::start().await;
    let id = add(&world, json!({"status_id": "4"})).await;
    let path = format!("invoices/{id}?include=payments");
    let paid = data(&world, &path).await;
    let payment = text(&paid["payments"][0]["id"]).to_owned();
    edit(
        &world,
        "invoice-ninja-payments",
        &payment,
        json!({"is_deleted": true}),
    )
    .await;
    let owed = data(&world, &path).await;
    assert_eq!(owed["payments"], json!([]));
    assert_eq!(
        (&owed["status_id"], &owed["balance"]),
        (&json!("2"), &paid["amount"])
    );
    let gone = data(&world, &format!("payments/{payment}")).await;
    assert_eq!(
        (&gone["status_id"], &gone["is_deleted"]),
        (&json!("2"), &json!(true))
    );
    assert_eq!(gone["paymentables"], json!([]));
}
