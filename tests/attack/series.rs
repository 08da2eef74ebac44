//! However odd the requests, nobody makes the page of metrics longer, and nothing that they sent is on it.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    attack::{bearer, get, length, post, request},
    page::{Page, Series},
    planted::WRITER,
    wire::Wire,
    world::{Plan, World},
};

/// So many odd requests.
const ODD: usize = 1000;
/// More wrong keys than an address may send in a minute.
const MANY_KEYS: usize = 80;

async fn scrape(world: &World) -> (BTreeSet<Series>, String) {
    let answer = world.send(&Wire::of(get(WRITER, "/metrics"))).await;
    assert_eq!(answer.status, Some(200), "{}", answer.text());
    let text = unchunked(answer.body());
    (Page::read(&text).series.into_keys().collect(), text)
}

/// The body, which comes in one piece or in chunks.
fn unchunked(body: &[u8]) -> String {
    let text = String::from_utf8(body.to_vec()).unwrap();
    if text.starts_with('#') {
        return text;
    }
    let (mut rest, mut whole) = (text.as_str(), String::new());
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        whole.push_str(&after[..size]);
        rest = after[size..].trim_start_matches("\r\n");
        if size == 0 {
            break;
        }
    }
    whole
}

/// An odd request; each number gives another one, with a mark in whatever it makes up.
fn odd(number: usize) -> Vec<u8> {
    let mark = format!("odd{number}x");
    let key = bearer(WRITER);
    let with = |line: String, host: &str| {
        let host = format!("Host: {host}");
        request(&[&line, &host, "Connection: close", &key], "")
    };
    let json = |body: serde_json::Value| post(WRITER, body.to_string());
    match number % 10 {
        0 => get(WRITER, &format!("/{mark}/{mark}")),
        1 => get(WRITER, &format!("/files/{mark}?{mark}=1")),
        2 => with(
            format!("{mark} /graphql HTTP/1.1").to_uppercase(),
            "localhost",
        ),
        3 => with(
            "GET /health/live HTTP/1.1".to_owned(),
            &format!("{mark}.example"),
        ),
        4 => json(
            json!({"query": format!("query {mark} {{ {mark}: providers {{ id }} }}"), "operationName": mark}),
        ),
        5 => json(json!({"query": format!("{{ {mark} }}")})),
        6 => json(
            json!({"query": "query ($id: ID!) { node(id: $id) { id } }", "variables": {"id": mark}}),
        ),
        7 => json(json!({"query": format!(
            "mutation {mark} {{ addNote(input: {{invoiceId: \"{mark}\", text: \"{mark}\", idempotencyKey: \"{mark}\"}}) {{ outcome }} }}"
        )})),
        8 => json(
            json!({"query": "query ($a: ID!, $n: String!) { invoiceByNumber(account: $a, number: $n) { id } }",
            "variables": {"a": mark, "n": mark}}),
        ),
        _ => {
            let lines = [
                "POST /graphql HTTP/1.1",
                "Host: localhost",
                "Connection: close",
                &format!("Content-Type: application/{mark}"),
                &format!("Authorization: Bearer {mark}"),
                &format!("X-Request-Id: {mark}"),
                &length(2),
            ];
            request(&lines, "{}")
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_requests_make_no_new_series() {
    let world = World::open(Plan {
        log: "warn",
        ..Plan::new("series")
    })
    .await;
    world.load().await;
    // Each kind once, so that what there is to count has been counted, and wrong keys until they are too many; and the page.
    for number in (0..10).chain((0..MANY_KEYS).map(|_| 9)) {
        world.send(&Wire::of(odd(number))).await;
    }
    scrape(&world).await;
    let (before, _) = scrape(&world).await;
    for number in 10..ODD + 10 {
        let answer = world.send(&Wire::of(odd(number))).await;
        assert!(answer.status.is_some(), "{number}: {}", answer.text());
    }
    let (after, text) = scrape(&world).await;
    let new: Vec<_> = after.difference(&before).collect();
    assert!(new.is_empty(), "{new:#?}");
    let told = text.lines().find(|line| line.contains("odd"));
    assert_eq!(told, None);
    let operations = Page::read(&text).sum("graphql_operations_total", &[]);
    assert!(operations >= (ODD / 2) as f64, "{operations}");
}
