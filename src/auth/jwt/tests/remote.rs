//! The keys at an issuer's address.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::time::{advance, sleep};
use url::Url;

use super::{
    super::{Refused, Tokens, remote::RemoteKeys},
    NOW, accounts,
    issuer::{ISSUED_BY, Signer, claims},
    settings, told,
};
use crate::{
    error::{Error, ErrorKind, Result},
    transport::{Request, Response, Transport},
};

const UNKNOWN: Refused = Refused("it names a key that the issuer does not have");
const NO_KEYS: Refused = Refused("the issuer's keys could not be fetched");

/// What the issuer answers at the moment, and how often it was asked.
#[derive(Debug)]
struct Desk {
    answer: Mutex<(u16, String)>,
    asked: Mutex<usize>,
    /// How long it takes.
    time: Mutex<Duration>,
}

impl Desk {
    fn shows(&self, signers: &[&Signer]) {
        let keys: Vec<Value> = signers.iter().map(|signer| signer.jwk()).collect();
        self.answers(200, &json!({ "keys": keys }).to_string());
    }

    fn answers(&self, status: u16, body: &str) {
        *self.answer.lock().unwrap() = (status, body.to_owned());
    }

    fn takes(&self, time: Duration) {
        *self.time.lock().unwrap() = time;
    }

    fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }
}

#[async_trait]
impl Transport for Desk {
    async fn send(&self, request: Request) -> Result<Response> {
        assert_eq!(request.url.as_str(), "https://login.example.com/keys");
        *self.asked.lock().unwrap() += 1;
        let time = *self.time.lock().unwrap();
        sleep(time).await;
        let (status, body) = self.answer.lock().unwrap().clone();
        if status == 0 {
            return Err(Error::new(ErrorKind::Unavailable, "nobody is there"));
        }
        Ok(Response {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: body.into(),
        })
    }
}

/// Tokens of an issuer that shows these keys.
fn of(signers: &[&Signer]) -> (Arc<Desk>, Arc<Tokens>) {
    let desk = Arc::new(Desk {
        answer: Mutex::new((0, String::new())),
        asked: Mutex::new(0),
        time: Mutex::new(Duration::ZERO),
    });
    if !signers.is_empty() {
        desk.shows(signers);
    }
    let url = Url::parse("https://login.example.com/keys").unwrap();
    let transport: Arc<dyn Transport> = Arc::<Desk>::clone(&desk);
    let keys = RemoteKeys::over(transport, url, Duration::from_secs(3));
    let tokens = Tokens::of_remote(keys, &settings(), accounts());
    (desk, Arc::new(tokens))
}

fn old() -> Signer {
    ISSUED_BY.ed.with("2026-10", "EdDSA")
}

fn new() -> Signer {
    ISSUED_BY.p256.with("2026-11", "ES256")
}

async fn ask(tokens: &Tokens, signer: &Signer) -> std::result::Result<(), Refused> {
    told(tokens, &signer.token(&claims(NOW))).await.map(drop)
}

async fn later(seconds: u64) {
    advance(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn keys_may_change_while_both_are_good() {
    let (old, new) = (old(), new());
    let (desk, tokens) = of(&[&old]);
    assert_eq!(ask(&tokens, &old).await, Ok(()));
    assert_eq!(ask(&tokens, &new).await, Err(UNKNOWN));
    desk.shows(&[&old, &new]);
    later(60).await;
    assert_eq!(ask(&tokens, &new).await, Ok(()));
    assert_eq!(ask(&tokens, &old).await, Ok(()));
    assert_eq!(desk.asked(), 2);
    // Taken back: good until the keys are asked for again, and no longer.
    desk.shows(&[&new]);
    later(599).await;
    assert_eq!(ask(&tokens, &old).await, Ok(()));
    later(1).await;
    assert_eq!(ask(&tokens, &old).await, Err(UNKNOWN));
    assert_eq!(ask(&tokens, &new).await, Ok(()));
    assert_eq!(desk.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn unknown_ids_ask_the_issuer_once_a_minute_at_most() {
    let known = old();
    let (desk, tokens) = of(&[&known]);
    let ids = ["a", "b", "c", "d"];
    for minute in 1..4 {
        for id in ids {
            let stranger = ISSUED_BY.stranger.with(id, "EdDSA");
            assert_eq!(ask(&tokens, &stranger).await, Err(UNKNOWN));
            later(10).await;
        }
        assert_eq!(ask(&tokens, &known).await, Ok(()));
        assert_eq!(desk.asked(), minute);
        later(20).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_plainly_bad_never_asks_the_issuer() {
    let (desk, tokens) = of(&[&old()]);
    for bad in super::bad_tokens(NOW) {
        if !bad.why.contains("key") && !bad.why.is_empty() {
            assert!(told(&tokens, &bad.token).await.is_err(), "{}", bad.what);
            assert_eq!(desk.asked(), 0, "{}", bad.what);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn all_who_wait_share_one_question() {
    let signer = old();
    let (desk, tokens) = of(&[&signer]);
    desk.takes(Duration::from_secs(1));
    let asking = (0..20).map(|_| ask(&tokens, &signer));
    let told = futures_util::future::join_all(asking).await;
    assert!(told.iter().all(|told| *told == Ok(())), "{told:?}");
    assert_eq!(desk.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_does_not_end_it_for_the_others() {
    let signer = old();
    let (desk, tokens) = of(&[&signer]);
    desk.takes(Duration::from_secs(2));
    let (other, its) = (Arc::clone(&tokens), signer.clone());
    let leaving = tokio::spawn(async move { ask(&other, &its).await });
    sleep(Duration::from_secs(1)).await;
    leaving.abort();
    assert_eq!(ask(&tokens, &signer).await, Ok(()));
    assert_eq!(desk.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn while_the_issuer_is_down_its_last_keys_count_for_an_hour_more() {
    let signer = old();
    let (desk, tokens) = of(&[&signer]);
    assert_eq!(ask(&tokens, &signer).await, Ok(()));
    for (status, body) in [
        (0, ""),
        (500, "{}"),
        (302, ""),
        (200, "<html>"),
        (200, "{\"keys\":[]}"),
        (204, ""),
    ] {
        desk.answers(status, body);
        later(600).await;
        assert_eq!(ask(&tokens, &signer).await, Ok(()), "{status} {body}");
        // What goes on behind has its time.
        sleep(Duration::from_millis(1)).await;
        assert_eq!(ask(&tokens, &signer).await, Ok(()), "{status} {body}");
    }
    assert_eq!(desk.asked(), 7);
    later(600).await;
    assert_eq!(ask(&tokens, &signer).await, Err(NO_KEYS));
    desk.shows(&[&signer]);
    later(60).await;
    assert_eq!(ask(&tokens, &signer).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn without_any_keys_nobody_gets_in_and_the_issuer_is_asked_again_soon() {
    let signer = old();
    let (desk, tokens) = of(&[]);
    for _ in 0..3 {
        assert_eq!(ask(&tokens, &signer).await, Err(NO_KEYS));
    }
    assert_eq!(desk.asked(), 1);
    desk.shows(&[&signer]);
    later(5).await;
    assert_eq!(ask(&tokens, &signer).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_they_would() {
    let signer = old();
    let (desk, tokens) = of(&[&signer]);
    desk.takes(Duration::from_secs(3600));
    let begun = tokio::time::Instant::now();
    assert_eq!(ask(&tokens, &signer).await, Err(NO_KEYS));
    assert_eq!(begun.elapsed().as_secs(), 3);
    // The attempt itself ends too, and then somebody else may try.
    desk.takes(Duration::ZERO);
    later(5).await;
    assert_eq!(ask(&tokens, &signer).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn while_the_issuer_hangs_nobody_waits_who_was_let_in_before() {
    let signer = old();
    let (desk, tokens) = of(&[&signer]);
    assert_eq!(ask(&tokens, &signer).await, Ok(()));
    desk.takes(Duration::from_secs(3600));
    // From shortly before the keys are old until they are of no use any more.
    for minute in 9..60 {
        later(if minute == 9 { 570 } else { 60 }).await;
        let begun = tokio::time::Instant::now();
        assert_eq!(ask(&tokens, &signer).await, Ok(()), "minute {minute}");
        assert_eq!(begun.elapsed(), Duration::ZERO, "minute {minute}");
        // The attempt behind ends in its time.
        sleep(Duration::from_secs(6)).await;
    }
    assert!(desk.asked() > 30, "{}", desk.asked());
}

#[tokio::test(start_paused = true)]
async fn keys_are_renewed_before_they_are_old_and_a_key_that_is_taken_back_is_refused() {
    let (taken_back, kept) = (old(), new());
    let (desk, tokens) = of(&[&taken_back, &kept]);
    assert_eq!(ask(&tokens, &kept).await, Ok(()));
    desk.shows(&[&kept]);
    later(570).await;
    assert_eq!(ask(&tokens, &kept).await, Ok(()));
    sleep(Duration::from_millis(1)).await;
    assert_eq!(desk.asked(), 2);
    assert_eq!(ask(&tokens, &taken_back).await, Err(UNKNOWN));
}

#[tokio::test(start_paused = true)]
async fn keys_that_are_fetched_ahead_are_there() {
    let signer = old();
    let (desk, tokens) = of(&[&signer]);
    tokens.fetch_ahead().await;
    assert_eq!(desk.asked(), 1);
    desk.answers(500, "");
    assert_eq!(ask(&tokens, &signer).await, Ok(()));
    assert_eq!(desk.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_follows_has_the_keys_of_before_and_asks_no_more_often() {
    let (key, other) = (old(), new());
    let (desk, before) = of(&[&key]);
    ask(&before, &key).await.unwrap();
    let follow = |place: &str| {
        let url = Url::parse(place).unwrap();
        let transport: Arc<dyn Transport> = Arc::<Desk>::clone(&desk);
        let keys = RemoteKeys::over(transport, url, Duration::from_secs(3));
        Tokens::of_remote(keys, &settings(), accounts()).following(&before)
    };
    desk.answers(0, "");
    let after = follow("https://login.example.com/keys");
    ask(&after, &key).await.unwrap();
    assert_eq!(ask(&after, &other).await, Err(UNKNOWN));
    assert_eq!(
        desk.asked(),
        1,
        "the minute since the last question is not over"
    );
    later(61).await;
    desk.shows(&[&key, &other]);
    ask(&after, &other).await.unwrap();
    ask(&before, &other).await.unwrap();
    assert_eq!(
        desk.asked(),
        2,
        "who still has the old ones has the new ones too"
    );
}
