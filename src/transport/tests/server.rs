//! A vendor on a real socket that answers with raw bytes.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// A vendor that gives every request the same bytes, then hangs up.
pub(super) struct Server {
    pub(super) address: String,
    requests: mpsc::UnboundedReceiver<String>,
}

impl Server {
    /// Answers with these bytes.
    pub(super) async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let (listener, address) = listen().await;
        let (sender, requests) = mpsc::unbounded_channel();
        let answer = answer.into();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let _ = sender.send(head(&mut socket).await);
                // The client may have hung up: it has read enough.
                let _ = socket.write_all(&answer).await;
            }
        });
        Self { address, requests }
    }

    /// The head of the next request that it got.
    pub(super) async fn request(&mut self) -> String {
        self.requests.recv().await.unwrap()
    }

    /// How many requests it got that nobody asked about.
    pub(super) fn further_requests(&self) -> usize {
        self.requests.len()
    }
}

/// Listens on a free port of this machine.
pub(super) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (listener, address)
}

/// An https address where somebody answers without TLS.
pub(super) async fn plain_text_on_the_tls_port() -> String {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    address.replace("http:", "https:")
}

/// Reads the head of a request.
pub(super) async fn head(socket: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

/// An answer with that status line, those headers and that body, whose length it tells.
pub(super) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// What gzip makes of it.
pub(super) fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}
