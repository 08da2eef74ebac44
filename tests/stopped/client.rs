//! A client that sees exactly what becomes of each request: sent or not, answered, not answered, or answered in part.

use axum::{
    body::{Body, to_bytes},
    http::{Request, Response},
};
use hyper::{
    body::Incoming,
    client::conn::{TrySendError, http1, http2},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::Value;
use tokio::net::TcpStream;

/// What became of a request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// A whole answer.
    Answer(Value),
    /// It was not sent: the connection had ended before.
    Unsent,
    /// It was sent, and the connection ended without a byte of an answer.
    Nothing(String),
    /// An answer that broke off, or none of ours.
    Torn(String),
}

/// How a client talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// HTTP/1.1, one request after the other.
    One,
    /// h2, many at a time.
    Two,
}

/// A connection.
pub(crate) enum Line {
    One(http1::SendRequest<Body>),
    Two(http2::SendRequest<Body>),
}

impl Line {
    /// Connects; nothing where nobody listens any more.
    pub(crate) async fn open(address: &str, protocol: Protocol) -> Option<Self> {
        let stream = TcpStream::connect(address).await.ok()?;
        stream.set_nodelay(true).ok()?;
        let io = TokioIo::new(stream);
        match protocol {
            Protocol::One => {
                let (sender, connection) = http1::handshake(io).await.ok()?;
                tokio::spawn(connection);
                Some(Self::One(sender))
            }
            Protocol::Two => {
                let executor = TokioExecutor::new();
                let (sender, connection) = http2::handshake(executor, io).await.ok()?;
                tokio::spawn(connection);
                Some(Self::Two(sender))
            }
        }
    }

    pub(crate) fn protocol(&self) -> Protocol {
        match self {
            Self::One(_) => Protocol::One,
            Self::Two(_) => Protocol::Two,
        }
    }

    /// Another way to use the same connection, where many can.
    pub(crate) fn share(&self) -> Option<Self> {
        match self {
            Self::One(_) => None,
            Self::Two(sender) => Some(Self::Two(sender.clone())),
        }
    }

    /// Sends a request to the gateway at `address` and waits for what becomes of it.
    pub(crate) async fn ask(&mut self, address: &str, body: &Value) -> Reply {
        let target = match self {
            Self::One(_) => "/graphql".to_owned(),
            Self::Two(_) => format!("http://{address}/graphql"),
        };
        let request = Request::post(target)
            .header("host", address)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .expect("it is whole");
        let sent = match self {
            Self::One(sender) => match sender.ready().await {
                Ok(()) => sender.try_send_request(request).await,
                Err(_) => return Reply::Unsent,
            },
            Self::Two(sender) => match sender.ready().await {
                Ok(()) => sender.try_send_request(request).await,
                Err(_) => return Reply::Unsent,
            },
        };
        match sent {
            Ok(response) => read(response).await,
            Err(error) => unanswered(error),
        }
    }
}

fn unanswered(mut error: TrySendError<Request<Body>>) -> Reply {
    match error.take_message() {
        Some(_) => Reply::Unsent,
        None => Reply::Nothing(format!("{:?}", error.error())),
    }
}

async fn read(response: Response<Incoming>) -> Reply {
    let (head, body) = response.into_parts();
    let bytes = match to_bytes(Body::new(body), usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return Reply::Torn(format!("{head:?} {error}")),
    };
    match serde_json::from_slice(&bytes) {
        Ok(answer) => Reply::Answer(answer),
        Err(error) => Reply::Torn(format!("{head:?} {error} {bytes:?}")),
    }
}
