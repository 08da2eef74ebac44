//! What a key promises of several invoices.

use tokio::time::pause;

use super::double::Fortune;
use super::house::House;
use crate::{
    act::{ActOutcome, Done},
    error::ErrorKind,
};
use ActOutcome::{Applied, Refused, Unknown};

fn outcomes(done: &Done) -> Vec<ActOutcome> {
    done.results.iter().map(|result| result.outcome).collect()
}

fn sent(house: &House) -> Vec<Vec<String>> {
    house.double.with(|state| std::mem::take(&mut state.sent))
}

#[tokio::test]
async fn what_was_only_put_off_is_sent_again_alone() {
    let mut house = House::new([Fortune::Answered, Fortune::Limited, Fortune::Refused]);
    let wish = house.deletion(&["1", "2", "3"], "k");
    let first = house.pass(wish.clone()).await;
    assert_eq!(outcomes(&first), [Applied, Refused, Refused]);
    assert_eq!(sent(&house), [["1", "2", "3"]]);
    house.restart();
    let again = house.pass(wish.clone()).await;
    assert_eq!(outcomes(&again), [Applied, Applied, Refused]);
    assert_eq!(sent(&house), [["2"]]);
    let reason = &again.results[2].refusals[0];
    assert_eq!(reason.error.message(), "not a day of the vendor's");
    let told = house.pass(wish).await;
    assert_eq!(outcomes(&told), outcomes(&again));
    assert!(sent(&house).is_empty());
}

#[tokio::test]
async fn what_could_not_be_read_before_is_sent_when_it_can() {
    let house = House::new([]);
    let wish = house.deletion(&["1", "9", "2"], "k");
    house
        .double
        .with(|state| state.unreadable.push("2".to_owned()));
    let first = house.pass(wish.clone()).await;
    assert_eq!(outcomes(&first), [Applied, Refused, Refused]);
    let reason = first.results[2].refusals[0].error.kind();
    assert_eq!(reason, ErrorKind::Unavailable);
    house.double.with(|state| state.unreadable.clear());
    let again = house.pass(wish).await;
    assert_eq!(outcomes(&again), [Applied, Refused, Applied]);
    let reason = again.results[1].refusals[0].error.kind();
    assert_eq!(reason, ErrorKind::NotFound);
    assert_eq!(sent(&house), [["1"], ["2"]]);
}

#[tokio::test]
async fn when_nothing_of_it_was_done_the_key_is_free() {
    let house = House::new([Fortune::Limited, Fortune::Limited]);
    let first = house.pass(house.deletion(&["1", "2"], "k")).await;
    assert_eq!(outcomes(&first), [Refused, Refused]);
    let mut other = house.deletion(&["3"], "k");
    if let Some(key) = &mut other.key {
        key.input = "other".to_owned();
    }
    assert_eq!(house.pass(other).await.outcome, Applied);
}

#[tokio::test]
async fn each_is_looked_up_for_itself_and_only_what_is_not_there_is_sent() {
    let fortunes = [Fortune::DownAfter, Fortune::LostAfter, Fortune::Late];
    let house = House::new(fortunes);
    let wish = house.deletion(&["1", "2", "3"], "k");
    let first = house.pass(wish.clone()).await;
    assert_eq!(outcomes(&first), [Unknown, Applied, Unknown]);
    pause();
    let again = house.pass(wish.clone()).await;
    assert_eq!(outcomes(&again), [Unknown, Applied, Applied]);
    house.double.with(|state| state.unreadable.clear());
    let last = house.pass(wish).await;
    assert_eq!(outcomes(&last), [Applied, Applied, Applied]);
    assert_eq!(sent(&house), [vec!["1", "2", "3"], vec!["3"]]);
}
