//! What a key promises.

use super::double::Fortune;
use super::house::House;
use crate::{act::ActOutcome, error::ErrorKind};

#[tokio::test]
async fn a_key_does_it_once_and_tells_the_same_again() {
    let mut house = House::new([]);
    let first = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(first.outcome, ActOutcome::Applied);
    let again = house.pass(house.payment("R", Some("k"))).await;
    house.restart();
    let after_restart = house.pass(house.payment("R", Some("k"))).await;
    for told in [&again, &after_restart] {
        assert_eq!(told.outcome, ActOutcome::Applied);
        assert_eq!(told.created, first.created);
        assert!(told.entry().is_some());
    }
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn a_key_is_not_for_another_input_and_another_caller_has_keys_of_his_own() {
    let house = House::new([]);
    house.pass(house.payment("R", Some("k"))).await;
    let other = house.pass(house.payment("S", Some("k"))).await;
    assert_eq!(other.outcome, ActOutcome::Refused);
    assert_eq!(other.refusals[0].error.kind(), ErrorKind::Conflict);
    assert_eq!(other.refusals[0].field, ["idempotencyKey"]);
    let mut stranger = house.payment("S", Some("k"));
    stranger.caller = "stranger".to_owned();
    assert_eq!(house.pass(stranger).await.outcome, ActOutcome::Applied);
    assert_eq!(house.double.payments("1"), ["R", "S"]);
}

#[tokio::test]
async fn two_at_once_with_the_same_key_do_it_once() {
    let house = House::new([]);
    let (left, right) = tokio::join!(
        house.pass(house.payment("R", Some("k"))),
        house.pass(house.payment("R", Some("k")))
    );
    assert_eq!(left.created, right.created);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn what_never_reached_the_provider_frees_its_key() {
    let house = House::new([Fortune::Limited]);
    let limited = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(limited.outcome, ActOutcome::Refused);
    let mut reasons = limited.all_refusals();
    assert_eq!(reasons.next().unwrap().error.kind(), ErrorKind::RateLimited);
    // The key takes another input now: nothing was begun under it.
    let other = house.pass(house.payment("S", Some("k"))).await;
    assert_eq!(other.outcome, ActOutcome::Applied);
    assert_eq!(house.double.payments("1"), ["S"]);
}

#[tokio::test]
async fn what_the_provider_refused_is_told_again_without_asking() {
    let house = House::new([Fortune::Refused]);
    for _ in 0..2 {
        let refused = house.pass(house.payment("R", Some("k"))).await;
        assert_eq!(refused.outcome, ActOutcome::Refused);
        let reason = refused.all_refusals().next().unwrap().clone();
        assert_eq!(reason.field, ["date"]);
        assert_eq!(reason.error.kind(), ErrorKind::InvalidInput);
    }
    assert_eq!(house.double.with(|state| state.writes), 1);
}
