//! What pages of other origins can do, and what browsers are told.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, header},
    routing::get,
};
use serde_json::json;

use crate::server::{
    ServerSettings,
    tests::{Answer, Server, post},
};

const APP: &str = "https://app.example.com";
const QUERY: &str = "/graphql?query=%7Bhello%7D";
const MUTATION: &str = r#"{"query":"mutation { change }"}"#;

fn with_app() -> Server {
    Server::with(ServerSettings {
        cors_origins: vec![APP.to_owned(), "http://localhost:5173".to_owned()],
        ..ServerSettings::default()
    })
}

async fn preflight(server: &Server, origin: &str) -> Answer {
    let request = Request::builder()
        .method(Method::OPTIONS)
        .uri("/graphql")
        .header(header::HOST, "localhost")
        .header(header::ORIGIN, origin)
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "content-type,authorization",
        );
    server.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_configured_origin_is_told_what_it_may_send() {
    let server = with_app();
    for origin in [APP, "http://localhost:5173"] {
        let answer = preflight(&server, origin).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("access-control-allow-origin"), origin);
        assert_eq!(
            answer.header("access-control-allow-methods"),
            "GET,POST,OPTIONS"
        );
        assert_eq!(
            answer.header("access-control-allow-headers"),
            "content-type,authorization,graphql-require-preflight,apollo-require-preflight,x-request-id,x-upstream,traceparent"
        );
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        assert_eq!(answer.header("vary"), "origin");
        assert!(!answer.header("x-request-id").is_empty());
    }
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn other_origins_are_told_nothing() {
    for (server, origins) in [
        (Server::new(), &[APP, "null", "http://localhost"][..]),
        (
            with_app(),
            &[
                "https://evil.example",
                "null",
                "http://app.example.com",
                "https://app.example.com:8443",
                "https://app.example.com.evil.example",
                "https://sub.app.example.com",
                "https://APP.example.com",
                "https://app.example.com/",
                "http://localhost",
                "",
                "*",
            ],
        ),
    ] {
        for origin in origins {
            let answer = preflight(&server, origin).await;
            assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
            let asked = post().header(header::ORIGIN, *origin);
            let asked = asked.body(Body::from(r#"{"query":"{ hello }"}"#)).unwrap();
            let answer = server.send(asked).await;
            assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        }
    }
}

#[tokio::test]
async fn a_configured_origin_may_read_the_answer_and_its_id() {
    let asked = post().header(header::ORIGIN, APP);
    let asked = asked.body(Body::from(r#"{"query":"{ hello }"}"#)).unwrap();
    let answer = with_app().send(asked).await;
    assert_eq!(answer.json(), json!({ "data": { "hello": 1 } }));
    assert_eq!(answer.header("access-control-allow-origin"), APP);
    assert_eq!(
        answer.header("access-control-expose-headers"),
        "x-request-id,retry-after"
    );
    assert_eq!(
        answer.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    let vary: Vec<_> = answer.headers.get_all(header::VARY).iter().collect();
    assert!(vary.iter().any(|value| *value == "origin"), "{vary:?}");
    // What is refused is told as well, so that the page can say why.
    let broken = post().header(header::ORIGIN, APP);
    let broken = with_app().send(broken.body(Body::from("{")).unwrap()).await;
    assert_eq!(broken.header("access-control-allow-origin"), APP);
}

#[tokio::test]
async fn a_preflight_of_another_host_is_refused() {
    let request = Request::builder()
        .method(Method::OPTIONS)
        .uri("/graphql")
        .header(header::HOST, "evil.example")
        .header(header::ORIGIN, APP);
    let answer = with_app().send(request.body(Body::empty()).unwrap()).await;
    answer.refuses(403, "FORBIDDEN");
}

#[tokio::test]
async fn what_a_form_can_post_changes_nothing() {
    for server in [Server::new(), with_app()] {
        let form = "query=mutation%7Bchange%7D";
        let boundary = "multipart/form-data; boundary=x";
        let parts = "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{\"query\":\"mutation { change }\"}\r\n\
                     --x\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n{}\r\n--x--\r\n";
        for (content_type, body, status) in [
            (Some("text/plain"), MUTATION, 415),
            (Some("text/plain;charset=utf-8"), MUTATION, 415),
            (Some("text/plain; application/json"), MUTATION, 415),
            (Some("application/x-www-form-urlencoded"), form, 415),
            (Some("application/x-www-form-urlencoded"), MUTATION, 415),
            (Some(boundary), parts, 403),
            (Some("MULTIPART/form-data; boundary=x"), parts, 403),
            (Some("multipart/mixed; boundary=x"), parts, 403),
            (Some("application/json; charset=utf-7"), MUTATION, 415),
            (Some("application/json; charset=utf-16"), MUTATION, 415),
            (Some("application/json; charset=latin1"), MUTATION, 415),
            (Some("application/json, text/plain"), MUTATION, 415),
            (Some("application/graphql"), "mutation { change }", 415),
            (Some("application/octet-stream"), MUTATION, 415),
            (Some(""), MUTATION, 415),
            (None, MUTATION, 415),
        ] {
            let mut request = Request::post("/graphql").header(header::HOST, "localhost");
            if let Some(content_type) = content_type {
                request = request.header(header::CONTENT_TYPE, content_type);
            }
            let answer = server.send(request.body(Body::from(body)).unwrap()).await;
            assert_eq!(answer.status, status, "{content_type:?}");
        }
        for query in [
            "mutation%7Bchange%7D",
            "query%20A%7Bhello%7Dmutation%20B%7Bchange%7D&operationName=B",
        ] {
            let answer = server.get(&format!("/graphql?query={query}")).await;
            assert_eq!(answer.status, 405);
        }
        assert_eq!(server.executions(), 0);
    }
}

#[tokio::test]
async fn bodies_that_are_packed_are_refused() {
    let server = Server::new();
    for coding in ["gzip", "br", "deflate", "identity, gzip", "x"] {
        let packed = post().header(header::CONTENT_ENCODING, coding);
        let answer = server
            .send(packed.body(Body::from(MUTATION)).unwrap())
            .await;
        answer.refuses(415, "INVALID_INPUT");
    }
}

#[tokio::test]
async fn a_page_of_another_site_cannot_ask_by_get() {
    let ask = |site: &str, origin: Option<&str>| {
        let mut request = Request::get(QUERY)
            .header(header::HOST, "localhost")
            .header("sec-fetch-site", site);
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        request.body(Body::empty()).unwrap()
    };
    let server = with_app();
    for site in ["cross-site", "same-site", "anything"] {
        for origin in [None, Some("https://evil.example"), Some("null")] {
            let answer = server.send(ask(site, origin)).await;
            answer.refuses(403, "FORBIDDEN");
        }
    }
    assert_eq!(server.executions(), 0);
    for (site, origin) in [
        ("same-origin", None),
        ("none", None),
        ("cross-site", Some(APP)),
    ] {
        assert_eq!(server.send(ask(site, origin)).await.status, 200, "{site}");
    }
}

#[tokio::test]
async fn every_answer_tells_browsers_what_they_may_not_do() {
    let server = Server::new();
    for path in [
        QUERY,
        "/graphql",
        "/schema.graphql",
        "/health/live",
        "/nothing",
        "/broken",
    ] {
        let answer = server.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            ),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", ""),
            ("server", ""),
            ("x-powered-by", ""),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn a_page_keeps_its_own_policy_and_a_file_may_be_framed() {
    let policy = [("content-security-policy", "default-src 'self'")];
    let page = get(async move || (policy, "a page"));
    let file = get(async || "a file");
    let pages = Router::new()
        .route("/page", page)
        .route("/files/{token}", file);
    let server = Server::with_pages(pages);
    let page = server.get("/page").await;
    assert_eq!(page.header("content-security-policy"), policy[0].1);
    assert_eq!(page.header("x-frame-options"), "DENY");
    let file = server.get("/files/token").await;
    for (name, value) in [
        ("x-frame-options", ""),
        ("content-security-policy", ""),
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(file.header(name), value, "{name}");
    }
}

#[tokio::test]
async fn by_tls_browsers_are_told_to_stay_there() {
    let server = Server::with(ServerSettings {
        tls: true,
        ..ServerSettings::default()
    });
    let answer = server.get("/health/live").await;
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000"
    );
}

#[tokio::test]
async fn what_a_client_wrote_never_comes_back_as_a_page() {
    let server = Server::new();
    let script = "%3Cscript%3Ealert(1)%3C/script%3E";
    for path in [
        format!("/{script}"),
        format!("/nothing?{script}"),
        format!("/files/{script}"),
        format!("/graphql?query={script}"),
        format!("/graphql?query=%7B{script}%7D&operationName={script}"),
    ] {
        let answer = server.get(&path).await;
        let content_type = answer.header("content-type");
        assert!(
            content_type.starts_with("text/plain") || content_type.starts_with("application/"),
            "{path}: {content_type}"
        );
        if content_type.starts_with("text/") {
            assert!(!answer.text().contains("alert"), "{path}");
        }
    }
}

#[tokio::test]
async fn large_answers_are_compressed_for_those_who_can_read_them() {
    let server = Server::new();
    let long = "x".repeat(2000);
    let ask = |text: &str, coding: Option<&str>| {
        let query = json!({ "query": format!("{{ echo(text: \"{text}\") }}") });
        let mut request = post();
        if let Some(coding) = coding {
            request = request.header(header::ACCEPT_ENCODING, coding);
        }
        request.body(Body::from(query.to_string())).unwrap()
    };
    for (accepted, used) in [
        (Some("gzip, deflate, br, zstd"), "br"),
        (Some("br;q=0.5, gzip"), "gzip"),
        (Some("gzip"), "gzip"),
        (Some("zstd"), ""),
        (Some("br;q=0, gzip;q=0"), ""),
        (Some("identity"), ""),
        (None, ""),
    ] {
        let answer = server.send(ask(&long, accepted)).await;
        assert_eq!(answer.header("content-encoding"), used, "{accepted:?}");
        let vary: Vec<_> = answer.headers.get_all(header::VARY).iter().collect();
        assert!(
            vary.iter()
                .any(|value| value.to_str().unwrap() == "accept-encoding"),
            "{accepted:?}: {vary:?}"
        );
        assert!(used.is_empty() || answer.body.len() < 500);
    }
    let short = server.send(ask("x", Some("br"))).await;
    assert_eq!(short.header("content-encoding"), "");
    assert_eq!(short.json(), json!({ "data": { "echo": "x" } }));
}
