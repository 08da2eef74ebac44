//! What an operation may spend binds its writes, too, until they have begun.

use std::sync::Arc;

use super::{double::Fortune, house::House};
use crate::{
    act::{ActOutcome, Done, Wish},
    error::ErrorKind,
    snapshot::Allowance,
};

/// The wish of an operation that may make so many calls.
fn with(calls: usize, wish: Wish) -> Wish {
    Wish {
        allowance: Arc::new(Allowance::new(calls)),
        ..wish
    }
}

#[track_caller]
fn assert_spent(done: &Done, field: &str, message: &str) {
    assert_eq!(done.outcome, ActOutcome::Refused);
    let refusal = done.all_refusals().next().expect("a reason");
    assert_eq!(refusal.error.kind(), ErrorKind::LimitExceeded);
    assert_eq!(refusal.error.message(), message);
    assert_eq!(refusal.field, [field]);
}

#[tokio::test]
async fn reading_more_than_is_left_is_refused_before_the_first_call() {
    let house = House::new([]);
    let wish = || house.deletion(&["1", "2", "3"], "k");
    let done = house.pass(with(2, wish())).await;
    assert_spent(
        &done,
        "invoiceIds",
        "reading 3 invoices of Double before anything is done takes 3 calls, and this operation has 2 of 2 left: give fewer invoices at a time, or raise limits.cost",
    );
    assert_eq!(
        house.double.with(|state| (state.reads, state.writes)),
        (0, 0)
    );
    // The key was not used.
    let done = house.pass(with(4, wish())).await;
    assert_eq!(done.outcome, ActOutcome::Applied);
}

#[tokio::test]
async fn what_is_only_planned_is_read_at_the_cost_of_the_same_operation() {
    let house = House::new([]);
    let allowance = Arc::new(Allowance::new(5));
    let wish = || Wish {
        dry_run: true,
        allowance: Arc::clone(&allowance),
        ..house.deletion(&["1", "2"], "k")
    };
    for _ in 0..2 {
        assert_eq!(house.pass(wish()).await.outcome, ActOutcome::Planned);
    }
    let reads = house.double.with(|state| state.reads);
    let done = house.pass(wish()).await;
    assert_spent(
        &done,
        "invoiceIds",
        "reading 2 invoices of Double before anything is done takes 2 calls, and this operation has 1 of 5 left: give fewer invoices at a time, or raise limits.cost",
    );
    assert_eq!(house.double.with(|state| state.reads), reads);
}

#[tokio::test]
async fn what_is_sent_counts_too_and_is_refused_before_it_is() {
    let house = House::new([]);
    let done = house.pass(with(1, house.payment("R", Some("k")))).await;
    assert_spent(
        &done,
        "invoiceId",
        "createPayment at Double takes a call, and this operation has 0 of 1 left: ask for less in one operation, or raise limits.cost",
    );
    assert_eq!(house.double.with(|state| state.writes), 0);
    let done = house.pass(with(2, house.payment("R", Some("k")))).await;
    assert_eq!(done.outcome, ActOutcome::Applied);
}

#[tokio::test]
async fn what_was_begun_comes_to_its_end_whatever_is_left() {
    for fortune in [Fortune::Limited, Fortune::Late, Fortune::LostAfter] {
        let mut house = House::new([fortune]);
        house.pass(with(2, house.payment("R", Some("k")))).await;
        house.restart();
        let again = house.pass(with(0, house.payment("R", Some("k")))).await;
        // A key of which nothing was done is free, and begins anew.
        let expected = match fortune {
            Fortune::Limited => ActOutcome::Refused,
            _ => ActOutcome::Applied,
        };
        assert_eq!(again.outcome, expected, "{fortune:?}");
    }
}

#[tokio::test]
async fn calls_of_a_write_go_before_others_and_those_of_a_dry_run_do_not() {
    let house = House::new([]);
    let counts = || {
        house
            .double
            .with(|state| (state.reads, state.writes, state.first))
    };
    house
        .pass(Wish {
            dry_run: true,
            ..house.payment("R", Some("k"))
        })
        .await;
    assert_eq!(counts(), (1, 0, 0));
    house.pass(house.payment("R", Some("k"))).await;
    let (reads, writes, first) = counts();
    assert_eq!((writes, first), (1, reads - 1 + writes));
}
