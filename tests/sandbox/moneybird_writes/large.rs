//! Files that fit on no page: 200 MB in and out, without ever being held.

use reqwest::{Method, StatusCode};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::moneybird_writes::{id_of, read, sent};
use crate::world::{API, SALES, World};

/// The size of the large file in bytes.
const SIZE: usize = 200 * 1024 * 1024;

/// What it is made of.
const PIECE: usize = 1024 * 1024;

/// What an upload found.
#[derive(Debug)]
struct Uploaded {
    status_line: String,
    sha256: String,
    /// By how many bytes this process, the simulator included, had grown at most.
    growth: usize,
}

/// Uploads a file of [`SIZE`] bytes piece by piece.
async fn upload(world: &World, path: &str) -> Uploaded {
    let host = world.origin.strip_prefix("http://").expect("an address");
    let start = "--seam\r\nContent-Disposition: form-data; name=\"file\"; filename=\"film.mp4\"\r\n\
                 Content-Type: video/mp4\r\n\r\n";
    let end = "\r\n--seam--\r\n";
    let length = start.len() + SIZE + end.len();
    let mut stream = TcpStream::connect(host).await.expect("a connection");
    let head = format!(
        "POST {API}/123/{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer sandbox\r\n\
         Content-Type: multipart/form-data; boundary=seam\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{start}"
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    let piece: Vec<u8> = (0..PIECE).map(|index| (index % 253) as u8).collect();
    let mut hash = Sha256::new();
    let (before, mut most) = (memory(), 0);
    for _ in 0..SIZE / PIECE {
        hash.update(&piece);
        stream.write_all(&piece).await.expect("sent");
        most = most.max(memory());
    }
    stream.write_all(end.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    let digest = hash.finalize();
    Uploaded {
        status_line: answer.lines().next().unwrap_or_default().to_owned(),
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        growth: most.saturating_sub(before),
    }
}

/// The memory of this process in bytes; 0 where the machine does not tell.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    let kilobytes: usize = kilobytes.and_then(|text| text.parse().ok()).unwrap_or(0);
    kilobytes * 1024
}

#[tokio::test]
async fn two_hundred_megabytes_are_hashed_measured_and_forgotten() {
    let world = World::start().await;
    let id = id_of(&sent(&world).await);
    let uploaded = upload(&world, &format!("{SALES}/{id}/attachments")).await;
    assert_eq!(uploaded.status_line, "HTTP/1.1 200 OK");
    // Other tests in this process grow too; half of the file would be far more.
    let growth = uploaded.growth;
    assert!(growth < SIZE / 2, "grew by {growth} bytes");
    let invoice = read(&world, SALES, &id).await;
    let attachment = &invoice["attachments"][0];
    assert_eq!(
        (&attachment["size"], &attachment["content_type"]),
        (&json!(SIZE), &json!("video/mp4"))
    );
    let log = world.plain(Method::GET, "/_requests/log").await.json();
    let calls = log.as_array().expect("a list");
    let part = calls
        .iter()
        .find_map(|call| call["parts"].get(0))
        .expect("the upload");
    assert_eq!(
        (&part["size"], &part["sha256"]),
        (&json!(SIZE), &json!(uploaded.sha256))
    );
}

#[tokio::test]
async fn a_large_download_is_made_while_it_is_sent() {
    let world = World::start().await;
    let file = json!({"filename": "film.mp4", "content_type": "video/mp4", "size": 20_000_000});
    let id = world.add("moneybird", json!({"attachments": [file]})).await;
    let invoice = read(&world, SALES, &id).await;
    let attachment = id_of(&invoice["attachments"][0]);
    let path = format!("{SALES}/{id}/attachments/{attachment}/download");
    let file = world.follow(&world.get(&path).await).await;
    assert_eq!(
        (file.status, file.number("content-length")),
        (StatusCode::OK, 20_000_000)
    );
    let expected = |position: usize| (position % 251) as u8;
    assert_eq!(file.body.len(), 20_000_000);
    let mut bytes = file.body.iter().enumerate();
    assert!(bytes.all(|(position, byte)| *byte == expected(position)));
}
