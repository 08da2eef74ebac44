//! What each viewer is told of the gateway itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    ALL, BLIND, GUESTS, Guest, LEFT, METER, READER, RIGHT, Told, full_house, guest, load, plan,
    sees, told,
};
use crate::{
    house::{FIVE, House},
    inside::text::Page,
};

/// Watches what `LEFT` sees.
const LEFT_METER: Guest = guest(
    "left-meter",
    "scopes = [\"metrics\"]\naccounts = [\"moneybird\", \"dashdoc\", \"i3d\"]\n",
);

async fn get(house: &House, path: &str, key: Option<&str>) -> Told {
    let mut request = house.client.get(format!("http://{}{path}", house.gateway));
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    told(request.send().await.unwrap()).await
}

#[tokio::test]
async fn metrics_are_for_those_with_their_scope() {
    let house = full_house().await;
    for (key, status) in [
        (None, 401),
        (Some("k3y-of-nobody".to_owned()), 401),
        (Some(LEFT.key()), 403),
        (Some(RIGHT.key()), 403),
        (Some(READER.key()), 403),
        (Some(BLIND.key()), 403),
        (Some(METER.key()), 200),
        (Some(ALL.key()), 200),
    ] {
        let answer = get(&house, "/metrics", key.as_deref()).await;
        assert_eq!(answer.status, status, "{key:?}");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.body.contains("invoice_gateway"), status == 200);
    }
}

#[tokio::test]
async fn metrics_tell_of_no_account_that_the_viewer_does_not_see() {
    let guests = [ALL, METER, LEFT_METER];
    let house = House::of(plan(&guests, "")).await;
    load(&house, ALL).await;
    for guest in guests {
        let answer = get(&house, "/metrics", Some(&guest.key())).await;
        let page = Page::read(&answer.body);
        let shown = page
            .series
            .keys()
            .filter_map(|series| series.label("account"));
        let shown: BTreeSet<&str> = shown.collect();
        let seen = FIVE.iter().map(|resident| resident.id);
        let seen: BTreeSet<&str> = seen.filter(|id| sees(guest, id)).collect();
        assert_eq!(shown, seen, "{}", guest.name);
    }
}

#[tokio::test]
async fn readiness_tells_everybody_the_same_and_the_known_of_their_accounts() {
    let house = House::of(plan(&GUESTS, "")).await;
    load(&house, RIGHT).await;
    let nobody = get(&house, "/health/ready", None).await;
    assert_eq!(
        (nobody.status, nobody.json()),
        (200, json!({"ready": true}))
    );
    let wrong = get(&house, "/health/ready", Some("k3y-of-nobody")).await;
    assert_eq!(wrong.status, 401);
    for guest in GUESTS {
        let answer = get(&house, "/health/ready", Some(&guest.key())).await;
        let told = answer.json();
        assert_eq!(told["ready"], json!(true), "{told}");
        let accounts = told["accounts"].as_array().unwrap();
        let shown: BTreeSet<&str> = accounts
            .iter()
            .map(|account| account["id"].as_str().unwrap())
            .collect();
        let seen = FIVE.iter().map(|resident| resident.id);
        let seen: BTreeSet<&str> = seen.filter(|id| sees(guest, id)).collect();
        assert_eq!(shown, seen, "{}", guest.name);
        for account in accounts {
            let id = account["id"].as_str().unwrap();
            let state = if sees(RIGHT, id) {
                "FRESH"
            } else {
                "NOT_ASKED"
            };
            assert_eq!(account["state"], Value::from(state), "{account}");
        }
    }
}
