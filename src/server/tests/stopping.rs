//! How a server stops: what was asked is answered, and nobody else is waited for.

use std::time::Duration;

use axum::{Router, body::Body, routing::get};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio::{net::TcpStream, time::timeout};

use crate::server::{
    ConnectionSettings,
    tests::{
        Server,
        running::{ALIVE, PATIENCE, Running, post},
    },
};

/// Far below the grace.
const QUICK: Duration = Duration::from_secs(5);

async fn start(server: &Server) -> Running {
    Running::start(server, ConnectionSettings::default()).await
}

#[tokio::test]
async fn running_requests_finish_and_their_connections_close() {
    let server = Server::new();
    let mut running = start(&server).await;
    let mut client = running.connect().await;
    client.write(&post("{ hangs }")).await;
    timeout(PATIENCE, server.signals.started.notified())
        .await
        .unwrap();
    running.stop();
    // Nobody new is let in.
    while TcpStream::connect(running.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    server.signals.release.notify_one();
    let (said, _) = client.rest().await;
    assert!(said.ends_with(r#"{"data":{"hangs":7}}"#), "{said}");
    assert!(said.contains("connection: close\r\n"), "{said}");
    assert!(running.ended().await < QUICK);
}

#[tokio::test]
async fn idle_and_half_open_connections_are_not_waited_for() {
    let server = Server::new();
    let mut running = start(&server).await;
    let mut clients = vec![];
    for begun in [
        "",
        "P",
        "PRI * HTTP/2.0\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "POST /graphql HTTP/1.1\r\nHost: local",
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\n",
    ] {
        let mut client = running.connect().await;
        client.write(begun).await;
        clients.push(client);
    }
    let mut kept = running.connect().await;
    kept.write(ALIVE).await;
    kept.answer().await;
    let mut half_again = running.connect().await;
    half_again.write(ALIVE).await;
    half_again.answer().await;
    half_again.write("GET /hea").await;
    running.stop();
    let took = running.ended().await;
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert_eq!(kept.rest().await.0, "");
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let server = Server::new();
    let mut running = start(&server).await;
    let mut client = running.connect().await;
    let whole = post("{ hello }");
    client.write(&whole[..whole.len() - 5]).await;
    let mut slow = running.connect().await;
    slow.write(&whole[..whole.len() - 5]).await;
    // Until the heads were read.
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.stop();
    // One that comes is still answered.
    tokio::time::sleep(Duration::from_millis(100)).await;
    slow.write(&whole[whole.len() - 5..]).await;
    let (said, _) = slow.rest().await;
    assert!(said.ends_with(r#"{"data":{"hello":1}}"#), "{said}");
    let took = running.ended().await;
    assert!(took < QUICK, "{took:?}");
}

/// 2 MiB at once, which no socket takes at once.
async fn large() -> Body {
    Body::from(vec![b'x'; 2 << 20])
}

#[tokio::test]
async fn an_answer_that_is_read_slowly_is_sent_to_its_end() {
    let pages = Router::new().route("/large", get(large));
    let mut running = start(&Server::with_pages(pages)).await;
    let mut client = running.connect().await;
    client
        .write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await;
    // Until the answer was handed to the socket.
    tokio::time::sleep(Duration::from_millis(200)).await;
    running.stop();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let (said, _) = client.rest().await;
    assert!(said.len() > 2 << 20, "{}", said.len());
    running.ended().await;
}

async fn endless() -> Body {
    let pieces = stream::iter(0_u64..).then(|_| async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        Ok::<_, std::io::Error>(Bytes::from_static(b"more"))
    });
    Body::from_stream(pieces)
}

#[tokio::test]
async fn what_never_ends_is_cut_after_the_grace() {
    let pages = Router::new().route("/endless", get(endless));
    let settings = ConnectionSettings {
        grace: Duration::from_millis(300),
        ..ConnectionSettings::default()
    };
    let mut running = Running::start(&Server::with_pages(pages), settings).await;
    let mut client = running.connect().await;
    client
        .write("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.stop();
    assert!(running.ended().await < QUICK);
    assert!(client.rest().await.0.ends_with("more\r\n"));
}
