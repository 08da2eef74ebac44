//! Large bodies that are coming have places of their own, so that nobody fills the memory with what never ends.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::task::JoinHandle;

use super::{Answer, Server, post};
use crate::{
    auth::{Client, Clients, KeyHash, Viewer},
    server::ServerSettings,
};

/// Eight places for large bodies, two for each client.
fn server() -> Arc<Server> {
    let client = |name: &str| Client {
        viewer: Arc::new(Viewer {
            name: name.into(),
            ..Viewer::anonymous()
        }),
        keys: vec![KeyHash::of(name)],
    };
    let clients = ["one", "two", "three", "four", "five"].map(client);
    let settings = ServerSettings {
        max_body_bytes: 8 << 20,
        ..ServerSettings::default()
    };
    let clients = Clients::known(clients.into());
    Arc::new(Server::of(clients, settings, Router::new()))
}

fn request(key: &str, body: Body) -> Request<Body> {
    let request = post()
        .header(header::ACCEPT, "application/graphql-response+json")
        .header(header::AUTHORIZATION, format!("Bearer {key}"));
    request.body(body).unwrap()
}

/// A query with so many bytes beside it.
async fn ask(server: &Server, key: &str, bytes: usize) -> Answer {
    let body = json!({"query": "{ hello }", "extensions": {"x": "x".repeat(bytes)}});
    server.send(request(key, body.to_string().into())).await
}

/// Sends so many bytes and stops.
fn begin(server: &Arc<Server>, key: &str, bytes: usize) -> JoinHandle<Answer> {
    let piece = stream::iter([Ok::<_, Infallible>(Bytes::from(vec![b' '; bytes]))]);
    let body = Body::from_stream(piece.chain(stream::pending()));
    let (server, request) = (Arc::clone(server), request(key, body));
    tokio::spawn(async move { server.send(request).await })
}

async fn leave(requests: Vec<JoinHandle<Answer>>) {
    for request in requests {
        request.abort();
        let _ = request.await;
    }
}

#[tokio::test(start_paused = true)]
async fn one_client_has_a_part_of_the_large_bodies_that_are_coming() {
    let server = server();
    let coming = vec![
        begin(&server, "one", 70_000),
        begin(&server, "one", 7 << 20),
    ];
    tokio::task::yield_now().await;
    let refused = ask(&server, "one", 70_000).await;
    refused.refuses(429, "RATE_LIMITED");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(
        refused.message(),
        "this client has 2 large bodies under way, and no more may be: wait for one to end, or send at most 65536 bytes"
    );
    assert_eq!(ask(&server, "one", 60_000).await.status, 200, "it is small");
    assert_eq!(
        ask(&server, "two", 70_000).await.status,
        200,
        "it is another's"
    );
    leave(coming).await;
    for _ in 0..3 {
        assert_eq!(ask(&server, "one", 70_000).await.status, 200, "they left");
    }
}

#[tokio::test(start_paused = true)]
async fn all_large_bodies_together_are_bounded_and_those_that_stop_end() {
    let server = server();
    let keys = ["one", "two", "three", "four"];
    let coming: Vec<_> = keys
        .iter()
        .flat_map(|key| [begin(&server, key, 70_000), begin(&server, key, 70_000)])
        .collect();
    tokio::task::yield_now().await;
    let refused = ask(&server, "five", 70_000).await;
    refused.refuses(503, "UNAVAILABLE");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(ask(&server, "five", 1).await.status, 200);
    for request in coming {
        request.await.unwrap().refuses(408, "TIMEOUT");
    }
    assert_eq!(ask(&server, "five", 70_000).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn what_announces_a_large_body_has_a_place_before_it_sends_any() {
    let server = server();
    let announce = |length: &str| {
        let mut request = request(
            "one",
            Body::from_stream(stream::pending::<Result<Bytes, Infallible>>()),
        );
        let length = length.parse().unwrap();
        request.headers_mut().insert(header::CONTENT_LENGTH, length);
        let server = Arc::clone(&server);
        tokio::spawn(async move { server.send(request).await })
    };
    let coming = vec![announce("100000"), announce("100000")];
    tokio::task::yield_now().await;
    ask(&server, "one", 70_000)
        .await
        .refuses(429, "RATE_LIMITED");
    leave(coming).await;
}
