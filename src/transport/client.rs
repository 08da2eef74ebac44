//! The end of the stack: reqwest, the only place that opens connections.

use std::{error::Error as _, fmt::Write as _, time::Duration};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use reqwest::{Certificate, redirect::Policy};

use crate::{
    error::{Error, ErrorKind, Result, Retry},
    transport::{Request, Response, Transport, form},
};

/// How connections to vendors are held, for all accounts together.
#[derive(Clone, Debug)]
pub struct ClientSettings {
    /// How long opening a connection may take, TLS included: 5 s, as a vendor that is up answers in far less, and an
    /// attempt has 10 s in all.
    pub connect_timeout: Duration,
    /// The largest body that is read, in bytes after decompression: 32 MiB, as a hundred invoices take less than one.
    pub max_body_bytes: usize,
    /// How many idle connections are kept for each host: 16, more than the calls one account has under way.
    pub max_idle_connections: usize,
    /// How long an idle connection is kept: 60 s, less than the 75 s of a common web server, so that it rarely closes first.
    pub idle_timeout: Duration,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            max_body_bytes: 32 << 20,
            max_idle_connections: 16,
            idle_timeout: Duration::from_secs(60),
        }
    }
}

/// Sends requests over real connections, which all accounts share.
#[derive(Debug)]
pub struct Client {
    inner: reqwest::Client,
    max_body_bytes: usize,
}

impl Client {
    /// Prepares it; opens no connection yet.
    ///
    /// # Errors
    /// `Internal` when TLS cannot be set up.
    pub fn new(settings: &ClientSettings) -> Result<Self> {
        // Mozilla's roots are compiled in beside the system's: an image without ca-certificates works, and a company's
        // own root still counts.
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .map(|der| Certificate::from_der(der))
            .collect::<Result<Vec<_>, _>>()
            .map_err(unusable)?;
        let inner = reqwest::Client::builder()
            .user_agent(concat!("invoice-gateway/", env!("CARGO_PKG_VERSION")))
            .tls_certs_merge(roots)
            // A redirect would carry the token to wherever it points; the adapter decides.
            .redirect(Policy::none())
            .referer(false)
            // Requests go where the config says, whatever the environment of the process holds.
            .no_proxy()
            // Repeating is the retry layer's: what reqwest sends by itself, no quota would count.
            .retry(reqwest::retry::never())
            .connect_timeout(settings.connect_timeout)
            .pool_max_idle_per_host(settings.max_idle_connections)
            .pool_idle_timeout(settings.idle_timeout)
            .tcp_keepalive(Duration::from_secs(15))
            // An HTTP/2 connection is shared: without a ping, one that died silently would fail every call put on it.
            .http2_keep_alive_interval(Duration::from_secs(10))
            .http2_keep_alive_timeout(Duration::from_secs(5))
            .build()
            .map_err(unusable)?;
        let max_body_bytes = settings.max_body_bytes;
        Ok(Self {
            inner,
            max_body_bytes,
        })
    }

    /// Reads chunk by chunk, so that a small body that unpacks to a huge one is dropped at the limit.
    async fn read(&self, answer: &mut reqwest::Response) -> Result<Bytes> {
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(torn)? {
            if body.len() + chunk.len() > self.max_body_bytes {
                return Err(Error::new(
                    ErrorKind::BadAnswer,
                    "the provider's answer is larger than this gateway reads",
                )
                .with_detail(format!("more than {} bytes", self.max_body_bytes)));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    fn outgoing(&self, request: Request) -> Result<reqwest::Request> {
        let builder = self.inner.request(request.method, request.url);
        let builder = builder.headers(request.headers);
        let builder = match request.form {
            Some(form) => builder.multipart(form::multipart(form)?),
            None if request.body.is_empty() => builder,
            None => builder.body(request.body),
        };
        builder.build().map_err(|error| {
            Error::new(ErrorKind::Internal, "the request cannot be written")
                .unsent()
                .with_detail(chain(error))
        })
    }

    async fn exchange(&self, request: reqwest::Request) -> Result<Response> {
        let mut answer = self.inner.execute(request).await.map_err(unanswered)?;
        let body = self.read(&mut answer).await.map_err(|error| {
            let status = answer.status();
            let detail = format!("status {status}, {}", error.detail().unwrap_or_default());
            error.with_detail(detail)
        })?;
        Ok(Response {
            status: answer.status(),
            headers: std::mem::take(answer.headers_mut()),
            body,
        })
    }
}

#[async_trait]
impl Transport for Client {
    async fn send(&self, request: Request) -> Result<Response> {
        let operation = request.operation;
        let outcome = match self.outgoing(request) {
            Ok(outgoing) => self.exchange(outgoing).await,
            Err(error) => Err(error),
        };
        outcome.map_err(|error| error.during(operation))
    }
}

fn unusable(error: reqwest::Error) -> Error {
    Error::new(
        ErrorKind::Internal,
        "the http client cannot be set up on this machine",
    )
    .with_detail(chain(error))
}

/// Names what went wrong before there was an answer.
fn unanswered(error: reqwest::Error) -> Error {
    // No connection is "unavailable" however long it took to find out.
    if error.is_timeout() && !error.is_connect() {
        return too_slow(error);
    }
    let unsent = error.is_connect();
    let failed = Error::new(ErrorKind::Unavailable, "the provider cannot be reached")
        .with_detail(chain(error));
    if unsent { failed.unsent() } else { failed }
}

/// Names what went wrong in the middle of an answer. Asking again can help: the next answer may be whole.
fn torn(error: reqwest::Error) -> Error {
    if error.is_timeout() {
        return too_slow(error);
    }
    Error::new(ErrorKind::BadAnswer, "the provider's answer broke off")
        .retry_hint(Retry::Now)
        .with_detail(chain(error))
}

fn too_slow(error: reqwest::Error) -> Error {
    Error::new(ErrorKind::Timeout, "the provider did not answer in time").with_detail(chain(error))
}

/// Tells the whole chain for the log, without the address: it may hold what nobody should read there.
fn chain(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let _ = write!(text, ": {inner}");
        source = inner.source();
    }
    text
}
