//! h2 without TLS, by clients that behave and by one that does not.

use std::{net::SocketAddr, time::Duration};

use axum::http::{Request, Version};
use bytes::Bytes;
use h2::client::SendRequest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};

use crate::server::{
    ConnectionSettings,
    tests::{
        Server,
        running::{PATIENCE, Running},
    },
};

type Driven = JoinHandle<Result<(), h2::Error>>;

async fn connect(address: SocketAddr) -> (SendRequest<Bytes>, Driven) {
    let stream = TcpStream::connect(address).await.unwrap();
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    (client, tokio::spawn(connection))
}

fn get(path: &str) -> axum::http::request::Builder {
    let uri = format!("http://localhost{path}");
    Request::get(uri).version(Version::HTTP_2)
}

async fn status(client: &mut SendRequest<Bytes>, request: Request<()>) -> Result<u16, h2::Error> {
    *client = client.clone().ready().await?;
    let (response, _) = client.send_request(request, true)?;
    let response = timeout(PATIENCE, response).await.unwrap()?;
    Ok(response.status().as_u16())
}

#[tokio::test]
async fn many_requests_share_a_connection() {
    let server = Server::new();
    let running = Running::start(&server, ConnectionSettings::default()).await;
    let (mut client, _driven) = connect(running.address).await;
    for _ in 0..3 {
        let request = get("/graphql?query=%7Bhello%7D").body(()).unwrap();
        assert_eq!(status(&mut client, request).await.unwrap(), 200);
    }
    assert_eq!(server.executions(), 3);
    // The name that is called is looked at as well.
    let foreign = Request::get("http://evil.example/health/live").version(Version::HTTP_2);
    let foreign = foreign.body(()).unwrap();
    assert_eq!(status(&mut client, foreign).await.unwrap(), 403);
}

#[tokio::test]
async fn a_head_has_its_limits_here_too() {
    let running = Running::start(&Server::new(), ConnectionSettings::default()).await;
    let (mut client, _driven) = connect(running.address).await;
    let mut many = get("/health/live");
    for number in 0..101 {
        many = many.header(format!("x-{number}"), "y");
    }
    let many = many.body(()).unwrap();
    assert_eq!(status(&mut client, many).await.unwrap(), 431);
    let long = get("/health/live").header("x", "y".repeat(70_000));
    let long = status(&mut client, long.body(()).unwrap()).await;
    assert!(long.is_err() || long.is_ok_and(|status| status == 431));
}

/// A frame without flags but these.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

#[tokio::test]
async fn streams_that_are_opened_and_reset_end_the_connection() {
    const HEADERS: u8 = 1;
    const RESET: u8 = 3;
    const SETTINGS: u8 = 4;
    const GO_AWAY: u8 = 7;
    const END_STREAM_AND_HEADERS: u8 = 5;
    const CANCEL: [u8; 4] = [0, 0, 0, 8];
    const CALM_DOWN: [u8; 4] = [0, 0, 0, 11];
    let server = Server::new();
    let running = Running::start(&server, ConnectionSettings::default()).await;
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    bytes.extend(frame(SETTINGS, 0, 0, &[]));
    // GET http / and :authority localhost, by the numbers of the static table.
    let head = b"\x82\x86\x84\x01\x09localhost";
    for number in 0..1000 {
        let stream = 2 * number + 1;
        bytes.extend(frame(HEADERS, END_STREAM_AND_HEADERS, stream, head));
        bytes.extend(frame(RESET, 0, stream, &CANCEL));
    }
    let mut client = running.connect().await;
    // The server may close before everything is written.
    let _ = client.0.write_all(&bytes).await;
    let mut said = Vec::new();
    let read = timeout(PATIENCE, client.0.read_to_end(&mut said)).await;
    drop(read.expect("the connection is closed"));
    let calm = said
        .windows(17)
        .any(|frame| frame[3] == GO_AWAY && frame[13..] == CALM_DOWN);
    assert!(calm, "{said:?}");
    // Others are served.
    let (mut other, _driven) = connect(running.address).await;
    let request = get("/health/live").body(()).unwrap();
    assert_eq!(status(&mut other, request).await.unwrap(), 200);
}

#[tokio::test]
async fn at_most_a_hundred_streams_are_open_at_a_time() {
    let server = Server::new();
    let running = Running::start(&server, ConnectionSettings::default()).await;
    let (mut client, _driven) = connect(running.address).await;
    let request = get("/health/live").body(()).unwrap();
    status(&mut client, request).await.unwrap();
    // The client knows by now, and keeps the rest to itself.
    let ask = || get("/graphql?query=%7Bhangs%7D").body(()).unwrap();
    let mut open = vec![];
    for _ in 0..150 {
        open.push(client.send_request(ask(), true).unwrap());
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(server.executions(), 100);
}

#[tokio::test]
async fn an_idle_connection_is_told_before_it_ends() {
    let settings = ConnectionSettings {
        idle_timeout: Duration::from_millis(300),
        ..ConnectionSettings::default()
    };
    let running = Running::start(&Server::new(), settings).await;
    let (mut client, driven) = connect(running.address).await;
    let request = get("/health/live").body(()).unwrap();
    status(&mut client, request).await.unwrap();
    let ended = timeout(PATIENCE, driven).await.unwrap().unwrap();
    assert!(ended.is_ok(), "{ended:?}");
}

#[tokio::test]
async fn a_stop_is_told_and_running_requests_finish() {
    let server = Server::new();
    let mut running = Running::start(&server, ConnectionSettings::default()).await;
    let (mut client, driven) = connect(running.address).await;
    let (mut idle, idle_driven) = connect(running.address).await;
    let request = get("/health/live").body(()).unwrap();
    status(&mut idle, request).await.unwrap();
    let request = get("/graphql?query=%7Bhangs%7D").body(()).unwrap();
    let (response, _) = client.send_request(request, true).unwrap();
    timeout(PATIENCE, server.signals.started.notified())
        .await
        .unwrap();
    running.stop();
    // The idle one is told to go, and not as an error.
    timeout(PATIENCE, idle_driven)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    server.signals.release.notify_one();
    let response = timeout(PATIENCE, response).await.unwrap().unwrap();
    assert_eq!(response.status(), 200);
    let mut body = response.into_body();
    let body = body.data().await.unwrap().unwrap();
    assert_eq!(body, r#"{"data":{"hangs":7}}"#);
    drop(client);
    timeout(PATIENCE, driven).await.unwrap().unwrap().unwrap();
    assert!(running.ended().await < Duration::from_secs(5));
}
