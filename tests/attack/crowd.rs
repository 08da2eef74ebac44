//! Somebody who asks too much: they are told when to come back, and everybody else is served as before.

use std::time::Duration;

use serde_json::json;

use crate::{
    attack::{get, post},
    families::persisted::{by_hash, sha256},
    none_is_wrong,
    planted::{OTHER, READER, WRITER},
    told_by_the_log,
    wire::{Answer, Wire},
    world::{Plan, World},
};

const HELLO: &str = r#"{"query":"{ __typename }"}"#;
/// As many a minute as seconds, so that one comes back each second.
const RATE: u32 = 60;

async fn told(world: &World, bytes: Vec<u8>) -> Answer {
    world.send(&Wire::of(bytes)).await
}

async fn is_served(world: &World, key: &str) {
    let answer = told(world, post(key, HELLO)).await;
    assert_eq!(answer.status, Some(200), "{}", answer.text());
    assert!(answer.text().contains("Query"), "{}", answer.text());
}

/// Checks that it is told to come back in so many seconds.
fn is_put_off(answer: &Answer, graphql: bool, seconds: std::ops::RangeInclusive<u64>) {
    let text = answer.text();
    assert_eq!(answer.status, Some(429), "{text}");
    let header = text
        .lines()
        .find_map(|line| line.strip_prefix("retry-after: "));
    let after: u64 = header.unwrap_or_else(|| panic!("{text}")).parse().unwrap();
    assert!(seconds.contains(&after), "{text}");
    if graphql {
        let told = answer.json().unwrap();
        let extensions = &told["errors"][0]["extensions"];
        assert_eq!(extensions["code"], json!("RATE_LIMITED"), "{told:#}");
        assert_eq!(extensions["retryAfter"], json!(after), "{told:#}");
        assert_eq!(extensions["retryable"], json!(true), "{told:#}");
        assert!(told.get("data").is_none(), "{told:#}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_beyond_its_rate_is_put_off_and_the_others_are_served() {
    let world = World::open(Plan {
        readers_rate: RATE,
        ..Plan::new("rates")
    })
    .await;
    // All at once, from many connections.
    let asked = (0..3 * RATE).map(|_| told(&world, post(READER, HELLO)));
    let answers = futures_util::future::join_all(asked).await;
    let (good, bad): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| answer.status == Some(200));
    let good = u32::try_from(good.len()).unwrap();
    // Some came back while it went on.
    assert!((RATE..RATE + 30).contains(&good), "{good} were served");
    for answer in &bad {
        is_put_off(answer, true, 1..=2);
    }
    // Whatever it asks, and however wrong, it is put off before anybody reads it.
    let query = "/graphql?query=%7B__typename%7D";
    for (graphql, bytes) in [
        (true, get(READER, query)),
        (true, post(READER, "{")),
        (false, get(READER, "/schema.graphql")),
    ] {
        let mut answer = told(&world, bytes.clone()).await;
        // One may have come back just now, and is taken by this.
        if answer.status != Some(429) {
            answer = told(&world, bytes).await;
        }
        is_put_off(&answer, graphql, 1..=2);
    }
    for _ in 0..20 {
        is_served(&world, WRITER).await;
        is_served(&world, OTHER).await;
    }
    tokio::time::sleep(Duration::from_millis(2100)).await;
    is_served(&world, READER).await;
    assert!(world.relay.calls().is_empty());
    none_is_wrong(&told_by_the_log(&world));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_guesses_keys_is_put_off_and_good_keys_at_it_are_served() {
    let world = World::open(Plan {
        sections: "[limits]\nattempts = 60",
        ..Plan::new("guesses")
    })
    .await;
    let mut refused = 0;
    for guess in 0..200 {
        // With keys, with tokens, without anything, by every way in.
        let key = format!("guess-{guess}");
        let token = format!("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.{guess:086}");
        let bytes = match guess % 4 {
            0 => post(&key, HELLO),
            1 => post(&token, HELLO),
            2 => get(&key, "/graphql?query=%7B__typename%7D"),
            _ => post(&"x".repeat(9000), HELLO),
        };
        let answer = told(&world, bytes).await;
        match answer.status {
            Some(401) => {
                let told = answer.json().unwrap();
                let code = &told["errors"][0]["extensions"]["code"];
                assert_eq!(*code, json!("UNAUTHENTICATED"), "{told:#}");
                assert!(answer.text().contains("www-authenticate: Bearer"));
                refused += 1;
            }
            _ => is_put_off(&answer, true, 1..=2),
        }
    }
    assert!((60..90).contains(&refused), "{refused} were looked at");
    let elsewhere = told(&world, get("guess", "/schema.graphql")).await;
    is_put_off(&elsewhere, false, 1..=2);
    for key in [WRITER, READER, OTHER] {
        is_served(&world, key).await;
    }
    assert!(world.relay.calls().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_stored_documents_pushes_out_nobody_elses() {
    let world = World::open(Plan::new("stores")).await;
    let query = "{ __typename } # of the reader";
    let (hash, served) = (sha256(query), Some(200));
    let store = post(READER, by_hash(&hash, Some(query)).to_string());
    assert_eq!(told(&world, store).await.status, served);
    let before = world.process.resident_kb();
    for number in 0..300 {
        let long = format!("{{ __typename }} # {number} {}", "x".repeat(60_000));
        let body = by_hash(&sha256(&long), Some(&long)).to_string();
        assert_eq!(told(&world, post(WRITER, body)).await.status, served);
    }
    let by_name = post(READER, by_hash(&hash, None).to_string());
    let answer = told(&world, by_name).await;
    assert!(answer.text().contains("Query"), "{}", answer.text());
    if let (Some(before), Some(after)) = (before, world.process.resident_kb()) {
        assert!(after < before + (60 << 10), "{before} kB, then {after} kB");
    }
}
