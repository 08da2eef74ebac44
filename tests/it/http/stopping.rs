//! What SIGTERM does to the program.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::{
    http::process::{Folder, LATENCY, PATIENCE, Process, SlowVendor},
    vendors::client,
};

const LIST: &str = "{ invoices(first: 1, freshness: LIVE) { complete nodes { id } } }";

async fn start(name: &str, vendor: &SlowVendor, extra: &str) -> (Process, Folder) {
    let folder = Folder::new(name);
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n{}{extra}",
        vendor.account()
    );
    let config = folder.write("gateway.toml", &text);
    (Process::start(&config, None).await, folder)
}

#[tokio::test]
async fn the_busy_are_answered_and_nobody_else_is_waited_for() {
    let vendor = SlowVendor::open().await;
    let (mut process, _folder) = start("busy", &vendor, "").await;
    let connect = || TcpStream::connect(process.address.clone());
    let _silent = connect().await.unwrap();
    let mut half_open = connect().await.unwrap();
    half_open
        .write_all(b"POST /graphql HTTP/1.1\r\nHost: loc")
        .await
        .unwrap();
    let mut idle = connect().await.unwrap();
    idle.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    let mut head = [0; 12];
    idle.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    let busy = tokio::spawn(process.post(LIST, &json!({})).send());
    sleep(LATENCY / 2).await;

    process.signal("TERM");
    let answer = busy.await.unwrap().unwrap();
    assert_eq!(answer.headers()["connection"], "close");
    let text = answer.text().await.unwrap();
    assert!(text.contains("\"complete\":true"), "{text}");
    let (status, took) = process.ended().await;
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
}

/// The program sleeps meanwhile, so that the requests and the signal are there at once.
#[tokio::test]
async fn what_was_sent_before_the_signal_is_answered_on_idle_and_on_new_connections() {
    const REQUEST: &[u8] = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let vendor = SlowVendor::open().await;
    let (mut process, _folder) = start("in-time", &vendor, "").await;
    let mut streams = vec![];
    for _ in 0..10 {
        let mut idle = TcpStream::connect(&process.address).await.unwrap();
        idle.write_all(REQUEST).await.unwrap();
        let mut answer = [0; 1000];
        assert!(idle.read(&mut answer).await.unwrap() > 12);
        streams.push(idle);
    }
    process.signal("STOP");
    for _ in 0..20 {
        streams.push(TcpStream::connect(&process.address).await.unwrap());
    }
    for stream in &mut streams {
        stream.write_all(REQUEST).await.unwrap();
    }
    process.signal("TERM");
    process.signal("CONT");
    for mut stream in streams {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let (status, took) = process.ended().await;
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[tokio::test]
async fn alone_with_half_open_connections_it_ends_at_once() {
    let vendor = SlowVendor::open().await;
    let (mut process, _folder) = start("alone", &vendor, "").await;
    let mut open = vec![];
    for begun in ["", "GET", "POST /graphql HTTP/1.1\r\nContent-Length: 5\r\n"] {
        let mut stream = TcpStream::connect(&process.address).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        open.push(stream);
    }
    sleep(Duration::from_millis(200)).await;
    process.signal("TERM");
    let (status, took) = process.ended().await;
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[tokio::test]
async fn a_write_whose_client_has_left_is_done_before_the_end() {
    let vendor = SlowVendor::open().await;
    let (mut process, _folder) = start("write", &vendor, "").await;
    let listed = process.ask(LIST, &json!({})).await;
    let invoice = listed["data"]["invoices"]["nodes"][0]["id"].clone();
    assert!(invoice.is_string(), "{listed}");
    let note = "mutation ($invoice: ID!) { addNote(input: {invoiceId: $invoice, text: \"left behind\"}) { outcome } }";
    let asked = process.post(note, &json!({ "invoice": invoice })).send();
    timeout(LATENCY / 2, asked)
        .await
        .expect_err("nobody waits for the answer");
    process.signal("TERM");
    let (status, took) = process.ended().await;
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(15), "{took:?}");
    assert!(vendor.books().await.contains("left behind"));
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let vendor = SlowVendor::open().await;
    let (mut process, _folder) = start("twice", &vendor, "").await;
    let busy = tokio::spawn(process.post(LIST, &json!({})).send());
    sleep(LATENCY / 3).await;
    process.signal("TERM");
    sleep(Duration::from_millis(100)).await;
    process.signal("TERM");
    let (status, _) = process.ended().await;
    assert_eq!(status.code(), Some(130));
    assert!(busy.await.unwrap().is_err());
}

#[tokio::test]
async fn without_files_to_open_it_waits_and_goes_on() {
    let vendor = SlowVendor::open().await;
    let folder = Folder::new("files");
    let text = format!("[server]\nlisten = \"127.0.0.1:0\"\n{}", vendor.account());
    let config = folder.write("gateway.toml", &text);
    let mut process = Process::start(&config, Some("ulimit -n 40")).await;
    let mut open = vec![];
    for _ in 0..80 {
        open.push(TcpStream::connect(&process.address).await.unwrap());
    }
    sleep(Duration::from_secs(1)).await;
    drop(open);
    let started = Instant::now();
    let url = format!("http://{}/health/live", process.address);
    let alive = client().get(url).timeout(PATIENCE).send().await.unwrap();
    assert_eq!(alive.status(), 200);
    assert!(started.elapsed() < Duration::from_secs(10));
    process.signal("TERM");
    assert_eq!(process.ended().await.0.code(), Some(0));
}
