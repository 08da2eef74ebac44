//! Files: opened and not read, through every layer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use reqwest::{StatusCode, header::HeaderMap};
use tokio::{
    io::AsyncWriteExt,
    time::{Instant, sleep},
};

use super::{
    read, read_of,
    script::{Script, Step},
    server::{Server, answer, head, listen},
};
use crate::{
    domain::{AccountId, ProviderId},
    error::{ErrorKind, Result},
    transport::{
        Client, ClientSettings, Opened, Quota, Request, Response, Transport, TransportSettings,
        stack,
    },
};

/// A vendor whose file comes in pieces of a kilobyte, one each `pause`, of which `last` never comes.
#[derive(Debug)]
struct Slow {
    pause: Duration,
    last: usize,
    sent: Arc<AtomicUsize>,
}

#[async_trait]
impl Transport for Slow {
    async fn send(&self, _: Request) -> Result<Response> {
        panic!("a file is opened, not read")
    }

    async fn open(&self, _: Request) -> Result<Opened> {
        let (pause, last, sent) = (self.pause, self.last, Arc::clone(&self.sent));
        let body = stream::unfold(0, move |number| {
            let sent = Arc::clone(&sent);
            async move {
                match number == last {
                    true => std::future::pending().await,
                    false => sleep(pause).await,
                }
                sent.fetch_add(1, Ordering::Relaxed);
                Some((Ok(Bytes::from(vec![b'x'; 1024])), number + 1))
            }
        });
        Ok(Opened {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: body.boxed(),
        })
    }
}

fn layers(vendor: Arc<dyn Transport>, quota: Option<&Arc<Quota>>) -> Arc<dyn Transport> {
    let account = AccountId::new("acme");
    let settings = TransportSettings::default();
    stack(
        vendor,
        ProviderId::Moneybird,
        &account,
        &settings,
        quota.map(Arc::clone),
    )
}

fn slow(pause: Duration, last: usize) -> (Arc<dyn Transport>, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let vendor = Slow {
        pause,
        last,
        sent: Arc::clone(&sent),
    };
    (Arc::new(vendor), sent)
}

#[tokio::test(start_paused = true)]
async fn a_file_may_take_longer_than_its_deadline_as_long_as_it_comes() {
    let (vendor, _) = slow(Duration::from_secs(20), usize::MAX);
    let started = Instant::now();
    let opened = layers(vendor, None).open(read()).await.unwrap();
    let pieces: Vec<_> = opened.body.take(30).collect().await;
    assert!(pieces.iter().all(Result::is_ok));
    assert_eq!(started.elapsed(), Duration::from_secs(600));
}

#[tokio::test(start_paused = true)]
async fn a_file_that_stands_still_ends() {
    let (vendor, _) = slow(Duration::from_secs(1), 2);
    let started = Instant::now();
    let opened = layers(vendor, None).open(read()).await.unwrap();
    let mut pieces: Vec<_> = opened.body.collect().await;
    let error = pieces.pop().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.operation(), Some("list things"));
    assert!(pieces.len() == 2 && pieces.iter().all(Result::is_ok));
    assert_eq!(started.elapsed(), Duration::from_secs(2 + 30));
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_not_taken_for_a_slow_vendor_and_nothing_is_read_ahead() {
    let (vendor, sent) = slow(Duration::from_secs(1), usize::MAX);
    let mut opened = layers(vendor, None).open(read()).await.unwrap();
    for number in 1..5 {
        sleep(Duration::from_secs(600)).await;
        assert!(opened.body.next().await.unwrap().is_ok());
        assert_eq!(sent.load(Ordering::Relaxed), number);
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_does_not_begin_is_asked_for_again() {
    let steps = [
        Step::Status(503),
        Step::Fails(ErrorKind::Unavailable),
        Step::Status(200),
    ];
    let vendor = Arc::new(Script::new(&steps));
    let opened = layers(vendor.transport(), None).open(read()).await.unwrap();
    assert_eq!((opened.status.as_u16(), vendor.calls()), (200, 3));
}

#[tokio::test(start_paused = true)]
async fn a_file_has_longer_to_begin_than_a_document_to_come() {
    let vendor = Arc::new(Script::new(&[Step::Hangs]));
    let started = Instant::now();
    let mut request = read();
    request.idempotent = false;
    let opened = layers(vendor, None).open(request).await;
    assert_eq!(opened.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(started.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn a_file_counts_until_it_has_come_and_what_is_elsewhere_does_not_count() {
    let quota = Arc::new(Quota::new(2, Duration::from_secs(60)));
    let (vendor, _) = slow(Duration::from_secs(1), usize::MAX);
    let transport = layers(vendor, Some(&quota));
    let opened = transport.open(read()).await.unwrap();
    assert_eq!(quota.left(), 1);
    sleep(Duration::from_secs(600)).await;
    assert_eq!(quota.left(), 1);
    drop(opened);
    assert_eq!(quota.left(), 1);
    sleep(Duration::from_secs(63)).await;
    assert_eq!(quota.left(), 2);
    let mut elsewhere = read();
    elsewhere.counted = false;
    let _open = transport.open(elsewhere).await.unwrap();
    assert_eq!(quota.left(), 2);
    let (_first, _second) = (transport.open(read()).await, transport.open(read()).await);
    let third = transport.open(read()).await.unwrap_err();
    assert_eq!(third.kind(), ErrorKind::RateLimited);
}

#[tokio::test]
async fn a_file_that_has_ended_stays_ended() {
    let vendor = Arc::new(Script::new(&[Step::Status(200)]));
    let mut opened = layers(vendor, None).open(read()).await.unwrap();
    for _ in 0..3 {
        assert!(opened.take(10).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_cannot_be_opened_is_read_whole_and_passed_on() {
    let vendor = Script::new(&[Step::Status(200)]);
    let mut opened = vendor.open(read()).await.unwrap();
    assert!(opened.take(10).await.unwrap().is_empty());
}

fn client() -> Client {
    Client::new(&ClientSettings {
        max_body_bytes: 10,
        ..ClientSettings::default()
    })
    .unwrap()
}

#[tokio::test]
async fn a_file_larger_than_any_document_comes_whole() {
    let body = vec![b'x'; 3 << 20];
    let bytes = answer("200 OK", "content-type: application/pdf\r\n", &body);
    let server = Server::answering(bytes).await;
    let mut opened = client().open(read_of(&server.address)).await.unwrap();
    assert_eq!(opened.headers["content-length"], "3145728");
    assert_eq!(opened.take(usize::MAX).await.unwrap(), body);
}

#[tokio::test]
async fn a_file_that_breaks_off_ends_in_an_error() {
    let whole = answer("200 OK", "", &[b'x'; 1000]);
    let server = Server::answering(&whole[..whole.len() - 10]).await;
    let mut opened = client().open(read_of(&server.address)).await.unwrap();
    let error = opened.take(usize::MAX).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    assert_eq!(error.operation(), Some("list things"));
    assert!(!format!("{error:?}").contains("127.0.0.1"), "{error:?}");
}

#[tokio::test]
async fn whoever_leaves_ends_the_file() {
    let (listener, address) = listen().await;
    let vendor = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        head(&mut socket).await;
        let mut bytes = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        bytes.resize(1 << 16, b'x');
        while socket.write_all(&bytes).await.is_ok() {}
    });
    let mut opened = client().open(read_of(&address)).await.unwrap();
    opened.take(1 << 20).await.unwrap();
    drop(opened);
    vendor.await.expect("the gateway hung up");
}

#[tokio::test]
async fn what_may_only_go_to_public_addresses_reaches_no_other() {
    let server = Server::answering(answer("200 OK", "", b"inner")).await;
    let port = server.address.rsplit(':').next().unwrap();
    // By number, by a name that leads here, and by numbers in other clothes.
    for host in ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"] {
        let mut request = read_of(&format!("http://{host}:{port}/"));
        request.public_only = true;
        let error = client().open(request.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadAnswer, "{host}: {error:?}");
        assert!(error.is_unsent(), "{host}");
        let message = "the provider points to an address that is not public";
        assert_eq!(error.message(), message, "{host}");
        assert!(client().send(request).await.is_err(), "{host}");
    }
    assert_eq!(server.further_requests(), 0);
}
