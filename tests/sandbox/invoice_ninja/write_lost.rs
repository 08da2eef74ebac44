//! Changes whose answers are lost, and changes at the same time.

use std::sync::Arc;

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{API, HEADERS, add, ask, now};
use crate::world::World;

const CLIENT: &str = "VolejRejNm";

/// Sends something whose answer does not come.
async fn lose(world: &World, path: &str, body: serde_json::Value) {
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only(Vec::new());
    let client = client.build().expect("a client");
    let mut request = client.post(format!("{}{API}/{path}", world.origin));
    for (name, value) in HEADERS {
        request = request.header(name, value);
    }
    let lost = request.body(body.to_string()).send().await;
    assert!(lost.is_err(), "an answer came");
}

#[tokio::test]
async fn a_payment_whose_answer_is_lost_was_taken_in_or_not() {
    let world = World::start().await;
    for (applied, balance) in [("yes", 81), ("no", 121)] {
        let id = add(&world, json!({})).await;
        let fault = json!({"method": "POST", "path": "/payments", "times": 1,
            "answer": {"lose_answer": {"applied": applied}}});
        world.control(json!({"fault": {"add": fault}})).await;
        let part = json!({"invoice_id": id, "amount": 40});
        let pay = json!({"client_id": CLIENT, "invoices": [part], "idempotency_key": applied});
        lose(&world, "payments", pay.clone()).await;
        assert_eq!(now(&world, &id).await["balance"], balance, "{applied}");
        tokio::time::sleep(std::time::Duration::from_millis(1050)).await;
        // The key tells the two apart, though only by a refusal.
        let again = ask(&world, Method::POST, "payments", pay).await;
        let expected = if applied == "yes" { 422 } else { 200 };
        assert_eq!(again.status.as_u16(), expected);
        assert_eq!(now(&world, &id).await["balance"], 81);
    }
    let log = world.plain(Method::GET, "/_requests/log").await.json();
    let log = log.as_array().expect("requests");
    let payments: Vec<&str> = log
        .iter()
        .filter(|one| one["method"] == "POST" && one["path"] == format!("{API}/payments"))
        .filter_map(|one| one["body"].as_str())
        .collect();
    assert_eq!(payments.len(), 4);
    assert!(payments[0].contains("\"idempotency_key\":\"yes\""));
}

#[tokio::test]
async fn of_many_payments_at_once_only_as_many_fit_as_are_due() {
    let world = Arc::new(World::start().await);
    let id = add(&world, json!({})).await;
    let other = add(&world, json!({})).await;
    let mut running = Vec::new();
    for nth in 0..8 {
        let (world, id, other) = (Arc::clone(&world), id.clone(), other.clone());
        running.push(tokio::spawn(async move {
            let path = format!("invoices/{id}?amount_paid=0&reference={nth}");
            let note = json!({"private_notes": format!("note {nth}")});
            let changed = ask(&world, Method::PUT, &path, note).await;
            let paid = format!("invoices/{other}/mark_paid");
            let paid = super::get(&world, &paid).await;
            (changed.status, paid.status)
        }));
    }
    let mut paid = 0;
    for task in running {
        let (changed, status) = task.await.expect("an answer");
        assert_eq!(changed, StatusCode::OK);
        paid += usize::from(status == StatusCode::OK);
    }
    assert_eq!(paid, 1);
    let one = now(&world, &other).await;
    assert_eq!(
        (&one["balance"], &one["paid_to_date"]),
        (&json!(0), &json!(121))
    );
    assert_eq!(one["payments"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        now(&world, &id).await["payments"].as_array().map(Vec::len),
        Some(8)
    );
}
