//! Who gets in at all, over real sockets.

use invoice_gateway::auth::KeyHash;
use serde_json::json;

use super::{ALL, GUESTS, LEFT, METER, Question, ask, ask_with, plan, told};
use crate::house::{House, Plan};

const WRONG: &str = "k3y-of-nobody";

#[tokio::test]
async fn a_wrong_key_costs_nothing_upstream_and_is_not_repeated() {
    let house = House::of(plan(&GUESTS, "")).await;
    let question = Question::new(
        "{ invoices(freshness: LIVE) { totalCount } accounts { id } }",
        json!({}),
    );
    let near = &LEFT.key()[..LEFT.key().len() - 1];
    let longer = format!("Bearer {}x", LEFT.key());
    for header in [
        None,
        Some(format!("Bearer {WRONG}")),
        Some(format!("Bearer {near}")),
        Some(longer),
        Some(format!("Basic {}", LEFT.key())),
        Some(LEFT.key()),
        Some(format!("Bearer {}", WRONG.repeat(1000))),
    ] {
        let told = ask_with(&house, header.as_deref(), &question).await;
        assert_eq!(told.status, 401, "{told:?}");
        assert_eq!(told.headers["www-authenticate"], "Bearer");
        let error = &told.json()["errors"][0];
        assert_eq!(error["extensions"]["code"], json!("UNAUTHENTICATED"));
        let shown = format!("{told:?}");
        assert!(!shown.contains(WRONG) && !shown.contains(near), "{shown}");
    }
    assert!(house.calls().await.is_empty());
    let answered = ask(&house, ALL, &question).await.json();
    assert!(answered.get("errors").is_none(), "{answered}");
}

#[tokio::test]
async fn the_schema_asks_for_a_key_and_the_page_does_not() {
    let house = House::of(plan(&GUESTS, "")).await;
    let get = async |path: &str, key: Option<String>| {
        let mut request = house.client.get(format!("http://{}{path}", house.gateway));
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        told(request.send().await.unwrap()).await.status
    };
    assert_eq!(get("/schema.graphql", None).await, 401);
    assert_eq!(get("/schema.graphql", Some(WRONG.to_owned())).await, 401);
    assert_eq!(get("/schema.graphql", Some(METER.key())).await, 403);
    assert_eq!(get("/schema.graphql", Some(LEFT.key())).await, 200);
    assert_eq!(get("/", None).await, 200);
    assert_eq!(get("/health/live", None).await, 200);
}

#[tokio::test]
async fn several_keys_of_a_client_are_one_client_and_loopback_asks_for_them_too() {
    let hashes = ["old", "new"].map(|key| KeyHash::of(key).to_string());
    let client = format!(
        "[[clients]]\nname = \"dashboard\"\nkey_sha256 = [\"{}\", \"{}\"]\n",
        hashes[0], hashes[1]
    );
    let house = House::of(Plan {
        extra: client.leak(),
        ..Plan::default()
    })
    .await;
    assert!(house.gateway.ip().is_loopback());
    let question = Question::new("{ accounts { id } }", json!({}));
    for (key, status) in [("old", 200), ("new", 200), ("older", 401)] {
        let header = format!("Bearer {key}");
        assert_eq!(
            ask_with(&house, Some(&header), &question).await.status,
            status
        );
    }
    assert_eq!(ask_with(&house, None, &question).await.status, 401);
}
