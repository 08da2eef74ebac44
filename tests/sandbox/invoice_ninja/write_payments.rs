//! Payments that requests create, change and delete.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{add, age, ask, complaints, data, edit, now, post, put, text};
use crate::world::World;

const CLIENT: &str = "VolejRejNm";

fn part(id: &str, amount: impl Into<Value>) -> Value {
    json!({"invoice_id": id, "amount": amount.into()})
}

#[tokio::test]
async fn a_payment_pays_its_invoices_and_keeps_the_rest() {
    let world = World::start().await;
    let one = add(&world, json!({})).await;
    let draft = add(&world, json!({"status_id": "1"})).await;
    age(&world, &one).await;
    let new = json!({
        "client_id": CLIENT, "amount": "200.5", "date": "2026-03-09", "type_id": "1", "transaction_reference": "TRF-9",
        "private_notes": "bank", "custom_value2": "twee", "email_receipt": "false", "status_id": "1",
        "is_manual": false, "invoices": [part(&one, 100), part(&draft, "60.50")],
    });
    let made = post(&world, "payments", new).await;
    let id = text(&made["id"]);
    let payment = data(&world, &format!("payments/{id}?include=activities")).await;
    assert_eq!(
        (&payment["amount"], &payment["applied"]),
        (&json!(200.5), &json!(160.5))
    );
    assert_eq!(
        (&payment["status_id"], &payment["is_manual"]),
        (&json!("4"), &json!(true))
    );
    assert_eq!(
        (&payment["date"], &payment["type_id"]),
        (&json!("2026-03-09"), &json!("1"))
    );
    assert_eq!(
        (&payment["private_notes"], &payment["custom_value2"]),
        (&json!("bank"), &json!("twee"))
    );
    assert_eq!(payment["paymentables"][1]["invoice_id"], draft);
    assert_eq!(payment["currency_id"], "3");
    // Nobody was told.
    assert_eq!(payment["activities"].as_array().map(Vec::len), Some(1));
    let first = now(&world, &one).await;
    assert_eq!(
        (&first["status_id"], &first["balance"]),
        (&json!("3"), &json!(21))
    );
    assert_eq!(first["payments"][0]["id"], made["id"]);
    assert!(first["updated_at"].as_i64() > Some(5));
    let second = now(&world, &draft).await;
    assert_eq!(
        (&second["status_id"], &second["balance"]),
        (&json!("3"), &json!(60.5))
    );
    assert_eq!(
        data(&world, "payments?filter=TRF-9").await[0]["id"],
        made["id"]
    );
}

#[tokio::test]
async fn without_an_amount_the_parts_are_summed_and_the_client_may_be_told() {
    let world = World::start().await;
    let one = add(&world, json!({})).await;
    let made = post(
        &world,
        "payments",
        json!({"client_id": CLIENT, "invoices": [part(&one, 121)]}),
    )
    .await;
    assert_eq!(
        (&made["amount"], &made["date"]),
        (&json!(121), &json!("2026-03-10"))
    );
    let path = format!("payments/{}?include=activities", text(&made["id"]));
    assert_eq!(
        data(&world, &path).await["activities"][0]["activity_type_id"],
        "138"
    );
    assert_eq!(now(&world, &one).await["status_id"], "4");
}

#[tokio::test]
async fn less_than_a_deposit_leaves_the_invoice_sent() {
    let world = World::start().await;
    let one = add(&world, json!({"partial": 50})).await;
    let pay = |amount: i64| json!({"client_id": CLIENT, "amount": amount, "invoices": [part(&one, amount)]});
    post(&world, "payments", pay(20)).await;
    let row = now(&world, &one).await;
    assert_eq!(
        (&row["status_id"], &row["partial"]),
        (&json!("2"), &json!(30))
    );
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    post(&world, "payments", pay(30)).await;
    let row = now(&world, &one).await;
    assert_eq!(
        (&row["status_id"], &row["partial"]),
        (&json!("3"), &json!(0))
    );
}

#[tokio::test]
async fn wrong_payments_are_refused_and_change_nothing() {
    let world = World::start().await;
    let open = add(&world, json!({})).await;
    let paid = add(&world, json!({"status_id": "4"})).await;
    let draft = add(&world, json!({"status_id": "1"})).await;
    let other = add(&world, json!({"client_id": "Wpmbk5ezJn"})).await;
    let before = world.books("invoice-ninja").await;
    let long = "k".repeat(65);
    let of = |rest: Value| {
        let mut all = json!({"client_id": CLIENT});
        all.as_object_mut()
            .expect("fields")
            .extend(rest.as_object().expect("fields").clone());
        all
    };
    for (nth, (payment, wrong)) in [
        (json!({"amount": 1}), &["client_id"][..]),
        (json!({"client_id": "nobody", "amount": 2}), &["client_id"]),
        (
            of(json!({"amount": 10, "invoices": [part(&open, 20)]})),
            &["amount"],
        ),
        (
            of(json!({"invoices": [part(&open, "121.01")]})),
            &["invoices.0.invoice_id"],
        ),
        (
            of(json!({"invoices": [part(&draft, 122)]})),
            &["invoices.0.invoice_id"],
        ),
        (of(json!({"invoices": [part(&paid, 1)]})), &["invoices"]),
        (of(json!({"invoices": [part(&other, 1)]})), &["invoices"]),
        (
            of(json!({"invoices": [part("zzz", 1)]})),
            &["invoices.0.invoice_id"],
        ),
        (
            of(json!({"invoices": [{"invoice_id": open}]})),
            &["invoices.0.amount"],
        ),
        (
            of(json!({"invoices": [{"amount": 3}]})),
            &["invoices.0.invoice_id"],
        ),
        (
            of(json!({"invoices": [part(&open, 1), part(&open, 1)]})),
            &["invoices.1.invoice_id"],
        ),
        (
            of(json!({"amount": 4, "credits": [{"credit_id": "VolejRejNm", "amount": 1}]})),
            &["credits.0.credit_id"],
        ),
        (
            of(json!({"amount": 5, "idempotency_key": long})),
            &["idempotency_key"],
        ),
        (of(json!({"amount": 6, "number": "0001"})), &["number"]),
        (of(json!({"amount": 7, "date": "soon"})), &["date"]),
        (of(json!({"amount": "x"})), &["amount"]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut answer = ask(&world, Method::POST, "payments", payment.clone()).await;
        if answer.status == StatusCode::BAD_REQUEST {
            // The lock is for the same invoices, whatever came of the request before.
            tokio::time::sleep(std::time::Duration::from_millis(1050)).await;
            answer = ask(&world, Method::POST, "payments", payment.clone()).await;
        }
        assert_eq!(complaints(&answer), wrong, "{nth}: {payment}");
    }
    assert_eq!(world.books("invoice-ninja").await, before);
}

#[tokio::test]
async fn a_key_pays_once_and_a_lock_holds_for_a_second() {
    let world = World::start().await;
    let one = add(&world, json!({})).await;
    let two = add(&world, json!({})).await;
    let new = |id: &str| json!({"client_id": CLIENT, "idempotency_key": "sleutel", "invoices": [part(id, 5)]});
    let count = || async { super::rows(&world, "payments").await.len() };
    let before = count().await;
    post(&world, "payments", new(&one)).await;
    let again = ask(&world, Method::POST, "payments", new(&one)).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert_eq!(again.text(), "{\"message\":\"Duplicate request\"}");
    let reused = ask(&world, Method::POST, "payments", new(&two)).await;
    assert_eq!(complaints(&reused), ["idempotency_key"]);
    let text = "The idempotency key has already been taken.";
    assert_eq!(reused.json()["errors"]["idempotency_key"], json!([text]));
    // Without invoices the amount tells them apart.
    for amount in [1, 2] {
        post(
            &world,
            "payments",
            json!({"client_id": CLIENT, "amount": amount}),
        )
        .await;
    }
    let same = json!({"client_id": CLIENT, "amount": 2});
    let same = ask(&world, Method::POST, "payments", same).await;
    assert_eq!(same.status, StatusCode::BAD_REQUEST);
    assert_eq!(count().await, before + 3);
}

#[tokio::test]
async fn a_change_uses_more_of_a_payment_and_never_less() {
    let world = World::start().await;
    let one = add(&world, json!({})).await;
    let two = add(&world, json!({})).await;
    let new = json!({"client_id": CLIENT, "amount": 150, "invoices": [part(&one, 100)]});
    let id = text(&post(&world, "payments", new).await["id"]).to_owned();
    let path = format!("payments/{id}");
    let change = json!({"amount": 9, "private_notes": "later", "invoices": [part(&two, 30)]});
    let changed = put(&world, &path, change).await;
    assert_eq!(
        (&changed["amount"], &changed["applied"]),
        (&json!(150), &json!(130))
    );
    assert_eq!(changed["private_notes"], "later");
    assert_eq!(changed["paymentables"].as_array().map(Vec::len), Some(2));
    assert_eq!(now(&world, &two).await["balance"], 91);
    let echo = json!({"invoices": [part(&one, 100), part(&two, 30)]});
    let refused = ask(&world, Method::PUT, &path, echo).await;
    assert!(complaints(&refused).contains(&"invoices".to_owned()));
    let client = ask(
        &world,
        Method::PUT,
        &path,
        json!({"client_id": "Wpmbk5ezJn"}),
    )
    .await;
    assert_eq!(complaints(&client), ["client_id"]);
    let refund = json!({"refund": [part(&one, 10)]});
    edit(&world, "invoice-ninja-payments", &id, refund).await;
    // Whatever it was, a change completes it.
    assert_eq!(put(&world, &path, json!({})).await["status_id"], "4");
}

#[tokio::test]
async fn a_deleted_payment_makes_its_invoices_owe_again() {
    let world = World::start().await;
    let one = add(&world, json!({})).await;
    let new = json!({"client_id": CLIENT, "invoices": [part(&one, 121)]});
    let id = text(&post(&world, "payments", new).await["id"]).to_owned();
    age(&world, &one).await;
    let path = format!("payments/{id}");
    let stale = ask(&world, Method::DELETE, &path, json!({})).await;
    assert_eq!(stale.status, StatusCode::OK);
    assert_eq!(stale.json()["data"]["is_deleted"], false);
    let gone = data(&world, &path).await;
    assert_eq!(
        (&gone["is_deleted"], &gone["status_id"]),
        (&json!(true), &json!("2"))
    );
    assert_eq!(gone["paymentables"], json!([]));
    let row = now(&world, &one).await;
    assert_eq!(
        (&row["status_id"], &row["balance"]),
        (&json!("2"), &json!(121))
    );
    assert_eq!(
        (&row["paid_to_date"], &row["payments"]),
        (&json!(0), &json!([]))
    );
    assert!(row["updated_at"].as_i64() > Some(5));
    let again = ask(&world, Method::DELETE, &path, json!({})).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        again.json(),
        json!({"message": "This action is unauthorized."})
    );
    let edited = ask(&world, Method::PUT, &path, json!({})).await;
    assert_eq!(edited.status, StatusCode::BAD_REQUEST);
    let unknown = ask(&world, Method::DELETE, "payments/zzz", json!({})).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    let action = super::get(&world, &format!("{path}/email")).await;
    assert_eq!(action.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn many_payments_are_put_away_and_deleted_ones_stay() {
    let world = World::start().await;
    let made = post(
        &world,
        "payments",
        json!({"client_id": CLIENT, "amount": 3}),
    )
    .await;
    let id = text(&made["id"]).to_owned();
    let bulk = |action: &str| json!({"action": action, "ids": [id, "zzz"]});
    let archived = post(&world, "payments/bulk", bulk("archive")).await;
    assert!(archived[0]["archived_at"].as_i64() > Some(0));
    let restored = post(&world, "payments/bulk", bulk("restore")).await;
    assert_eq!(restored[0]["archived_at"], 0);
    post(&world, "payments/bulk", bulk("email_receipt")).await;
    let seen = data(&world, &format!("payments/{id}?include=activities")).await;
    assert_eq!(seen["activities"][0]["activity_type_id"], "138");
    assert_eq!(
        post(&world, "payments/bulk", bulk("nothing")).await[0]["id"],
        made["id"]
    );
    let deleted = post(&world, "payments/bulk", bulk("delete")).await;
    assert_eq!(deleted[0]["is_deleted"], true);
    let still = post(&world, "payments/bulk", bulk("restore")).await;
    assert_eq!(still[0]["is_deleted"], true);
}
