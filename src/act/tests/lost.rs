//! What becomes of a lost answer.

use super::double::{Fortune, House};
use crate::{act::ActOutcome, error::ErrorKind};

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_nothing_is_sent_twice() {
    let house = House::new([Fortune::LostAfter]);
    let done = house.pass(house.payment("R", None)).await;
    assert_eq!(done.outcome, ActOutcome::Applied);
    assert!(done.created.is_some());
    assert_eq!(house.double.with(|state| state.writes), 1);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn an_older_payment_with_the_same_reference_is_no_evidence() {
    let house = House::new([Fortune::Answered, Fortune::LostBefore]);
    house.pass(house.payment("R", None)).await;
    let lost = house.pass(house.payment("R", None)).await;
    assert_eq!(lost.outcome, ActOutcome::Refused);
    let reason = lost.all_refusals().next().unwrap().error.kind();
    assert_eq!(reason, ErrorKind::Unavailable);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn what_may_still_be_under_way_is_unknown_and_its_key_looks_before_it_sends() {
    let mut house = House::new([Fortune::LateBefore]);
    let late = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(late.outcome, ActOutcome::Unknown);
    // It arrives at the vendor after all.
    house
        .double
        .with(|state| state.books.get_mut("1").unwrap().push("R".to_owned()));
    house.restart();
    tokio::time::pause();
    let again = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(again.outcome, ActOutcome::Applied);
    assert_eq!(house.double.with(|state| state.writes), 1);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn what_was_begun_and_never_arrived_is_sent_when_the_key_comes_back() {
    let mut house = House::new([Fortune::LateBefore]);
    house.pass(house.payment("R", Some("k"))).await;
    house.restart();
    tokio::time::pause();
    let again = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(again.outcome, ActOutcome::Applied);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn where_looking_fails_too_nobody_pretends_to_know() {
    let house = House::new([Fortune::LostAfter]);
    let wish = house.payment("R", Some("k"));
    house
        .account
        .reread(&crate::provider::Call::within(wish.time), &wish.targets)
        .await;
    house.double.with(|state| state.unreadable = true);
    let done = house.pass(wish).await;
    assert_eq!(done.outcome, ActOutcome::Unknown);
    assert_eq!(house.double.with(|state| state.writes), 1);
}

#[tokio::test(start_paused = true)]
async fn a_busy_vendor_is_asked_again_in_its_own_time() {
    let house = House::new([Fortune::Busy, Fortune::Busy]);
    let done = house.pass(house.payment("R", None)).await;
    assert_eq!(done.outcome, ActOutcome::Applied);
    assert_eq!(house.double.payments("1"), ["R"]);
}
