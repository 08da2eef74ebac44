//! `/health/ready` and `/metrics`, and who is told what there.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    auth::{Client, Clients, KeyHash, Scope, Sight, Viewer},
    server::{
        ConnectionSettings, ServerSettings,
        tests::{
            Answer, Server,
            running::{ALIVE, PATIENCE, Running, post},
        },
    },
};

fn client(name: &str, scope: Scope, accounts: Sight) -> Client {
    let viewer = Viewer {
        name: name.into(),
        scopes: [scope].into_iter().collect(),
        accounts,
        ..Viewer::anonymous()
    };
    Client {
        viewer: Arc::new(viewer),
        keys: vec![KeyHash::of(&format!("key-of-{name}"))],
    }
}

fn closed() -> Server {
    let nothing = Sight::Only(BTreeSet::new());
    let clients = vec![
        client("reader", Scope::Read, nothing),
        client("writer", Scope::Write, Sight::All),
        client("meter", Scope::Metrics, Sight::All),
    ];
    Server::of(
        Clients::known(clients),
        ServerSettings::default(),
        Router::new(),
    )
}

async fn ask(server: &Server, path: &str, name: &str) -> Answer {
    let request = Request::get(path)
        .header(header::HOST, "localhost")
        .header(header::AUTHORIZATION, format!("Bearer key-of-{name}"));
    server.send(request.body(Body::empty()).unwrap()).await
}

/// The value of the series without labels.
async fn gauge(server: &Server, name: &str) -> f64 {
    let page = server.get("/metrics").await.text();
    let mut lines = page.lines();
    let value = lines.find_map(|line| line.strip_prefix(&format!("invoice_gateway_{name} ")));
    let value = value.unwrap_or_else(|| panic!("{name} is not in {page}"));
    value.parse().unwrap()
}

fn failed(id: &str) -> Value {
    json!({"id": id, "provider": "moneybird", "state": "FAILED", "fetchedAt": null, "code": "UNAVAILABLE"})
}

#[tokio::test]
async fn it_is_ready_whatever_the_accounts_say() {
    let answer = Server::new().get("/health/ready").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
    let accounts = [failed("acme"), failed("studio")];
    assert_eq!(answer.json(), json!({"ready": true, "accounts": accounts}));
}

#[tokio::test]
async fn only_the_known_are_told_of_accounts_and_only_of_theirs() {
    let server = closed();
    let nobody = server.get("/health/ready").await;
    assert_eq!(nobody.json(), json!({"ready": true}));
    for (name, accounts) in [
        ("reader", vec![]),
        ("writer", vec![failed("acme"), failed("studio")]),
        ("meter", vec![failed("acme"), failed("studio")]),
    ] {
        let answer = ask(&server, "/health/ready", name).await;
        assert_eq!(answer.json(), json!({"ready": true, "accounts": accounts}));
    }
    let wrong = ask(&server, "/health/ready", "nobody").await;
    assert_eq!(wrong.status, 401);
    assert!(!wrong.text().contains("ready"), "{}", wrong.text());
}

#[tokio::test]
async fn a_server_that_stops_is_not_ready_and_tells_nobody_more() {
    let server = Server::new();
    let mut running = Running::start(&server, ConnectionSettings::default()).await;
    let mut client = running.connect().await;
    client.write(&post("{ hangs }")).await;
    let started = server.signals.started.notified();
    timeout(PATIENCE, started).await.unwrap();
    assert_eq!(server.get("/health/ready").await.status, 200);
    running.stop();
    while server.get("/health/ready").await.status == 200 {
        tokio::task::yield_now().await;
    }
    let answer = server.get("/health/ready").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json(), json!({"ready": false}));
    server.signals.release.notify_one();
    running.ended().await;
}

#[tokio::test]
async fn metrics_ask_for_a_key_with_their_scope() {
    let server = closed();
    let nobody = server.get("/metrics").await;
    assert_eq!(nobody.status, 401);
    assert_eq!(nobody.header("www-authenticate"), "Bearer");
    for (name, status) in [("nobody", 401), ("reader", 403), ("writer", 403)] {
        let answer = ask(&server, "/metrics", name).await;
        assert_eq!(answer.status, status);
        assert!(!answer.text().contains("invoice_gateway"), "{name}");
    }
    let answer = ask(&server, "/metrics", "meter").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "no-store");
    let text = "text/plain; version=0.0.4; charset=utf-8";
    assert_eq!(answer.header("content-type"), text);
    assert!(answer.text().contains("\ninvoice_gateway_build_info{"));
}

#[tokio::test]
async fn what_is_under_way_is_counted_while_it_is() {
    let server = Server::new();
    let mut running = Running::start(&server, ConnectionSettings::default()).await;
    assert_eq!(gauge(&server, "connections_open").await, 0.0);
    let mut idle = running.connect().await;
    idle.write(ALIVE).await;
    idle.answer().await;
    let mut busy = running.connect().await;
    busy.write(&post("{ hangs }")).await;
    let started = server.signals.started.notified();
    timeout(PATIENCE, started).await.unwrap();
    assert_eq!(gauge(&server, "connections_open").await, 2.0);
    assert_eq!(gauge(&server, "graphql_operations_in_flight").await, 1.0);
    assert_eq!(gauge(&server, "transfers_in_flight").await, 0.0);
    server.signals.release.notify_one();
    busy.answer().await;
    assert_eq!(gauge(&server, "graphql_operations_in_flight").await, 0.0);
    drop((idle, busy));
    while gauge(&server, "connections_open").await > 0.0 {
        tokio::task::yield_now().await;
    }
    running.stop();
    running.ended().await;
}

#[tokio::test]
async fn outcomes_are_told_by_their_codes() {
    let server = Server::new();
    for query in [
        "{ hello }",
        "mutation { change }",
        "subscription { x }",
        "{ coded }",
        "{ uncoded }",
        "{ number(value: \"x\") }",
        "{ panics }",
        "{",
    ] {
        server.query(query).await;
    }
    server.post("nonsense").await;
    let page = server.get("/metrics").await.text();
    for (kind, outcome) in [
        ("query", "ok"),
        ("mutation", "ok"),
        ("subscription", "UNSUPPORTED"),
        ("query", "NOT_FOUND"),
        ("query", "INTERNAL"),
        ("query", "INVALID_INPUT"),
        ("none", "INVALID_INPUT"),
    ] {
        let series = format!(
            "\ninvoice_gateway_graphql_operations_total{{type=\"{kind}\",outcome=\"{outcome}\"}} "
        );
        assert!(page.contains(&series), "{series} is not in {page}");
    }
    let refused = "\ninvoice_gateway_graphql_refusals_total{code=\"INVALID_INPUT\"} ";
    assert!(page.contains(refused), "{page}");
}
