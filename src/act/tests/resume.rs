//! What the key of an unknown end promises: it looks before it sends, and sends only what cannot come any more.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{pause, sleep, timeout};

use super::double::{Double, Fortune};
use super::house::House;
use crate::{
    act::{
        ActOutcome, Done, Wish,
        record::{Record, Sending},
        resume::Window,
    },
    clock,
    error::{ErrorKind, Retry},
    provider::{Call, action::What},
};

/// Longer than any wish waits.
const LONG: Duration = Duration::from_secs(60);

/// The payment arrives at the vendor after all.
fn arrive(double: &Double) {
    double.with(|state| {
        let payments = state.books.get_mut("1").expect("it is there");
        payments.push("R".to_owned());
    });
}

/// The seconds after which it says to look again.
fn hint(done: &Done) -> u64 {
    assert_eq!(done.outcome, ActOutcome::Unknown);
    let error = &done.all_refusals().next().expect("a reason").error;
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    let Retry::After(rest) = error.retry() else {
        panic!("no hint: {error:?}");
    };
    let seconds = rest.as_secs_f64().ceil();
    let hint = format!("look again in {seconds} seconds with the same idempotencyKey");
    assert!(error.message().contains(&hint), "{error}");
    rest.as_secs()
}

/// What the store knows of the only key.
async fn record(house: &House) -> Record {
    let text = house.store.get("intent/8/somebody/k").await.unwrap();
    serde_json::from_str(&text.expect("a record")).unwrap()
}

#[tokio::test]
async fn what_arrived_is_told_at_once() {
    let mut house = House::new([Fortune::Late]).settling(LONG);
    house.pass(house.payment("R", Some("k"))).await;
    arrive(&house.double);
    house.restart();
    let again = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(again.outcome, ActOutcome::Applied);
    assert!(again.created.is_some());
    assert_eq!(house.double.with(|state| state.writes), 1);
}

#[tokio::test]
async fn what_may_still_arrive_is_not_sent_again() {
    let mut house = House::new([Fortune::Broken]).settling(LONG);
    house.pass(house.payment("R", Some("k"))).await;
    for _ in 0..2 {
        let again = house.pass(house.payment("R", Some("k"))).await;
        assert!((50..60).contains(&hint(&again)), "{again:#?}");
        house.restart();
    }
    assert_eq!(house.double.with(|state| state.writes), 1);
    arrive(&house.double);
    let found = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(found.outcome, ActOutcome::Applied);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn what_cannot_arrive_any_more_is_sent_by_one_who_had_time_to_wait() {
    let mut house = House::new([Fortune::Late]);
    house.pass(house.payment("R", Some("k"))).await;
    house.restart();
    pause();
    let again = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(again.outcome, ActOutcome::Applied);
    assert_eq!(house.double.with(|state| state.writes), 2);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn what_arrives_while_one_waits_is_found_and_not_sent_again() {
    let house = House::new([Fortune::Late]);
    house.pass(house.payment("R", Some("k"))).await;
    pause();
    let arriving = async {
        sleep(Duration::from_secs(2)).await;
        arrive(&house.double);
    };
    let (again, ()) = tokio::join!(house.pass(house.payment("R", Some("k"))), arriving);
    assert_eq!(again.outcome, ActOutcome::Applied);
    assert_eq!(house.double.with(|state| state.writes), 1);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn what_was_lost_again_is_waited_for_again() {
    let house = House::new([Fortune::Late, Fortune::Broken]);
    house.pass(house.payment("R", Some("k"))).await;
    pause();
    let first = record(&house).await;
    let again = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(again.outcome, ActOutcome::Unknown);
    let second = record(&house).await;
    assert_eq!((second.open.len(), second.told.as_ref()), (1, None));
    assert!(second.open[0].until > first.open[0].until);
    arrive(&house.double);
    let found = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(found.outcome, ActOutcome::Applied);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn a_sending_lasts_until_its_end_is_known_or_its_process_is_gone() {
    pause();
    let mut house = House::new([Fortune::Hanging]).settling(LONG);
    let wish = house.payment("R", Some("k"));
    let hanging = timeout(Duration::from_secs(1), house.pass(wish)).await;
    assert!(hanging.is_err());
    let sending = record(&house).await.open.remove(0);
    let time = sending.until.duration_since(sending.began);
    assert!((9..=10).contains(&time.as_secs()), "the time of the wish");
    house.restart();
    let again = house.pass(house.payment("R", Some("k"))).await;
    assert!(hint(&again) < 60, "counted from when the next one opened");
    assert_eq!(house.double.with(|state| state.writes), 1);

    let house = House::new([Fortune::Late]).settling(LONG);
    house.pass(house.payment("R", Some("k"))).await;
    let sending = record(&house).await.open.remove(0);
    assert!(sending.until <= clock::now(), "its end is known");
}

#[test]
fn the_time_runs_from_the_last_moment_at_which_something_may_have_been_sent() {
    let at = |second: i64| Timestamp::from_second(1_000_000 + second).unwrap();
    let window = Window {
        opened: at(100),
        settle: LONG,
    };
    let wish = House::new([]).payment("R", None);
    let mut sending = Sending::new(&wish.action(Vec::new()), Vec::new(), &Call::within(LONG));
    for (began, until, now, rest) in [
        // It waited for its turn, and was sent long after it began.
        (200, 500, 510, Some(50)),
        (200, 500, 559, Some(1)),
        (200, 500, 560, None),
        // It may still be sent.
        (200, 500, 300, Some(260)),
        // It was sent by an earlier process: before this one opened.
        // Its own word of when does not count, as the clock may have been set.
        (50, 90, 110, Some(50)),
        (50, 90, 160, None),
        (50, 600, 110, Some(50)),
        (50, 600, 160, None),
    ] {
        (sending.began, sending.until) = (at(began), at(until));
        let rest = rest.map(Duration::from_secs);
        assert_eq!(
            window.rest(&sending, at(now)),
            rest,
            "{began} {until} {now}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_read_stays_open_as_it_was() {
    let mut house = House::new([Fortune::Late]);
    house.pass(house.payment("R", Some("k"))).await;
    let before = record(&house).await;
    house.restart();
    house
        .double
        .with(|state| state.unreadable.push("1".to_owned()));
    let unread = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(unread.outcome, ActOutcome::Unknown);
    assert_eq!(record(&house).await, before);
    assert_eq!(house.double.with(|state| state.writes), 1);
    house.double.with(|state| state.unreadable.clear());
    arrive(&house.double);
    let found = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(found.outcome, ActOutcome::Applied);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn what_is_not_done_and_forbidden_by_now_is_refused_for_good() {
    let house = House::new([Fortune::Late]);
    house.pass(house.payment("R", Some("k"))).await;
    house.double.with(|state| state.paid.push("1".to_owned()));
    pause();
    for _ in 0..2 {
        let refused = house.pass(house.payment("R", Some("k"))).await;
        assert_eq!(refused.outcome, ActOutcome::Refused);
        let reason = refused.all_refusals().next().unwrap();
        assert_eq!(reason.error.kind(), ErrorKind::Conflict);
    }
    assert_eq!(house.double.with(|state| state.writes), 1);
}

#[tokio::test]
async fn an_invoice_that_is_gone_was_deleted_and_tells_nothing_of_anything_else() {
    let house = House::new([Fortune::DownAfter, Fortune::Late]).settling(LONG);
    let lost = house.pass(house.deletion(&["2"], "d")).await;
    assert_eq!(lost.outcome, ActOutcome::Unknown);
    let lost = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(lost.outcome, ActOutcome::Unknown);
    house.double.with(|state| {
        state.unreadable.clear();
        state.books.remove("1");
    });
    let deleted = house.pass(house.deletion(&["2"], "d")).await;
    assert_eq!(deleted.outcome, ActOutcome::Applied);
    assert!(deleted.results[0].entry.is_none());
    let unknown = house.pass(house.payment("R", Some("k"))).await;
    assert_eq!(unknown.outcome, ActOutcome::Unknown);
    let reason = unknown.all_refusals().next().unwrap();
    assert_eq!(reason.error.kind(), ErrorKind::NotFound);
    assert_eq!(house.double.with(|state| state.writes), 2);
}

/// What leaves no trace and does no harm.
fn harmless(house: &House) -> Wish {
    Wish {
        targets: Vec::new(),
        what: What::RefreshReminderSchedule,
        ..house.payment("", Some("k"))
    }
}

#[tokio::test]
async fn what_does_no_harm_twice_is_sent_again_when_it_cannot_come_any_more() {
    let house = House::new([Fortune::Late]).settling(LONG);
    let lost = house.pass(harmless(&house)).await;
    assert_eq!(lost.outcome, ActOutcome::Unknown);
    let early = house.pass(harmless(&house)).await;
    assert!(hint(&early) >= 50);
    assert_eq!(house.double.with(|state| state.writes), 1);

    let house = House::new([Fortune::Late]);
    house.pass(harmless(&house)).await;
    pause();
    for _ in 0..2 {
        let again = house.pass(harmless(&house)).await;
        assert_eq!(again.outcome, ActOutcome::Applied);
        assert_eq!(house.double.with(|state| state.writes), 2);
    }
}
