//! What logs and errors tell, and never tell.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use tracing::Dispatch;
use tracing_subscriber::fmt::MakeWriter;

use super::{
    read, read_of,
    script::{Script, Step},
    server::{Server, answer, listen, plain_text_on_the_tls_port},
};
use crate::{
    domain::{AccountId, ProviderId},
    error::Result,
    transport::{Client, ClientSettings, Request, Response, Transport, TransportSettings, stack},
};

/// Planted in the token, the path, the query and both bodies.
const SECRET: &str = "planted4711";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Gets what this thread tells, until the guard is dropped.
    fn start(&self) -> tracing::subscriber::DefaultGuard {
        // While there is one subscriber alone, tracing asks the thread that first meets an event: were that another
        // test's, without any, the event would be off here too. With a second one around, it asks both.
        static SECOND: LazyLock<Dispatch> =
            LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));
        LazyLock::force(&SECOND);
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Our own lines, without their time.
    fn events(&self) -> Vec<String> {
        let text = self.text();
        let ours = text
            .lines()
            .filter_map(|line| line.split_once("invoice_gateway::"));
        ours.map(|(_, event)| event.to_owned()).collect()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn over(vendor: Arc<dyn Transport>) -> Arc<dyn Transport> {
    let settings = TransportSettings {
        first_retry_delay: Duration::from_millis(1),
        ..TransportSettings::default()
    };
    stack(
        vendor,
        ProviderId::Moneybird,
        &AccountId::new("acme"),
        &settings,
        None,
    )
}

fn telling(address: &str) -> Request {
    let mut request = read_of(&format!("{address}/{SECRET}?key={SECRET}"));
    request.body = Bytes::from_static(SECRET.as_bytes());
    let mut token = HeaderValue::from_static("Bearer planted4711");
    token.set_sensitive(true);
    request.header(AUTHORIZATION, token)
}

#[tokio::test]
async fn no_outcome_puts_an_address_a_token_or_a_body_into_a_log_or_error() {
    let log = Log::default();
    let _guard = log.start();
    let client = Client::new(&ClientSettings::default()).unwrap();
    let transport = over(Arc::new(client));
    let (closed, refused) = listen().await;
    drop(closed);
    let mut addresses = vec![refused, plain_text_on_the_tls_port().await];
    let whole = answer("200 OK", "", SECRET.as_bytes());
    let unreadable = [
        b"HTTP/1.1 200 OK\r\nplanted4711\r\n\r\n".to_vec(),
        Vec::new(),
    ];
    let torn = answer("500 Oops", "content-encoding: gzip\r\n", SECRET.as_bytes());
    let cut = whole[..whole.len() - 1].to_vec();
    for bytes in unreadable.into_iter().chain([whole, cut, torn]) {
        addresses.push(Server::answering(bytes).await.address);
    }
    let mut failures = 0;
    for address in &addresses {
        let outcome: Result<Response> = transport.send(telling(address)).await;
        if let Err(error) = outcome {
            failures += 1;
            let told = format!("{error} {error:?}");
            assert!(!told.contains(SECRET) && !told.contains("://"), "{told}");
        }
    }
    assert_eq!(failures, addresses.len() - 1, "all but the whole answer");
    let text = log.text();
    assert!(text.contains("provider call failed"), "{text}");
    assert!(!text.contains(SECRET), "{text}");
    for event in log.events() {
        assert!(
            !event.contains("://") && !event.contains("127.0.0.1"),
            "{event}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_is_one_event_and_each_retry_another() {
    let log = Log::default();
    let _guard = log.start();
    let steps = [Step::Status(503), Step::Torn, Step::Status(200)];
    over(Arc::new(Script::new(&steps)))
        .send(read())
        .await
        .unwrap();
    let hangs = over(Arc::new(Script::new(&[Step::Hangs])));
    let mut brief = read();
    brief.deadline = tokio::time::Instant::now() + Duration::from_secs(3);
    hangs.send(brief).await.unwrap_err();
    tokio::time::timeout(Duration::from_secs(1), hangs.send(read()))
        .await
        .unwrap_err();
    let events: Vec<_> = log
        .events()
        .into_iter()
        .map(|event| event.split(" d").next().unwrap().to_owned())
        .collect();
    assert_eq!(
        events,
        [
            "transport::retry: provider call is repeated account=acme operation=\"list things\" attempt=1 status=503",
            "transport::retry: provider call is repeated account=acme operation=\"list things\" attempt=2 error=\"BAD_ANSWER\"",
            "transport::trace: provider answered account=acme operation=\"list things\" method=GET status=200 size_bytes=0",
            "transport::trace: provider call failed account=acme operation=\"list things\" method=GET error=\"TIMEOUT\"",
            "transport::trace: provider call cancelled account=acme operation=\"list things\" method=GET",
        ]
    );
}
