//! A server on a port, and raw connections to it.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::{Instant, timeout},
};

use crate::server::{Certificates, ConnectionSettings, Listening, run, tests::Server};

/// Longer than any of these tests needs on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// A server at work; it ends with the test.
pub(super) struct Running {
    pub(super) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Running {
    pub(super) async fn start(server: &Server, settings: ConnectionSettings) -> Self {
        Self::start_with(server, settings, None).await
    }

    pub(super) async fn start_tls(
        server: &Server,
        settings: ConnectionSettings,
        certificates: Arc<Certificates>,
    ) -> Self {
        Self::start_with(server, settings, Some(certificates)).await
    }

    async fn start_with(
        server: &Server,
        settings: ConnectionSettings,
        certificates: Option<Arc<Certificates>>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let listening = Listening {
            listener,
            certificates,
            settings,
            vitals: Arc::clone(&server.vitals),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let signal = async move { drop(stopped.await) };
        let task = tokio::spawn(run(listening, server.router.clone(), signal));
        Self {
            address,
            stop: Some(stop),
            task,
        }
    }

    pub(super) async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }

    /// Tells it to stop.
    pub(super) fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until it has stopped; tells how long that took.
    pub(super) async fn ended(&mut self) -> Duration {
        let started = Instant::now();
        timeout(PATIENCE, &mut self.task).await.unwrap().unwrap();
        started.elapsed()
    }
}

/// A raw connection.
pub(super) struct Client(pub(super) TcpStream);

impl Client {
    pub(super) async fn write(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads one answer with a `Content-Length`.
    pub(super) async fn answer(&mut self) -> String {
        let mut text = String::new();
        let reading = async {
            while !is_whole(&text) {
                let byte = self.0.read_u8().await.unwrap();
                text.push(char::from(byte));
            }
        };
        timeout(PATIENCE, reading).await.expect("an answer");
        text
    }

    /// Reads until the server closes the connection; tells what it said before and how long that took.
    pub(super) async fn rest(&mut self) -> (String, Duration) {
        let started = Instant::now();
        let mut bytes = Vec::new();
        // A connection with unread bytes is closed with a reset.
        let read = timeout(PATIENCE, self.0.read_to_end(&mut bytes)).await;
        drop(read.expect("the connection is closed"));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        (text, started.elapsed())
    }
}

fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

/// A POST of a query that keeps the connection.
pub(super) fn post(query: &str) -> String {
    let body = serde_json::json!({ "query": query }).to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub(super) const ALIVE: &str = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
