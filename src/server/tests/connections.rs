//! What a connection may do, and for how long.

use std::time::Duration;

use axum::{Router, body::Body, routing::get};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::{Instant, sleep},
};

use crate::server::{
    ConnectionSettings,
    tests::{
        Server,
        running::{ALIVE, Running, post},
    },
};

const SHORT: Duration = Duration::from_millis(300);
const SOON: Duration = Duration::from_secs(5);

/// Times that are long, so that a test sees only the one that it shortens.
fn long() -> ConnectionSettings {
    let long = Duration::from_secs(600);
    ConnectionSettings {
        handshake_timeout: long,
        head_timeout: long,
        idle_timeout: long,
        stall_timeout: long,
        ..ConnectionSettings::default()
    }
}

#[tokio::test]
async fn who_says_nothing_is_let_go() {
    let settings = ConnectionSettings {
        head_timeout: SHORT,
        ..long()
    };
    let running = Running::start(&Server::new(), settings).await;
    let (said, took) = running.connect().await.rest().await;
    assert_eq!(said, "");
    assert!(took >= SHORT && took < SOON, "{took:?}");
}

#[tokio::test]
async fn a_head_byte_by_byte_is_cut() {
    let settings = ConnectionSettings {
        head_timeout: SHORT,
        ..long()
    };
    let server = Server::new();
    let running = Running::start(&server, settings).await;
    for asks_before in [false, true] {
        let mut client = running.connect().await;
        if asks_before {
            client.write(ALIVE).await;
            client.answer().await;
        }
        let started = Instant::now();
        let (mut reader, mut writer) = client.0.into_split();
        let trickle = async move {
            for byte in post("{ hello }").bytes().cycle() {
                if writer.write_all(&[byte]).await.is_err() {
                    return;
                }
                sleep(Duration::from_millis(20)).await;
            }
        };
        let closed = async {
            drop(reader.read_u8().await.unwrap_err());
        };
        tokio::select! {
            () = trickle => {}
            () = closed => {}
        }
        let took = started.elapsed();
        assert!(took >= SHORT && took < SOON, "{took:?}");
    }
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn an_idle_connection_is_kept_for_a_while() {
    let settings = ConnectionSettings {
        idle_timeout: SHORT,
        ..long()
    };
    let running = Running::start(&Server::new(), settings).await;
    let mut client = running.connect().await;
    for _ in 0..3 {
        client.write(ALIVE).await;
        assert!(client.answer().await.starts_with("HTTP/1.1 200"));
        sleep(SHORT / 3).await;
    }
    let (said, took) = client.rest().await;
    assert_eq!(said, "");
    assert!(took < SOON, "{took:?}");
}

#[tokio::test]
async fn an_answer_that_we_work_on_has_no_end_but_its_own() {
    let settings = ConnectionSettings {
        head_timeout: SHORT,
        idle_timeout: SHORT,
        stall_timeout: SHORT,
        ..long()
    };
    let server = Server::new();
    let running = Running::start(&server, settings).await;
    let mut client = running.connect().await;
    client.write(&post("{ hangs }")).await;
    sleep(4 * SHORT).await;
    server.signals.release.notify_one();
    assert!(client.answer().await.ends_with("{\"data\":{\"hangs\":7}}"));
}

/// Endless, in pieces of 64 KiB.
async fn endless() -> Body {
    let piece = Bytes::from(vec![b'x'; 64 << 10]);
    Body::from_stream(stream::repeat(piece).map(Ok::<_, std::io::Error>))
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_cut() {
    let settings = ConnectionSettings {
        connections: 1,
        stall_timeout: SHORT,
        ..long()
    };
    let pages = Router::new().route("/endless", get(endless));
    let running = Running::start(&Server::with_pages(pages), settings).await;
    let mut stalled = running.connect().await;
    stalled
        .write("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await;
    // The only place is given back.
    let mut next = running.connect().await;
    next.write(ALIVE).await;
    assert!(next.answer().await.starts_with("HTTP/1.1 200"));
}

/// A piece each tenth of a second, for a second.
async fn slow_source() -> Body {
    let pieces = stream::iter(0..10).then(|_| async {
        sleep(Duration::from_millis(100)).await;
        Ok::<_, std::io::Error>(Bytes::from_static(b"x"))
    });
    Body::from_stream(pieces)
}

#[tokio::test]
async fn an_answer_whose_source_is_slow_is_not_cut() {
    let settings = ConnectionSettings {
        stall_timeout: Duration::from_millis(50),
        ..long()
    };
    let pages = Router::new().route("/slow", get(slow_source));
    let running = Running::start(&Server::with_pages(pages), settings).await;
    let mut client = running.connect().await;
    client
        .write("GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await;
    let (said, _) = client.rest().await;
    assert!(said.ends_with("\r\n0\r\n\r\n"), "{said}");
}

#[tokio::test]
async fn beyond_the_limit_connections_wait_and_idle_ones_make_room() {
    let settings = ConnectionSettings {
        connections: 2,
        crowded_idle_timeout: SHORT,
        ..long()
    };
    let server = Server::new();
    let running = Running::start(&server, settings).await;
    let mut busy = running.connect().await;
    busy.write(&post("{ hangs }")).await;
    let mut idle = running.connect().await;
    idle.write(ALIVE).await;
    idle.answer().await;
    let started = Instant::now();
    let mut waiting = running.connect().await;
    waiting.write(ALIVE).await;
    assert!(waiting.answer().await.starts_with("HTTP/1.1 200"));
    assert!(started.elapsed() < SOON);
    assert_eq!(idle.rest().await.0, "");
    server.signals.release.notify_one();
    assert!(busy.answer().await.ends_with("{\"data\":{\"hangs\":7}}"));
}

#[tokio::test]
async fn heads_that_do_not_end_hold_places_for_a_moment_only_while_others_wait() {
    let settings = ConnectionSettings {
        connections: 4,
        crowded_head_timeout: SHORT,
        ..long()
    };
    let running = Running::start(&Server::new(), settings).await;
    let mut slow = vec![];
    for _ in 0..8 {
        let mut client = running.connect().await;
        client.write("GET /health/live HTTP/1.1\r\n").await;
        slow.push(client);
    }
    let started = Instant::now();
    let mut waiting = running.connect().await;
    waiting.write(ALIVE).await;
    assert!(waiting.answer().await.starts_with("HTTP/1.1 200"));
    assert!(started.elapsed() < SOON);
}

#[tokio::test]
async fn a_head_has_at_most_64_kilobytes_and_100_headers() {
    let server = Server::new();
    let running = Running::start(&server, long()).await;
    let head = |headers: &str| {
        format!(
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
        )
    };
    let many = |count: usize| "X: y\r\n".repeat(count);
    let long = |bytes: usize| format!("X: {}\r\n", "y".repeat(bytes));
    for (headers, status) in [
        (many(98), "200"),
        (many(99), "431"),
        (many(5000), "431"),
        (long(60_000), "200"),
        (long(70_000), "431"),
        (long(7_000_000), "431"),
    ] {
        let mut client = running.connect().await;
        // The server may close before everything is written.
        let _ = client.0.write_all(head(&headers).as_bytes()).await;
        let (said, _) = client.rest().await;
        // A reset may overtake the answer to what was cut in the middle.
        let told = said.split(' ').nth(1).unwrap_or("431");
        assert_eq!(told, status, "{} bytes", headers.len());
    }
}
