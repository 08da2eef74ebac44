//! What leaves: codes, ids, failures inside, the other routes.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{body::Body, http::header};
use futures_util::stream;
use serde_json::json;
use tokio::time::Instant;
use tracing::subscriber::DefaultGuard;

use crate::server::{
    ServerSettings,
    tests::{Server, post},
};

#[tokio::test]
async fn arguments_that_do_not_fit_are_invalid_input() {
    let server = Server::new();
    for (definition, field, value) in [
        ("$a: Int", "number(value: $a)", json!(99_999_999_999_u64)),
        ("$a: Int", "number(value: $a)", json!("five")),
        ("$a: Int", "number(value: $a)", json!(1e300)),
        ("$a: Colour", "colour(value: $a)", json!("BLUE")),
        ("$a: String", "echo(text: $a)", json!({ "x": [1] })),
        ("$a: [Int!]", "ids(list: $a)", json!([1, null])),
    ] {
        let query = format!("query({definition}) {{ {field} hello }}");
        let body = json!({ "query": query, "variables": { "a": value } });
        let answer = server.post(body.to_string()).await;
        let error = &answer.json()["errors"][0];
        assert_eq!(error["extensions"]["code"], "INVALID_INPUT", "{error}");
    }
}

#[tokio::test]
async fn a_failed_field_keeps_its_code_and_its_neighbours() {
    let server = Server::new();
    let answer = server.query("{ hello coded uncoded }").await;
    let body = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(
        body["data"],
        json!({ "hello": 1, "coded": null, "uncoded": null })
    );
    let error = |path: &str| {
        let errors = body["errors"].as_array().unwrap();
        let found = errors.iter().find(|error| error["path"] == json!([path]));
        found.expect("an error at that path").clone()
    };
    assert_eq!(error("coded")["message"], "no such invoice");
    assert_eq!(error("coded")["extensions"]["code"], "NOT_FOUND");
    assert_eq!(error("uncoded")["extensions"]["code"], "INTERNAL");
    assert_eq!(
        error("uncoded")["extensions"]["requestId"],
        answer.header("x-request-id")
    );
    assert!(!answer.text().contains("swordfish"));
}

#[tokio::test]
async fn executed_without_data_is_still_executed() {
    let answer = Server::new().query("{ strict }").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["data"], json!(null));
    assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "INTERNAL");
}

#[tokio::test]
async fn a_panic_is_an_internal_error_without_its_text() {
    let server = Server::new();
    let answer = server.query("{ panics }").await;
    answer.refuses(500, "INTERNAL");
    assert!(!answer.text().contains("swordfish"));
    assert_eq!(server.query("{ hello }").await.status, 200);
    let page = server.get("/broken").await;
    assert_eq!(page.status, 500);
    assert!(!page.text().contains("swordfish"));
    assert!(!page.header("x-request-id").is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_operation_ends_a_second_after_its_deadline() {
    let server = Server::new();
    let started = Instant::now();
    let answer = server.query("{ hangs }").await;
    answer.refuses(504, "TIMEOUT");
    assert_eq!(answer.json()["errors"][0]["extensions"]["retryable"], true);
    assert_eq!(started.elapsed().as_secs(), 11);
    server.signals.dropped.notified().await;
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_ends_in_time() {
    let server = Server::new();
    let started = Instant::now();
    let first = stream::iter([Ok::<_, std::io::Error>("{\"query\":")]);
    let body = Body::from_stream(futures_util::StreamExt::chain(first, stream::pending()));
    server.post(body).await.refuses(408, "TIMEOUT");
    assert_eq!(started.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn large_bodies_are_refused_whatever_they_announce() {
    let server = Server::with(ServerSettings {
        max_body_bytes: 100,
        ..ServerSettings::default()
    });
    let body = |length: usize| format!("{:length$}", r#"{"query":"{ hello }"}"#);
    assert_eq!(server.post(body(100)).await.status, 200);
    server.post(body(101)).await.refuses(413, "LIMIT_EXCEEDED");
    let chunks = stream::repeat_with(|| Ok::<_, std::io::Error>("          "));
    server
        .post(Body::from_stream(chunks))
        .await
        .refuses(413, "LIMIT_EXCEEDED");
    let announced = post().header(header::CONTENT_LENGTH, "18446744073709551615");
    server
        .send(announced.body(Body::from(body(50))).unwrap())
        .await
        .refuses(413, "LIMIT_EXCEEDED");
    assert_eq!(server.executions(), 1);
}

#[tokio::test]
async fn a_request_keeps_its_id() {
    let server = Server::new();
    let ask = |ids: &[&str]| {
        let mut request = post();
        for id in ids {
            request = request.header("x-request-id", *id);
        }
        let query = r#"{"query":"{ requestId coded }"}"#;
        request.body(Body::from(query)).unwrap()
    };
    let longest = "x".repeat(128);
    for id in ["a", "4f1c-9.b_Z", longest.as_str()] {
        let answer = server.send(ask(&[id])).await;
        assert_eq!(answer.header("x-request-id"), id);
        assert_eq!(answer.json()["data"]["requestId"], id);
        assert_eq!(answer.json()["errors"][0]["extensions"]["requestId"], id);
    }
    let mut made = std::collections::HashSet::new();
    let too_long = "x".repeat(129);
    for ids in [
        &[][..],
        &[""],
        &["a b"],
        &["<script>"],
        &["a\tb"],
        &["é"],
        &["a,b"],
        &[too_long.as_str()],
        &["a", "b"],
    ] {
        let answer = server.send(ask(ids)).await;
        let id = answer.header("x-request-id").to_owned();
        assert_eq!(id.len(), 16, "{ids:?}");
        assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert!(made.insert(id), "ids differ");
    }
}

#[tokio::test]
async fn the_other_routes_answer_in_plain_text() {
    let server = Server::new();
    let live = server.get("/health/live").await;
    assert_eq!(
        (live.status.as_u16(), live.text().as_str()),
        (200, "alive\n")
    );
    let schema = server.get("/schema.graphql").await;
    assert!(schema.text().contains("type Query {"));
    assert_eq!(schema.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(server.get("/").await.text(), "a page");
    let missing = server.get("/nothing").await;
    assert_eq!(
        (missing.status.as_u16(), missing.text().as_str()),
        (404, "there is nothing here\n")
    );
    assert_eq!(missing.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn a_deadline_can_be_shorter() {
    let server = Server::with(ServerSettings {
        deadline: Duration::ZERO,
        ..ServerSettings::default()
    });
    tokio::time::pause();
    server.query("{ hangs }").await.refuses(504, "TIMEOUT");
}

/// A log that a test can read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Gets what this thread tells of what this server does, until the guard is dropped.
    async fn of(server: &Server) -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_writer(move || writer.clone())
            .finish();
        let guard = tracing::subscriber::set_default(subscriber);
        // Tests beside this one may have met the same log lines first, without a log: have them asked again.
        server.get("/health/live").await;
        tracing::callsite::rebuild_interest_cache();
        log.0.lock().unwrap().clear();
        (log, guard)
    }
}

#[tokio::test]
async fn a_client_that_left_leaves_a_line() {
    let server = Server::new();
    let (log, guard) = Log::of(&server).await;
    tokio::select! {
        _ = server.query("query Slow { hangs }") => panic!("it hangs"),
        () = server.signals.started.notified() => {}
    }
    drop(guard);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let line: serde_json::Value = serde_json::from_str(log.trim_end()).unwrap();
    assert_eq!(line["span"]["path"], "/graphql");
    assert_eq!(line["fields"]["operation_name"], "Slow");
    assert_eq!(line["fields"].get("status"), None);
    let message = line["fields"]["message"].as_str().unwrap();
    assert!(message.starts_with("nobody waited any more"), "{message}");
}

#[tokio::test]
async fn the_log_tells_of_a_request_but_not_what_it_said() {
    let server = Server::new();
    let (log, guard) = Log::of(&server).await;
    let query = "query($a: String) { echo(text: $a) number(value: 4711) }";
    let body = json!({ "query": query, "variables": { "a": "confidential" } });
    let answer = server.post(body.to_string()).await;
    server.get("/secret-path?query=confidential").await;
    drop(guard);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(lines.len(), 2, "{log}");
    let line: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
    assert_eq!(line["span"]["method"], "POST");
    assert_eq!(line["span"]["path"], "/graphql");
    assert_eq!(line["span"]["request_id"], answer.header("x-request-id"));
    assert_eq!(line["fields"]["status"], 200);
    assert!(line["fields"]["duration_ms"].is_number());
    for word in ["confidential", "4711", "echo", "secret"] {
        assert!(!log.contains(word), "{log}");
    }
}
