//! Who gets in, and what the others are told.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderValue, Request, StatusCode, header},
    routing::get,
};
use serde_json::json;

use super::{Answer, Server, post};
use crate::{
    auth::{Client, Clients, KeyHash, Scope, Viewer},
    server::ServerSettings,
};

const SECRET: &str = "k3y-of-nobody";

fn client(name: &str, keys: &[&str], scopes: &[Scope]) -> Client {
    let viewer = Viewer {
        name: name.into(),
        scopes: scopes.iter().copied().collect(),
        ..Viewer::anonymous()
    };
    Client {
        viewer: Arc::new(viewer),
        keys: keys.iter().map(|key| KeyHash::of(key)).collect(),
    }
}

fn server(settings: ServerSettings) -> Server {
    let clients = Clients::known(vec![
        client("reader", &["key-r"], &[Scope::Read]),
        client(
            "writer",
            &["key-w", "key-w-new"],
            &[Scope::Read, Scope::Write],
        ),
        client("meter", &["key-m"], &[Scope::Metrics]),
        client("blind", &["key-b"], &[Scope::Write]),
    ]);
    let pages = Router::new().route("/", get(async || "a page"));
    Server::of(clients, settings, pages)
}

async fn ask(server: &Server, query: &str, authorization: &[&str]) -> Answer {
    let mut request = post();
    for value in authorization {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        request = request.header(header::AUTHORIZATION, value);
    }
    let body = json!({ "query": query }).to_string();
    server.send(request.body(Body::from(body)).unwrap()).await
}

async fn schema(server: &Server, authorization: Option<&str>) -> Answer {
    let mut request = Request::get("/schema.graphql").header(header::HOST, "localhost");
    if let Some(value) = authorization {
        request = request.header(header::AUTHORIZATION, value);
    }
    server.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn the_key_says_who_asks_once_for_each_request() {
    let server = server(ServerSettings::default());
    for (key, name) in [
        ("key-r", "reader"),
        ("key-w", "writer"),
        ("key-w-new", "writer"),
    ] {
        let answer = ask(&server, "{ viewer }", &[&format!("Bearer {key}")]).await;
        assert_eq!(answer.json(), json!({"data": {"viewer": name}}));
    }
    let open = Server::new();
    for header in [&[][..], &["Bearer key-r"], &["nonsense"], &["a", "b"]] {
        let answer = ask(&open, "{ viewer }", header).await;
        assert_eq!(answer.json(), json!({"data": {"viewer": "anonymous"}}));
    }
}

#[tokio::test]
async fn without_a_good_key_nothing_is_executed_and_nothing_is_repeated() {
    let server = server(ServerSettings::default());
    let wrong = format!("Bearer {SECRET}");
    let hash = format!("Bearer {}", KeyHash::of("key-r"));
    let basic = format!("Basic {SECRET}");
    let overlong = format!("Bearer {}", SECRET.repeat(1000));
    for headers in [
        &[][..],
        &[wrong.as_str()],
        &[&hash],
        &[&basic],
        &[SECRET],
        &[&overlong],
        &["Bearer"],
        &["Bearer key-r key-r"],
        &["Bearer key-r", "Bearer key-r"],
        &["Bearer key-r", &wrong],
        &["Bearer k\u{e9}y"],
    ] {
        let answer = ask(&server, "{ viewer }", headers).await;
        answer.refuses(401, "UNAUTHENTICATED");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        let told = format!("{:?}{}", answer.headers, answer.text());
        assert!(!told.contains(SECRET) && !told.contains("key-r"), "{told}");
    }
    // What is not a header is not looked at.
    let uri =
        "/graphql?query=%7Bviewer%7D&access_token=key-r&key=key-r&authorization=Bearer%20key-r";
    server.get(uri).await.refuses(401, "UNAUTHENTICATED");
    for body in ["", "nonsense", "{\"query\": \"{ syntax\"}"] {
        server.post(body).await.refuses(401, "UNAUTHENTICATED");
    }
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn who_may_not_read_may_not_ask_or_change_anything() {
    let server = server(ServerSettings::default());
    for key in ["key-m", "key-b"] {
        for query in ["{ viewer }", "mutation { change }"] {
            let answer = ask(&server, query, &[&format!("Bearer {key}")]).await;
            answer.refuses(403, "FORBIDDEN");
            assert_eq!(
                answer.message(),
                "this client may not do that: it lacks the scope \"read\""
            );
            assert_eq!(answer.header("www-authenticate"), "");
        }
    }
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn the_schema_is_for_those_who_may_read_and_what_holds_no_data_for_everybody() {
    let server = server(ServerSettings::default());
    for (authorization, status) in [
        (None, 401),
        (Some("Bearer key-x"), 401),
        (Some("Bearer key-m"), 403),
        (Some("Bearer key-r"), 200),
    ] {
        let answer = schema(&server, authorization).await;
        assert_eq!(answer.status, status, "{authorization:?}");
        assert_eq!(answer.text().contains("type Query"), status == 200);
        let challenge = if status == 401 { "Bearer" } else { "" };
        assert_eq!(answer.header("www-authenticate"), challenge);
    }
    for path in ["/", "/health/live"] {
        assert_eq!(server.get(path).await.status, StatusCode::OK);
    }
    assert_eq!(schema(&Server::new(), None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn beyond_loopback_a_host_is_the_public_one_an_address_or_any_where_none_is_told() {
    let settings = |public_url: Option<&str>, beyond_loopback| ServerSettings {
        public_url: public_url.map(|url| url.parse().unwrap()),
        beyond_loopback,
        ..ServerSettings::default()
    };
    let public = Some("https://invoices.example.com");
    for (settings, fine, refused) in [
        (
            settings(public, true),
            &[
                "invoices.example.com",
                "localhost:1",
                "10.0.0.7:4000",
                "[fe80::1]",
            ][..],
            &["evil.example", "10.0.0.7.example"][..],
        ),
        (
            settings(None, true),
            &["any.example", "localhost", "10.0.0.7"],
            &[],
        ),
        (
            settings(public, false),
            &["invoices.example.com", "localhost", "[::1]:1"],
            &["evil.example", "10.0.0.7"],
        ),
        (
            settings(None, false),
            &["localhost"],
            &["any.example", "10.0.0.7"],
        ),
    ] {
        let server = server(settings);
        let status = async |host: &str| {
            let request = Request::get("/").header(header::HOST, host);
            let request = request.body(Body::empty()).unwrap();
            server.send(request).await.status
        };
        for host in fine {
            assert_eq!(status(host).await, StatusCode::OK, "{host}");
        }
        for host in refused {
            assert_eq!(status(host).await, StatusCode::FORBIDDEN, "{host}");
        }
        for host in ["", "user@localhost"] {
            assert_eq!(status(host).await, StatusCode::BAD_REQUEST, "{host}");
        }
    }
}
