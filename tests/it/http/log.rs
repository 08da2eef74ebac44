//! A log that nobody reads, or that has no room, harms nobody.

use std::{fs::OpenOptions, process::Stdio, time::Duration};

use serde_json::json;

use crate::{
    http::process::{Folder, Process},
    vendors::client,
};

/// Far more lines than a pipe and the gateway's queue hold.
const REQUESTS: usize = 12_000;

async fn serves_and_stops(name: &str, log: Stdio) {
    let folder = Folder::new(name);
    let config = folder.write(
        "gateway.toml",
        "[server]\nlisten = \"127.0.0.1:0\"\n[[accounts]]\nid = \"trucks\"\nprovider = \"dashdoc\"\ntoken = \"t\"\n\
         base_url = \"http://127.0.0.1:9\"\n",
    );
    let mut process = Process::start_with_log(&config, None, log).await;
    let url = format!("http://{}/health/live", process.address);
    let client = client();
    let requests = (0..8).map(async |_| {
        for _ in 0..REQUESTS / 8 {
            let answer = client.get(&url).send().await.unwrap();
            assert_eq!(answer.status(), 200);
        }
    });
    futures_util::future::join_all(requests).await;
    let answer = process.ask("{ accounts { id } }", &json!({})).await;
    assert_eq!(answer["data"], json!({"accounts": [{"id": "trucks"}]}));
    process.signal("TERM");
    let (status, took) = process.ended().await;
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[tokio::test]
async fn a_log_without_room_is_gone_on_without() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    serves_and_stops("log-full", full.into()).await;
}

#[tokio::test]
async fn a_log_whose_reader_stalls_keeps_nobody_waiting() {
    let (reader, writer) = std::io::pipe().unwrap();
    serves_and_stops("log-stalled", writer.into()).await;
    drop(reader);
}

#[tokio::test]
async fn a_log_whose_reader_left_is_gone_on_without() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    serves_and_stops("log-left", writer.into()).await;
}
