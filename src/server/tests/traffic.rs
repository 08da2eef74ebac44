//! Who asks too often or too much at a time is told so, and the others are served.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use serde_json::json;

use super::{
    Answer, Server,
    files::Desk,
    post,
    uploads::{form, operations, pdf, send, text},
};
use crate::{
    auth::{Client, Clients, KeyHash, Scopes, Viewer},
    server::{Files, ServerSettings, files, traffic::Peer},
};

fn client(name: &str, rate: Option<usize>) -> Client {
    Client {
        viewer: Arc::new(Viewer {
            name: name.into(),
            scopes: Scopes::ALL,
            rate,
            ..Viewer::anonymous()
        }),
        keys: vec![KeyHash::of(name)],
    }
}

fn server(settings: ServerSettings) -> Server {
    let clients = vec![
        client("one", None),
        client("two", None),
        client("own", Some(5)),
    ];
    Server::of(Clients::known(clients), settings, Router::new())
}

fn request(key: &str, address: &str, body: String) -> Request<Body> {
    let request = post()
        .header(header::ACCEPT, "application/graphql-response+json")
        .header(header::AUTHORIZATION, format!("Bearer {key}"));
    let mut request = request.body(Body::from(body)).unwrap();
    let address: IpAddr = address.parse().unwrap();
    request.extensions_mut().insert(Peer(address));
    request
}

async fn ask(server: &Server, key: &str, address: &str, query: &str) -> Answer {
    let body = json!({ "query": query }).to_string();
    server.send(request(key, address, body)).await
}

#[tokio::test(start_paused = true)]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let server = server(ServerSettings {
        rate: 3,
        ..ServerSettings::default()
    });
    for _ in 0..3 {
        assert_eq!(
            ask(&server, "one", "192.0.2.1", "{ hello }").await.status,
            200
        );
    }
    let refused = ask(&server, "one", "192.0.2.1", "{ hello }").await;
    refused.refuses(429, "RATE_LIMITED");
    assert_eq!(refused.header("retry-after"), "20");
    let extensions = &refused.json()["errors"][0]["extensions"];
    assert_eq!(
        (&extensions["retryAfter"], &extensions["retryable"]),
        (&json!(20), &json!(true))
    );
    assert!(refused.message().ends_with(", or raise limits.rate"));
    // Wherever it comes from, and nobody else.
    ask(&server, "one", "192.0.2.2", "{ hello }")
        .await
        .refuses(429, "RATE_LIMITED");
    assert_eq!(
        ask(&server, "two", "192.0.2.1", "{ hello }").await.status,
        200
    );
    tokio::time::advance(Duration::from_secs(20)).await;
    assert_eq!(
        ask(&server, "one", "192.0.2.1", "{ hello }").await.status,
        200
    );
    assert_eq!(server.executions(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_client_has_its_own_rate_where_the_config_says_so() {
    let server = server(ServerSettings {
        rate: 2,
        ..ServerSettings::default()
    });
    for _ in 0..5 {
        assert_eq!(
            ask(&server, "own", "192.0.2.1", "{ hello }").await.status,
            200
        );
    }
    let refused = ask(&server, "own", "192.0.2.1", "{ hello }").await;
    refused.refuses(429, "RATE_LIMITED");
    assert!(refused.message().ends_with(", or raise the client's rate"));
}

#[tokio::test(start_paused = true)]
async fn a_list_counts_as_many_as_it_has_and_what_is_refused_counts_too() {
    let server = server(ServerSettings {
        rate: 5,
        max_batch: 9,
        ..ServerSettings::default()
    });
    let list = |count: usize| json!(vec![json!({"query": "{ hello }"}); count]).to_string();
    let answer = server.send(request("one", "192.0.2.1", list(3))).await;
    assert_eq!(answer.status, 200);
    let answer = server.send(request("one", "192.0.2.1", list(3))).await;
    answer.refuses(429, "RATE_LIMITED");
    assert_eq!(server.executions(), 3);
    ask(&server, "one", "192.0.2.1", "{ nothing")
        .await
        .refuses(400, "INVALID_INPUT");
    ask(&server, "one", "192.0.2.1", "{ hello }")
        .await
        .refuses(429, "RATE_LIMITED");
    let answer = server.send(request("two", "192.0.2.1", list(7))).await;
    answer.refuses(400, "LIMIT_EXCEEDED");
    assert!(answer.message().ends_with(", or raise limits.rate"));
}

#[tokio::test(start_paused = true)]
async fn wrong_keys_are_counted_by_address_and_good_ones_pass_all_the_same() {
    let server = server(ServerSettings {
        attempts: 2,
        ..ServerSettings::default()
    });
    for _ in 0..2 {
        ask(&server, "bad", "192.0.2.1", "{ hello }")
            .await
            .refuses(401, "UNAUTHENTICATED");
    }
    let refused = ask(&server, "worse", "192.0.2.1", "{ hello }").await;
    refused.refuses(429, "RATE_LIMITED");
    assert_eq!(refused.header("retry-after"), "30");
    assert!(refused.message().ends_with(", or raise limits.attempts"));
    ask(&server, "bad", "192.0.2.2", "{ hello }")
        .await
        .refuses(401, "UNAUTHENTICATED");
    assert_eq!(
        ask(&server, "one", "192.0.2.1", "{ hello }").await.status,
        200
    );
}

#[tokio::test(start_paused = true)]
async fn without_keys_this_machine_is_not_counted_and_another_is() {
    let settings = ServerSettings {
        rate: 1,
        ..ServerSettings::default()
    };
    let server = Server::with(settings);
    for _ in 0..3 {
        assert_eq!(
            ask(&server, "-", "127.0.0.1", "{ hello }").await.status,
            200
        );
    }
    assert_eq!(
        ask(&server, "-", "192.0.2.1", "{ hello }").await.status,
        200
    );
    ask(&server, "-", "192.0.2.1", "{ hello }")
        .await
        .refuses(429, "RATE_LIMITED");
    assert_eq!(
        ask(&server, "-", "192.0.2.2", "{ hello }").await.status,
        200
    );
}

#[tokio::test(start_paused = true)]
async fn one_client_has_a_part_of_what_may_be_under_way() {
    let server = Arc::new(server(ServerSettings {
        concurrent: 5,
        deadline: Duration::from_secs(60),
        ..ServerSettings::default()
    }));
    let mut under_way = vec![];
    for (key, count) in [("one", 2), ("two", 2), ("own", 1)] {
        for _ in 0..count {
            let server = Arc::clone(&server);
            let asking = async move { ask(&server, key, "192.0.2.1", "{ hangs }").await };
            under_way.push(tokio::spawn(asking));
        }
    }
    while server.executions() < 5 {
        tokio::task::yield_now().await;
    }
    let refused = ask(&server, "one", "192.0.2.1", "{ hello }").await;
    refused.refuses(429, "RATE_LIMITED");
    assert_eq!(refused.header("retry-after"), "1");
    assert!(refused.message().ends_with(", or raise limits.concurrent"));
    let refused = ask(&server, "own", "192.0.2.1", "{ hello }").await;
    refused.refuses(503, "UNAVAILABLE");
    assert_eq!(refused.header("retry-after"), "1");
    assert!(refused.message().ends_with(", or raise limits.concurrent"));
    // Who leaves gives the place back.
    for asking in under_way {
        asking.abort();
        let _ = asking.await;
    }
    assert_eq!(
        ask(&server, "one", "192.0.2.1", "{ hello }").await.status,
        200
    );
}

#[tokio::test(start_paused = true)]
async fn uploads_and_downloads_share_their_places_and_give_them_back() {
    let desk: Arc<dyn Files> = Arc::new(Desk::default());
    let settings = ServerSettings {
        transfers: 2,
        ..ServerSettings::default()
    };
    let server = Arc::new(Server::of(Clients::anybody(), settings, files(desk)));
    let download = async |token: &str| {
        let request = Request::get(format!("/files/{token}")).header(header::HOST, "localhost");
        let request = request.body(Body::empty()).unwrap();
        tower::ServiceExt::oneshot(server.router.clone(), request)
            .await
            .unwrap()
    };
    let keeps = "mutation ($file: Upload!) { keeps(file: $file) }";
    let body = form(&[
        operations(keeps, &json!({"file": null})),
        text("map", &json!({"0": ["variables.file"]})),
        pdf("0"),
    ]);
    let uploading = {
        let (server, body) = (Arc::clone(&server), body.clone());
        tokio::spawn(async move { send(&server, body).await })
    };
    let downloading = download("endless").await;
    assert_eq!(downloading.status(), 200);
    while server.executions() < 1 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let refused = send(&server, body.clone()).await;
    refused.refuses(503, "UNAVAILABLE");
    assert!(refused.message().ends_with(", or raise limits.transfers"));
    let refused = download("pdf").await;
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.headers()["retry-after"], "1");
    // Other operations are not concerned.
    assert_eq!(server.query("{ hello }").await.status, 200);
    drop(downloading);
    assert_eq!(download("pdf").await.status(), 200);
    assert_eq!(uploading.await.unwrap().status, 200);
    assert_eq!(send(&server, body).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn opening_a_link_counts_for_the_client_that_it_was_made_for() {
    let desk = Arc::new(Desk::default());
    let clients = vec![client("own", Some(5)), client("two", None)];
    let pages = files(Arc::<Desk>::clone(&desk));
    let server = Server::of(Clients::known(clients), ServerSettings::default(), pages);
    let open = async |token: &str, address: &str| {
        let request = Request::get(format!("/files/{token}")).header(header::HOST, "localhost");
        let mut request = request.body(Body::empty()).unwrap();
        let address: IpAddr = address.parse().unwrap();
        request.extensions_mut().insert(Peer(address));
        server.send(request).await
    };
    assert_eq!(
        ask(&server, "own", "192.0.2.1", "{ hello }").await.status,
        200
    );
    for address in ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"] {
        assert_eq!(open("own:pdf", address).await.status, 200);
    }
    let refused = open("own:pdf", "192.0.2.5").await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("retry-after")),
        (429, "12")
    );
    let error = &refused.json()["error"];
    assert_eq!(
        (&error["code"], &error["retryable"]),
        (&json!("RATE_LIMITED"), &json!(true))
    );
    assert_eq!(refused.header("cache-control"), "private, no-store");
    assert_eq!(desk.opened(), 4, "nothing was asked of a provider");
    ask(&server, "own", "192.0.2.1", "{ hello }")
        .await
        .refuses(429, "RATE_LIMITED");
    assert_eq!(open("two:pdf", "192.0.2.1").await.status, 200);
}
