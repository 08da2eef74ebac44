//! What a key promises of a request to several accounts.

use std::sync::Arc;

use super::double::Fortune;
use super::house::House;
use crate::{
    act::{ActOutcome, Done, Key, Wish},
    domain::{AccountId, NativeId},
    error::ErrorKind,
};

/// A payment with the reference of one invoice in each account, as parts of a request with this input.
fn parts(house: &House, reference: &str, input: &str) -> Vec<Wish> {
    let mut wishes = vec![
        house.payment(reference, Some("k")),
        house.payment(reference, Some("k")),
    ];
    wishes[1].account = Arc::clone(&house.other);
    wishes[1].targets = vec![NativeId::new("2")];
    for wish in &mut wishes {
        wish.key.as_mut().unwrap().input = input.to_owned();
    }
    wishes
}

/// The same for the second account alone.
fn part(house: &House, reference: &str, input: &str) -> Vec<Wish> {
    parts(house, reference, input).split_off(1)
}

fn outcomes(done: &[Done]) -> Vec<ActOutcome> {
    done.iter().map(|done| done.outcome).collect()
}

fn is_conflict(done: &Done) {
    assert_eq!(done.outcome, ActOutcome::Refused);
    let reason = done.all_refusals().next().unwrap();
    assert_eq!(reason.error.kind(), ErrorKind::Conflict);
    assert_eq!(reason.field, ["idempotencyKey"]);
}

#[tokio::test]
async fn the_same_request_is_told_again_from_each_account() {
    let mut house = House::new([]);
    let first = house.pass_parts(parts(&house, "R", "both")).await;
    assert_eq!(outcomes(&first), [ActOutcome::Applied; 2]);
    house.restart();
    let again = house.pass_parts(parts(&house, "R", "both")).await;
    for (again, first) in again.iter().zip(&first) {
        assert_eq!(again.outcome, ActOutcome::Applied);
        assert_eq!(again.created, first.created);
    }
    assert_eq!(house.double.payments("1"), ["R"]);
    assert_eq!(house.double.payments("2"), ["R"]);
}

#[tokio::test]
async fn the_same_key_with_fewer_or_more_accounts_is_refused_as_a_whole() {
    for fewer_first in [true, false] {
        let house = House::new([]);
        let fewer = |reference| part(&house, reference, "second");
        let both = |reference| parts(&house, reference, "both");
        let (first, other) = match fewer_first {
            true => (fewer("R"), both("S")),
            false => (both("R"), fewer("S")),
        };
        house.pass_parts(first).await;
        let writes = house.double.with(|state| state.writes);
        house.pass_parts(other).await.iter().for_each(is_conflict);
        assert_eq!(house.double.with(|state| state.writes), writes);
        assert!(!house.double.payments("1").contains(&"S".to_owned()));
    }
}

#[tokio::test]
async fn a_key_of_many_is_for_no_single_one_and_the_other_way_round() {
    let house = House::new([]);
    house.pass_parts(part(&house, "R", "second")).await;
    is_conflict(&house.pass(house.payment("S", Some("k"))).await);
    house.pass(house.payment("S", Some("single"))).await;
    let mut many = part(&house, "S", "second");
    many[0].key.as_mut().unwrap().word = "single".to_owned();
    house.pass_parts(many).await.iter().for_each(is_conflict);
    assert_eq!(house.double.payments("1"), ["S"]);
    assert_eq!(house.double.payments("2"), ["R"]);
}

#[tokio::test]
async fn only_the_account_that_was_not_reached_is_asked_again() {
    let house = House::new([Fortune::Limited]);
    let first = house.pass_parts(parts(&house, "R", "both")).await;
    let mut told = outcomes(&first);
    told.sort_by_key(|outcome| *outcome != ActOutcome::Applied);
    assert_eq!(told, [ActOutcome::Applied, ActOutcome::Refused]);
    // Something was done under the key: it is taken.
    let other = house.pass_parts(parts(&house, "S", "other")).await;
    other.iter().for_each(is_conflict);
    let again = house.pass_parts(parts(&house, "R", "both")).await;
    assert_eq!(outcomes(&again), [ActOutcome::Applied; 2]);
    assert_eq!(house.double.payments("1"), ["R"]);
    assert_eq!(house.double.payments("2"), ["R"]);
}

#[tokio::test]
async fn what_was_only_planned_or_reached_no_account_leaves_the_key_free() {
    let house = House::new([Fortune::Limited, Fortune::Limited]);
    let mut planned = parts(&house, "P", "planned");
    for wish in &mut planned {
        wish.dry_run = true;
    }
    let planned = house.pass_parts(planned).await;
    assert_eq!(outcomes(&planned), [ActOutcome::Planned; 2]);
    let limited = house.pass_parts(parts(&house, "R", "limited")).await;
    assert_eq!(outcomes(&limited), [ActOutcome::Refused; 2]);
    assert!(!house.store.any("").await.unwrap());
    let done = house.pass_parts(parts(&house, "S", "done")).await;
    assert_eq!(outcomes(&done), [ActOutcome::Applied; 2]);
}

#[tokio::test]
async fn a_claim_of_a_process_that_ended_before_it_sent_anything_binds_nobody() {
    let house = House::new([]);
    house.pass_parts(parts(&house, "R", "first")).await;
    let claim = house.store.get("intent/8/somebody/k").await.unwrap();
    let house = House::new([]);
    house
        .store
        .put("intent/8/somebody/k", &claim.expect("a claim"))
        .await
        .unwrap();
    let done = house.pass_parts(parts(&house, "S", "second")).await;
    assert_eq!(outcomes(&done), [ActOutcome::Applied; 2]);
    assert_eq!(house.double.payments("1"), ["S"]);
}

#[tokio::test]
async fn what_is_refused_unheard_claims_no_key() {
    let house = House::new([]);
    let mut wishes = parts(&house, "R", "both");
    for wish in &mut wishes {
        wish.may_write = false;
    }
    let done = house.pass_parts(wishes).await;
    assert_eq!(outcomes(&done), [ActOutcome::Refused; 2]);
    assert!(!house.store.any("").await.unwrap());
}

#[tokio::test]
async fn ten_at_once_with_the_same_key_do_it_once() {
    let house = House::new([]);
    let all = (0..10).map(|_| house.pass_parts(parts(&house, "R", "both")));
    for done in futures_util::future::join_all(all).await {
        assert_eq!(outcomes(&done), [ActOutcome::Applied; 2]);
    }
    assert_eq!(house.double.payments("1"), ["R"]);
    assert_eq!(house.double.payments("2"), ["R"]);
}

#[tokio::test]
async fn the_name_of_an_account_does_not_count_in_the_length_of_a_key() {
    let house = House::new([]);
    for (length, outcome) in [(255, ActOutcome::Applied), (256, ActOutcome::Refused)] {
        let mut wishes = parts(&house, "R", "both");
        for wish in &mut wishes {
            wish.key.as_mut().unwrap().word = "k".repeat(length);
        }
        let done = house.pass_parts(wishes).await;
        assert_eq!(outcomes(&done), [outcome; 2], "{length}");
    }
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[test]
fn no_word_and_no_caller_gives_a_key_the_name_of_another() {
    let key = |word: &str, part: Option<&str>| Key {
        word: word.to_owned(),
        input: String::new(),
        part: part.map(AccountId::new),
    };
    let keys = [
        ("ann", key("k", None)),
        ("ann", key("k", Some("a"))),
        ("ann", key("k/a", None)),
        ("ann", key("k@a", None)),
        ("ann", key("part/3/ann/1/k/a", None)),
        ("ann", key("1/k", Some("a"))),
        ("ann/k", key("a", None)),
        ("part/3/ann", key("1/k/a", None)),
        ("", key("k", None)),
        ("", key("ann/k", None)),
    ];
    let mut names: Vec<String> = keys.iter().map(|(caller, key)| key.name(caller)).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), keys.len(), "{names:#?}");
}
