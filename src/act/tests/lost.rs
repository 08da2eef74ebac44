//! What becomes of a lost answer.

use std::time::Duration;

use super::double::Fortune;
use super::house::House;
use crate::{
    act::ActOutcome,
    domain::NativeId,
    error::{ErrorKind, Retry},
};

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
async fn who_has_no_key_is_told_not_to_repeat_what_nobody_knows() {
    for (key, advice) in [
        (None, Retry::Never),
        (Some("k"), Retry::After(Duration::from_secs(3))),
    ] {
        let house = House::new([Fortune::Late]);
        let lost = house.pass(house.payment("R", key)).await;
        assert_eq!(lost.outcome, ActOutcome::Unknown);
        let reason = lost.all_refusals().next().unwrap();
        assert_eq!(reason.retry(), advice, "{key:?}");
    }
}

#[tokio::test]
async fn an_older_payment_with_the_same_reference_is_no_evidence() {
    let house = House::new([Fortune::Answered, Fortune::Failed]);
    house.pass(house.payment("R", None)).await;
    let lost = house.pass(house.payment("R", None)).await;
    assert_eq!(lost.outcome, ActOutcome::Refused);
    let reason = lost.all_refusals().next().unwrap().error.kind();
    assert_eq!(reason, ErrorKind::Unavailable);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn a_failure_that_the_vendor_told_itself_frees_the_key() {
    let house = House::new([Fortune::Failed]);
    let failed = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(failed.outcome, ActOutcome::Refused);
    let other = house.pass(house.payment("S", Some("k"))).await;
    assert_eq!(other.outcome, ActOutcome::Applied);
    assert_eq!(house.double.payments("1"), ["S"]);
}

#[tokio::test]
async fn a_request_whose_connection_broke_may_have_arrived_and_keeps_its_key() {
    for fortune in [Fortune::Broken, Fortune::Late] {
        let house = House::new([fortune]);
        let lost = house.pass(house.payment("R", Some("k"))).await;
        assert_eq!(lost.outcome, ActOutcome::Unknown, "{fortune:?}");
        let other = house.pass(house.payment("S", Some("k"))).await;
        let reason = other.all_refusals().next().unwrap();
        assert_eq!(reason.error.kind(), ErrorKind::Conflict, "{fortune:?}");
        assert_eq!(house.double.with(|state| state.writes), 1);
    }
}

#[tokio::test]
async fn where_looking_fails_too_nobody_pretends_to_know() {
    let house = House::new([Fortune::DownAfter]);
    let done = house.pass(house.payment("R", Some("k"))).await;
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

#[tokio::test]
async fn what_arrives_after_nobody_could_tell_is_shown_by_the_next_refresh() {
    let house = House::new([Fortune::Late]);
    let lost = house.pass(house.payment("R", None)).await;
    assert_eq!(lost.outcome, ActOutcome::Unknown);
    let payments = || {
        let entry = house.account.held(&NativeId::new("1")).unwrap();
        entry.invoice.payments.as_ref().map(Vec::len)
    };
    // Not yet.
    house.account.refresh().await.unwrap();
    assert_eq!(payments(), Some(0));
    house.double.with(|state| {
        let books = state.books.get_mut("1").unwrap();
        books.push("R".to_owned());
    });
    house.account.refresh().await.unwrap();
    assert_eq!(payments(), Some(1));
}
