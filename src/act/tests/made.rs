//! Whose work an invoice is that was made, where one sending cannot be told from another.

use std::sync::Arc;

use jiff::SignedDuration;

use super::double::Fortune;
use super::house::House;
use crate::{act::ActOutcome, clock, domain::NativeId};

#[tokio::test]
async fn what_another_made_a_moment_ago_is_not_taken_for_its_own() {
    let house = House::new([Fortune::Answered, Fortune::Failed, Fortune::LostAfter]);
    let first = house.pass(house.cloning("k1")).await;
    assert_eq!(first.outcome, ActOutcome::Applied);
    assert!(first.created.is_some());
    let lost = house.pass(house.cloning("k2")).await;
    assert_eq!(lost.outcome, ActOutcome::Refused);
    assert_eq!(lost.created, None);
    // Its own is told apart from the first.
    let again = house.pass(house.cloning("k2")).await;
    assert_eq!(again.outcome, ActOutcome::Applied);
    assert!(again.created.is_some() && again.created != first.created);
    assert_eq!(house.double.with(|state| state.copies.len()), 2);
}

#[tokio::test]
async fn what_may_be_the_work_of_another_that_was_lost_is_not_certain() {
    let house = House::new([Fortune::Late, Fortune::LostAfter]);
    for key in ["k1", "k2"] {
        let lost = house.pass(house.cloning(key)).await;
        assert_eq!(lost.outcome, ActOutcome::Unknown, "{key}");
    }
    // The other one arrives too: still nobody can tell which is which.
    house.double.copy();
    for key in ["k1", "k2"] {
        let lost = house.pass(house.cloning(key)).await;
        assert_eq!(lost.outcome, ActOutcome::Unknown, "{key}");
    }
    assert_eq!(house.double.with(|state| state.writes), 2);
}

#[tokio::test]
async fn what_is_under_way_beside_it_may_have_made_it() {
    let house = House::new([Fortune::Hanging, Fortune::Failed]);
    let mut hanging = house.cloning("k1");
    hanging.targets = vec![NativeId::new("2")];
    let hanging = tokio::spawn({
        let door = Arc::clone(&house.door);
        async move { door.perform(hanging).await }
    });
    while house.double.with(|state| state.writes) == 0 {
        tokio::task::yield_now().await;
    }
    house.double.copy();
    let lost = house.pass(house.cloning("k2")).await;
    assert_eq!(lost.outcome, ActOutcome::Unknown);
    hanging.abort();
}

#[tokio::test]
async fn its_own_work_is_found_whenever_it_came_and_told_again() {
    let house = House::new([Fortune::LostAfter, Fortune::Late]);
    let found = house.pass(house.cloning("k1")).await;
    assert_eq!(found.outcome, ActOutcome::Applied);
    let lost = house.pass(house.cloning("k2")).await;
    assert_eq!(lost.outcome, ActOutcome::Unknown);
    let late = house.double.copy();
    for _ in 0..2 {
        let found = house.pass(house.cloning("k2")).await;
        assert_eq!(found.outcome, ActOutcome::Applied);
        assert_eq!(found.created.as_ref(), Some(&late));
    }
    assert_eq!(house.double.with(|state| state.writes), 2);
}

#[tokio::test]
async fn what_was_there_before_is_not_certain_for_a_process_that_does_not_know_who_made_it() {
    let mut house = House::new([Fortune::Answered, Fortune::Failed]);
    house.pass(house.cloning("k1")).await;
    house.double.with(|state| {
        // The vendor tells it to the fraction.
        state.copies[0].1 = clock::now() - SignedDuration::from_millis(1500);
    });
    house.restart_empty();
    let lost = house.pass(house.cloning("k2")).await;
    assert_eq!(lost.outcome, ActOutcome::Unknown);

    // What came since is its own.
    let mut house = House::new([Fortune::Late]);
    house.pass(house.cloning("k")).await;
    house.double.copy();
    house.restart_empty();
    let found = house.pass(house.cloning("k")).await;
    assert_eq!(found.outcome, ActOutcome::Applied);
    assert!(found.created.is_some());
}
