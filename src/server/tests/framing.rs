//! HTTP/1.1 that two readers may read in two ways.

use axum::{body::Body, http::header};

use crate::server::{
    ConnectionSettings,
    tests::{
        Server, post,
        running::{ALIVE, Running},
    },
};

const BODY: &str = r#"{"query":"mutation { change }"}"#;

/// Sends a POST with these headers and this body, and a second request behind it; gives the statuses of the answers.
async fn statuses(server: &Server, headers: &str, body: &str) -> Vec<String> {
    let running = Running::start(server, ConnectionSettings::default()).await;
    let mut client = running.connect().await;
    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    let behind = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    client
        .write(&format!("{head}{headers}\r\n{body}{behind}"))
        .await;
    let (said, _) = client.rest().await;
    let answers = said.split("HTTP/1.1 ").skip(1);
    answers.map(|answer| answer[..3].to_owned()).collect()
}

#[tokio::test]
async fn a_request_with_two_lengths_is_refused_and_ends_the_connection() {
    let length = BODY.len();
    let chunked = format!("{length:x}\r\n{BODY}\r\n0\r\n\r\n");
    let (one, te) = (
        format!("Content-Length: {length}\r\n"),
        "Transfer-Encoding: chunked\r\n",
    );
    for (headers, body) in [
        (format!("{one}{te}"), chunked.as_str()),
        (format!("{te}{one}"), &chunked),
        (format!("{te}{te}"), &chunked),
        (format!("{one}{one}"), BODY),
        (format!("{one}content-LENGTH: {length}\r\n"), BODY),
        (format!("{one}Content-Length: {}\r\n", length + 1), BODY),
        (format!("Content-Length: {length}, {length}\r\n"), BODY),
        (format!("Content-Length: +{length}\r\n"), BODY),
        (format!("Content-Length: -{length}\r\n"), BODY),
        (format!("Content-Length: 0x{length:x}\r\n"), BODY),
        (
            "Content-Length: 99999999999999999999999\r\n".to_owned(),
            BODY,
        ),
        (format!("Content-Length : {length}\r\n"), BODY),
        ("Transfer-Encoding: identity\r\n".to_owned(), BODY),
        ("Transfer-Encoding: chunked, gzip\r\n".to_owned(), &chunked),
        ("Transfer-Encoding: xchunked\r\n".to_owned(), &chunked),
        ("Transfer-Encoding: gzip, chunked\r\n".to_owned(), &chunked),
        (format!("Transfer-Encoding: gzip\r\n{te}"), &chunked),
    ] {
        let server = Server::new();
        let statuses = statuses(&server, &headers, body).await;
        assert!(
            matches!(&statuses[..], [one] if one == "400"),
            "{headers:?}: {statuses:?}"
        );
        assert_eq!(server.executions(), 0, "{headers:?}");
    }
}

/// What the parser lets pass, because the last coding is chunked, is still packed.
#[tokio::test]
async fn chunked_is_the_only_coding_of_a_body() {
    let server = Server::new();
    let ask = async |codings: &[&str]| {
        let mut request = post();
        for coding in codings {
            request = request.header(header::TRANSFER_ENCODING, *coding);
        }
        server.send(request.body(Body::from(BODY)).unwrap()).await
    };
    for codings in [
        &["gzip, chunked"][..],
        &["gzip", "chunked"],
        &["chunked", "identity"],
        &["chunked, chunked"],
        &["chunked, gzip"],
        &["identity"],
        &["xchunked"],
        &["chunked;q=1"],
        &[""],
    ] {
        let answer = ask(codings).await;
        answer.refuses(400, "INVALID_INPUT");
        assert_eq!(answer.header("connection"), "close", "{codings:?}");
        assert_eq!(
            answer.message(),
            "the only Transfer-Encoding that is taken is chunked"
        );
    }
    assert_eq!(server.executions(), 0);
    for coding in ["chunked", "Chunked"] {
        assert_eq!(ask(&[coding]).await.status, 200, "{coding}");
    }
}

#[tokio::test]
async fn a_request_with_one_length_is_answered_and_so_is_the_next() {
    let length = BODY.len();
    let chunked = format!("{length:x}\r\n{BODY}\r\n0\r\n\r\n");
    for (headers, body) in [
        (format!("Content-Length: {length}\r\n"), BODY),
        ("Transfer-Encoding: chunked\r\n".to_owned(), &chunked),
        // A body may well hold the names.
        (
            format!("X-Content-Length: 1\r\nContent-Length: {length}\r\n"),
            BODY,
        ),
    ] {
        let server = Server::new();
        let statuses = statuses(&server, &headers, body).await;
        assert_eq!(statuses, ["200", "200"], "{headers:?}");
        assert_eq!(server.executions(), 1, "{headers:?}");
    }
}

#[tokio::test]
async fn a_later_request_of_the_connection_is_read_as_strictly() {
    let server = Server::new();
    let running = Running::start(&server, ConnectionSettings::default()).await;
    let mut client = running.connect().await;
    client.write(ALIVE).await;
    client.answer().await;
    client
        .write(&format!(
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {0}\r\n\
             Content-Length: {0}\r\n\r\n{BODY}",
            BODY.len()
        ))
        .await;
    let (said, _) = client.rest().await;
    assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    assert!(said.contains("connection: close"), "{said}");
    assert!(said.contains("INVALID_INPUT"), "{said}");
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn heads_that_are_not_http_are_refused() {
    let server = Server::new();
    let running = Running::start(&server, ConnectionSettings::default()).await;
    for head in [
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: a\r\n folded\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX\0: a\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX : a\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: a\rY: b\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\n: a\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
        "GET /hea lth/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /health/live\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /health/live HTTP/1.2\r\nHost: localhost\r\n\r\n",
        "GET /health/live HTTP/3\r\nHost: localhost\r\n\r\n",
        "GET /health/live\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0",
    ] {
        let mut client = running.connect().await;
        client.write(head).await;
        let (said, _) = client.rest().await;
        assert!(said.starts_with("HTTP/1.1 400"), "{head:?}: {said}");
        assert!(!said.contains("\r\nserver:"), "{said}");
    }
}

#[tokio::test]
async fn chunks_that_are_none_break_the_body_off() {
    for body in [
        "zz\r\n",
        "5;\r\n",
        "-1\r\n",
        "fffffffffffffffff\r\n",
        "5\rhello\r\n0\r\n\r\n",
        "5\r\nhelloworld\r\n0\r\n\r\n",
    ] {
        let server = Server::new();
        let statuses = statuses(&server, "Transfer-Encoding: chunked\r\n", body).await;
        assert!(
            matches!(&statuses[..], [one] if one == "400"),
            "{body:?}: {statuses:?}"
        );
        assert_eq!(server.executions(), 0, "{body:?}");
    }
}
