//! Money that goes back.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{add, age, ask, complaints, data, now, post, text};
use crate::world::World;

const CLIENT: &str = "VolejRejNm";

async fn paid(world: &World, amount: i64) -> (String, String) {
    let invoice = add(world, json!({})).await;
    let part = json!({"invoice_id": invoice, "amount": amount});
    let new = json!({"client_id": CLIENT, "invoices": [part]});
    let payment = post(world, "payments", new).await;
    (invoice, text(&payment["id"]).to_owned())
}

fn refund(payment: &str, invoice: &str, amount: impl Into<Value>) -> Value {
    let part = json!({"invoice_id": invoice, "amount": amount.into()});
    json!({"id": payment, "date": "2026/03/10", "amount": 1, "invoices": [part]})
}

#[tokio::test]
async fn a_refund_gives_back_what_the_invoices_say() {
    let world = World::start().await;
    let (invoice, payment) = paid(&world, 121).await;
    age(&world, &invoice).await;
    let first = post(&world, "payments/refund", refund(&payment, &invoice, 21)).await;
    assert_eq!(
        (&first["refunded"], &first["status_id"]),
        (&json!(21), &json!("5"))
    );
    assert_eq!(
        (&first["amount"], &first["applied"]),
        (&json!(121), &json!(121))
    );
    let row = now(&world, &invoice).await;
    assert_eq!(
        (&row["status_id"], &row["balance"]),
        (&json!("3"), &json!(21))
    );
    assert_eq!(
        (&row["paid_to_date"], &row["auto_bill_enabled"]),
        (&json!(100), &json!(false))
    );
    assert!(row["updated_at"].as_i64() > Some(5));
    assert_eq!(row["payments"][0]["paymentables"][0]["refunded"], 21);
    assert_eq!(row["activities"][0]["activity_type_id"], "40");
    // Not idempotent: again is more.
    let all = post(&world, "payments/refund", refund(&payment, &invoice, "100")).await;
    assert_eq!(
        (&all["refunded"], &all["status_id"]),
        (&json!(121), &json!("6"))
    );
    assert_eq!(now(&world, &invoice).await["status_id"], "2");
    let more = ask(
        &world,
        Method::POST,
        "payments/refund",
        refund(&payment, &invoice, 1),
    )
    .await;
    assert_eq!(complaints(&more), ["invoices"]);
}

#[tokio::test]
async fn money_for_nothing_is_refunded_by_its_amount() {
    let world = World::start().await;
    let made = post(
        &world,
        "payments",
        json!({"client_id": CLIENT, "amount": 80}),
    )
    .await;
    let id = text(&made["id"]);
    let back = |amount: i64| json!({"id": id, "date": "2026-03-10", "amount": amount});
    let part = post(&world, "payments/refund", back(30)).await;
    assert_eq!(
        (&part["refunded"], &part["status_id"]),
        (&json!(30), &json!("5"))
    );
    let over = ask(&world, Method::POST, "payments/refund", back(51)).await;
    assert_eq!(complaints(&over), ["amount"]);
    assert_eq!(
        data(&world, &format!("payments/{id}")).await["refunded"],
        30
    );
}

#[tokio::test]
async fn wrong_refunds_are_refused() {
    let world = World::start().await;
    let (invoice, payment) = paid(&world, 100).await;
    let other = add(&world, json!({})).await;
    let before = data(&world, &format!("payments/{payment}")).await;
    for (body, wrong) in [
        (json!({"date": "2026-03-10", "amount": 1}), &["id"][..]),
        (
            json!({"id": "zzz", "date": "2026-03-10", "amount": 1}),
            &["id"],
        ),
        (json!({"id": payment, "amount": 1}), &["date", "invoices"]),
        (
            json!({"id": payment, "date": "2026-03-10", "amount": 1}),
            &["invoices"],
        ),
        (refund(&payment, &invoice, 101), &["invoices"]),
        (refund(&payment, &invoice, 0), &["invoices.0.amount"]),
        (refund(&payment, &other, 1), &["invoices"]),
    ] {
        let answer = ask(&world, Method::POST, "payments/refund", body.clone()).await;
        assert_eq!(complaints(&answer), wrong, "{body}");
    }
    assert_eq!(data(&world, &format!("payments/{payment}")).await, before);
    let deleted = ask(
        &world,
        Method::DELETE,
        &format!("payments/{payment}"),
        json!({}),
    )
    .await;
    assert_eq!(deleted.status, StatusCode::OK);
    let late = ask(
        &world,
        Method::POST,
        "payments/refund",
        refund(&payment, &invoice, 1),
    )
    .await;
    assert_eq!(complaints(&late), ["id"]);
}
