//! Files that come faster than the disk, slower than anybody waits, or without an end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::{
    Server,
    uploads::{ONE, operations, send, text},
};
use crate::server::ServerSettings;

#[tokio::test]
async fn what_stands_between_parts_is_not_gathered_without_end() {
    for start in [
        "",
        "--XX\r\nContent-Disposition: form-data; name=\"a\r\nX-Long: ",
    ] {
        let server = Server::new();
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let endless = stream::repeat(Bytes::from_static(&[b'x'; 1024])).map(move |piece| {
            counted.fetch_add(piece.len(), Ordering::Relaxed);
            piece
        });
        let pieces = stream::iter([Bytes::from_static(start.as_bytes())]).chain(endless);
        let body = Body::from_stream(pieces.map(Ok::<_, std::io::Error>));
        let answer = send(&server, body).await;
        answer.refuses(400, "INVALID_INPUT");
        assert_eq!(answer.message(), "the headers of a part have no end");
        assert!(read.load(Ordering::Relaxed) < 80 << 10);
    }
}

/// The trap: the parser takes all that is ready before it gives anything back.
#[tokio::test]
async fn a_sender_who_is_faster_than_the_disk_is_not_gathered_in_memory() {
    const PIECES: usize = 4000;
    let settings = ServerSettings {
        max_upload_bytes: 1 << 30,
        ..ServerSettings::default()
    };
    let server = Server::with(settings);
    // All pieces are ready at once, and none can be freed while the parser holds it.
    let alive = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    struct Counted(Vec<u8>, Arc<AtomicUsize>);
    impl AsRef<[u8]> for Counted {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    impl Drop for Counted {
        fn drop(&mut self) {
            self.1.fetch_sub(1, Ordering::Relaxed);
        }
    }
    let map = json!({"0": ["variables.file"]});
    let start = [
        operations(ONE, &json!({"file": null})),
        text("map", &map),
        b"--XX\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a.txt\"\r\n\r\n".to_vec(),
    ]
    .concat();
    let pulled = Arc::new(AtomicUsize::new(0));
    let (count, peak, asked) = (Arc::clone(&alive), Arc::clone(&most), Arc::clone(&pulled));
    let pieces = stream::iter(0..PIECES).map(move |_| {
        asked.fetch_add(1, Ordering::Relaxed);
        let now = count.fetch_add(1, Ordering::Relaxed) + 1;
        peak.fetch_max(now, Ordering::Relaxed);
        Bytes::from_owner(Counted(vec![b'x'; 4096], Arc::clone(&count)))
    });
    let end = stream::iter([Bytes::from_static(b"\r\n--XX--\r\n")]);
    let body = stream::iter([Bytes::from(start)]).chain(pieces).chain(end);
    let body = Body::from_stream(body.map(Ok::<_, std::io::Error>));
    let answer = send(&server, body).await;
    let size = PIECES * 4096;
    let expected = format!("a.txt text/plain {size} \"xxxxxxxxxx\"");
    assert_eq!(
        answer.json()["data"]["upload"],
        expected,
        "{}",
        answer.text()
    );
    assert_eq!(pulled.load(Ordering::Relaxed), PIECES);
    assert!(most.load(Ordering::Relaxed) < 10, "{most:?} at once");
}

#[tokio::test(start_paused = true)]
async fn a_request_with_a_file_has_its_own_time_limits() {
    let server = Server::new();
    let query = ONE.replace("upload(", "keeps(");
    let start = [
        operations(&query, &json!({"file": null})),
        text("map", &json!({"0": ["variables.file"]})),
        b"--XX\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a.txt\"\r\n\r\n".to_vec(),
    ];
    // A byte every twenty seconds, and a resolver that takes thirty: far beyond the usual deadline.
    let drip = |pieces: usize, end: &'static [u8]| {
        let start = stream::iter([Bytes::from(start.concat())]);
        let slow = stream::iter(0..pieces).then(|_| async {
            sleep(Duration::from_secs(20)).await;
            Bytes::from_static(b"x")
        });
        let end = stream::iter([Bytes::from_static(end)]);
        let body = start.chain(slow).chain(end);
        Body::from_stream(body.map(Ok::<_, std::io::Error>))
    };
    let answer = send(&server, drip(6, b"\r\n--XX--\r\n")).await;
    assert_eq!(
        answer.json()["data"]["keeps"],
        "a.txt text/plain 6 \"xxxxxx\""
    );
    let started = Instant::now();
    let answer = send(&server, drip(1000, b"")).await;
    answer.refuses(408, "TIMEOUT");
    assert_eq!(started.elapsed(), Duration::from_secs(600));
    let silent = stream::iter([Bytes::from(start.concat())]).chain(stream::pending());
    let silent = Body::from_stream(silent.map(Ok::<_, std::io::Error>));
    let started = Instant::now();
    send(&server, silent).await.refuses(408, "TIMEOUT");
    assert_eq!(started.elapsed(), Duration::from_secs(30));
}
