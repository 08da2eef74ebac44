//! Over real connections: what only a socket shows.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::server::{
    ConnectionSettings,
    tests::{
        Server,
        running::{PATIENCE, Running},
    },
};

async fn start(server: &Server) -> Running {
    Running::start(server, ConnectionSettings::default()).await
}

fn request(query: &str) -> String {
    let body = serde_json::json!({ "query": query }).to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut answer))
        .await
        .unwrap()
        .unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn four_kilobytes_of_brackets_leave_the_process_alive() {
    let running = start(&Server::new()).await;
    let address = running.address;
    for opening in ["[", "{a:"] {
        let query = format!("{{ echo(text: {}", opening.repeat(2000));
        let answer = exchange(address, request(&query).as_bytes()).await;
        assert!(answer.contains("LIMIT_EXCEEDED"), "{answer}");
    }
    let answer = exchange(address, request("{ hello }").as_bytes()).await;
    assert!(answer.ends_with(r#"{"data":{"hello":1}}"#), "{answer}");
}

#[tokio::test]
async fn a_client_who_leaves_takes_the_work_along() {
    let server = Server::new();
    let running = start(&server).await;
    let address = running.address;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(request("{ hangs }").as_bytes())
        .await
        .unwrap();
    timeout(PATIENCE, server.signals.started.notified())
        .await
        .unwrap();
    drop(stream);
    timeout(PATIENCE, server.signals.dropped.notified())
        .await
        .unwrap();
}

#[tokio::test]
async fn endless_chunks_are_cut() {
    let running = start(&Server::new()).await;
    let address = running.address;
    let mut text = String::from(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    text.push_str(&chunk.repeat(16));
    text.push_str("1\r\n");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.write_all(b" ").await.unwrap();
    let mut head = [0; 12];
    timeout(PATIENCE, stream.read_exact(&mut head))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(&head, b"HTTP/1.1 413");
}

#[tokio::test]
async fn a_missing_or_foreign_host_is_refused() {
    let running = start(&Server::new()).await;
    let address = running.address;
    for (head, status) in [
        ("GET /graphql HTTP/1.1\r\nConnection: close\r\n\r\n", "400"),
        ("GET /graphql HTTP/1.0\r\n\r\n", "400"),
        (
            "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
            "403",
        ),
        (
            "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
            "200",
        ),
    ] {
        let answer = exchange(address, head.as_bytes()).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{answer}");
    }
}
