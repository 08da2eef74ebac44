//! What becomes of keys that are too old, and of what cannot be read.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::{pause, timeout};

use super::house::House;
use crate::{act::ActOutcome, clock, error::ErrorKind};

const NAME: &str = "intent/8/somebody/k";

/// Makes the only record as old as this.
async fn age(house: &House, age: SignedDuration) {
    let text = house.store.get(NAME).await.unwrap().expect("a record");
    let mut record: serde_json::Value = serde_json::from_str(&text).unwrap();
    record["began"] = serde_json::json!(clock::now() - age);
    house.store.put(NAME, &record.to_string()).await.unwrap();
}

#[tokio::test]
async fn a_key_is_known_for_a_week() {
    let house = House::new([]);
    house.pass(house.payment("R", Some("k"))).await;
    age(&house, SignedDuration::from_hours(7 * 24 - 1)).await;
    house.door.forget_old_keys().await.unwrap();
    house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(house.double.payments("1"), ["R"]);
    age(&house, SignedDuration::from_hours(7 * 24 + 1)).await;
    let other = house.pass(house.payment("S", Some("k"))).await;
    assert_eq!(other.outcome, ActOutcome::Applied);
    assert_eq!(house.double.payments("1"), ["R", "S"]);
}

#[tokio::test]
async fn old_keys_are_forgotten_while_the_gateway_runs() {
    let house = House::new([]);
    house.pass(house.payment("R", Some("k"))).await;
    age(&house, SignedDuration::from_hours(7 * 24 + 1)).await;
    pause();
    let two_hours = Duration::from_secs(2 * 3600 - 1);
    let never = timeout(two_hours, house.door.keep_forgetting()).await;
    assert!(never.is_err());
    assert_eq!(house.store.get(NAME).await.unwrap(), None);
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_refuses_its_key() {
    let house = House::new([]);
    house.store.put(NAME, "{\"input\": \"R\"}").await.unwrap();
    house.door.forget_old_keys().await.unwrap();
    let refused = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(refused.outcome, ActOutcome::Refused);
    assert_eq!(refused.refusals[0].error.kind(), ErrorKind::Internal);
    assert_eq!(refused.refusals[0].field, ["idempotencyKey"]);
    assert_eq!(house.double.with(|state| state.writes), 0);
}
