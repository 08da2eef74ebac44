//! Credit notes, and subscriptions to events.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{add, ask, complaints, data, get, now, post, put, text};
use crate::world::World;

const CLIENT: &str = "VolejRejNm";

async fn credit(world: &World, cost: i64) -> Value {
    let line = json!([{"quantity": 1, "cost": cost}]);
    let new = json!({"client_id": CLIENT, "line_items": line});
    post(world, "credits?mark_sent=true", new).await
}

#[tokio::test]
async fn a_credit_note_pays_a_part_and_gets_back_what_is_refunded() {
    let world = World::start().await;
    let made = credit(&world, 30).await;
    assert_eq!(
        (&made["entity_type"], &made["status_id"]),
        (&json!("credit"), &json!("2"))
    );
    assert_eq!(
        (&made["amount"], &made["balance"]),
        (&json!(30), &json!(30))
    );
    let id = text(&made["id"]);
    let client = data(&world, &format!("clients/{CLIENT}")).await;
    assert_eq!(client["credit_balance"], 30);
    let invoice = add(&world, json!({})).await;
    let part = json!({"invoice_id": invoice, "amount": 121});
    let from = json!({"credit_id": id, "amount": 20});
    let pay = json!({"client_id": CLIENT, "invoices": [part], "credits": [from]});
    let payment = post(&world, "payments?include=credits", pay).await;
    assert_eq!(
        (&payment["amount"], &payment["applied"]),
        (&json!(101), &json!(101))
    );
    assert_eq!(payment["paymentables"][1]["credit_id"], id);
    assert_eq!(payment["credits"][0]["id"], id);
    assert_eq!(now(&world, &invoice).await["status_id"], "4");
    let used = data(&world, &format!("credits/{id}")).await;
    assert_eq!(
        (&used["balance"], &used["status_id"]),
        (&json!(10), &json!("3"))
    );
    // The credit note gets its part back first.
    let back = json!({"invoice_id": invoice, "amount": 25});
    let refund = json!({"id": payment["id"], "date": "2026-03-10", "invoices": [back]});
    let refunded = post(&world, "payments/refund", refund).await;
    assert_eq!(
        (&refunded["refunded"], &refunded["status_id"]),
        (&json!(5), &json!("5"))
    );
    assert_eq!(data(&world, &format!("credits/{id}")).await["balance"], 30);
    let path = format!("payments/{}", text(&payment["id"]));
    let gone = ask(&world, Method::DELETE, &path, json!({})).await;
    assert_eq!(gone.status, StatusCode::OK);
    assert_eq!(data(&world, &format!("credits/{id}")).await["balance"], 30);
}

#[tokio::test]
async fn a_credit_note_for_an_invoice_reverses_it() {
    let world = World::start().await;
    let invoice = add(&world, json!({})).await;
    let line = json!([{"quantity": 1, "cost": 121}]);
    let new = json!({"client_id": CLIENT, "invoice_id": invoice, "line_items": line});
    let made = post(&world, "credits", new.clone()).await;
    assert_eq!(
        (&made["invoice_id"], &made["status_id"]),
        (&json!(invoice), &json!("1"))
    );
    let row = now(&world, &invoice).await;
    assert_eq!(
        (&row["status_id"], &row["balance"]),
        (&json!("6"), &json!(0))
    );
    let again = ask(&world, Method::POST, "credits", new).await;
    assert_eq!(complaints(&again), ["invoice_id"]);
    assert_eq!(data(&world, "credits").await[0]["id"], made["id"]);
    let ids = json!({"action": "mark_sent", "ids": [made["id"], "zzz"]});
    assert_eq!(
        complaints(&ask(&world, Method::POST, "credits/bulk", ids).await),
        ["ids"]
    );
    let ids = json!({"action": "delete", "ids": [made["id"]]});
    assert_eq!(
        post(&world, "credits/bulk", ids).await[0]["is_deleted"],
        true
    );
    assert_eq!(
        get(&world, "credits/zzz").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_payment_takes_no_more_than_a_credit_note_has() {
    let world = World::start().await;
    let made = credit(&world, 30).await;
    let from = json!({"credit_id": made["id"], "amount": 31});
    let pay = json!({"client_id": CLIENT, "amount": 1, "credits": [from]});
    let refused = ask(&world, Method::POST, "payments", pay).await;
    assert_eq!(complaints(&refused), ["credits.0.credit_id"]);
}

#[tokio::test]
async fn subscriptions_are_kept_and_end() {
    let world = World::start().await;
    let new = json!({"target_url": "https://here.example/hook", "event_id": "2", "headers": {"X-Key": "k"}});
    let made = post(&world, "webhooks", new).await;
    assert_eq!(
        (&made["event_id"], &made["rest_method"]),
        (&json!("2"), &json!("post"))
    );
    assert_eq!(made["headers"], json!({"X-Key": "k"}));
    let path = format!("webhooks/{}", text(&made["id"]));
    let changed = put(&world, &path, json!({"event_id": 8, "rest_method": "put"})).await;
    assert_eq!(
        (&changed["event_id"], &changed["rest_method"]),
        (&json!("8"), &json!("put"))
    );
    let again = json!({"entity": "invoice", "entity_id": "VolejRejNm"});
    assert_eq!(
        post(&world, &format!("{path}/retry"), again).await["id"],
        made["id"]
    );
    let unknown = ask(
        &world,
        Method::POST,
        &format!("{path}/retry"),
        json!({"entity": "invoice"}),
    )
    .await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    let wrong = json!({"target_url": "https://here.example/hook", "event_id": "999"});
    let wrong = ask(&world, Method::POST, "webhooks", wrong).await;
    assert_eq!(
        (wrong.status, wrong.text().as_str()),
        (StatusCode::BAD_REQUEST, "\"Invalid event\"")
    );
    let empty = ask(&world, Method::POST, "webhooks", json!({})).await;
    assert_eq!(complaints(&empty), ["event_id", "target_url"]);
    let bulk = json!({"action": "archive", "ids": [made["id"]]});
    assert!(post(&world, "webhooks/bulk", bulk).await[0]["archived_at"].as_i64() > Some(0));
    let gone = ask(&world, Method::DELETE, &path, json!({})).await.json();
    assert_eq!(gone["data"]["is_deleted"], true);
    assert_eq!(data(&world, "webhooks").await[0]["is_deleted"], true);
}
