//! `/health/ready` tells how the accounts stand, and is ready whatever they do.

use serde_json::{Value, json};

use super::{list, plan};
use crate::house::{FIVE, House, Plan, Resident};

static TWO: [Resident; 2] = [
    Resident {
        id: "ready-moneybird",
        ..FIVE[0]
    },
    Resident {
        id: "ready-dashdoc",
        ..FIVE[3]
    },
];

async fn ready(house: &House) -> Value {
    let answer = house.send(reqwest::Method::GET, "/health/ready").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let told: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(told["ready"], json!(true), "{told}");
    told["accounts"].clone()
}

#[tokio::test]
async fn an_account_is_not_asked_until_somebody_asks() {
    let house = House::of(plan(&TWO)).await;
    let told = ready(&house).await;
    let account = |id: &str, provider: &str| json!({"id": id, "provider": provider, "state": "NOT_ASKED", "fetchedAt": null, "code": null});
    let both = json!([
        account("ready-dashdoc", "dashdoc"),
        account("ready-moneybird", "moneybird")
    ]);
    assert_eq!(told, both);
    house.load().await;
    for account in ready(&house).await.as_array().unwrap() {
        assert_eq!(account["state"], json!("FRESH"), "{account}");
        assert_eq!(account["code"], json!(null), "{account}");
        let at = account["fetchedAt"].as_str().unwrap();
        assert!(at.parse::<jiff::Timestamp>().is_ok(), "{account}");
    }
}

#[tokio::test]
async fn a_dead_provider_is_told_and_keeps_nobody_away() {
    let house = House::of(Plan {
        elsewhere: Some(("ready-dashdoc", "http://127.0.0.1:1".to_owned())),
        ..plan(&TWO)
    })
    .await;
    list(&house).await;
    list(&house).await;
    let told = ready(&house).await;
    assert_eq!(told[0]["state"], json!("FAILED"), "{told}");
    assert_eq!(told[0]["code"], json!("UNAVAILABLE"), "{told}");
    assert_eq!(told[1]["state"], json!("FRESH"), "{told}");
}
