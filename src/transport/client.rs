//! The end of the stack: reqwest, the only place that opens connections.

use std::{
    error::Error as _,
    fmt::Write as _,
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, TryStreamExt};
use reqwest::{Certificate, ClientBuilder, redirect::Policy};

use crate::{
    error::{Error, ErrorKind, Result, Retry},
    transport::{
        Opened, Request, Response, Transport,
        echo::without_credentials,
        form,
        public::{NotPublic, PublicOnly, may_be_public},
    },
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
    /// For what may only go to public addresses; made when the first of these is sent.
    public: OnceLock<Result<reqwest::Client>>,
    settings: ClientSettings,
}

impl Client {
    /// Prepares it; opens no connection yet.
    ///
    /// # Errors
    /// `Internal` when TLS cannot be set up.
    pub fn new(settings: &ClientSettings) -> Result<Self> {
        Ok(Self {
            inner: builder(settings)?.build().map_err(unusable)?,
            public: OnceLock::new(),
            settings: settings.clone(),
        })
    }

    fn public(&self) -> Result<&reqwest::Client> {
        let make = || {
            let builder = builder(&self.settings)?.dns_resolver(Arc::new(PublicOnly));
            builder.build().map_err(unusable)
        };
        self.public.get_or_init(make).as_ref().map_err(Clone::clone)
    }

    /// Reads chunk by chunk, so that a small body that unpacks to a huge one is dropped at the limit.
    async fn read(&self, answer: &mut reqwest::Response) -> Result<Bytes> {
        let mut body = BytesMut::new();
        let limit = self.settings.max_body_bytes;
        while let Some(chunk) = answer.chunk().await.map_err(torn)? {
            if body.len() + chunk.len() > limit {
                return Err(Error::new(
                    ErrorKind::BadAnswer,
                    "the provider's answer is larger than this gateway reads",
                )
                .with_detail(format!("more than {limit} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    async fn answer(&self, request: Request) -> Result<reqwest::Response> {
        let client = match request.public_only {
            true if !may_be_public(&request.url) => return Err(not_public()),
            true => self.public()?,
            false => &self.inner,
        };
        let outgoing = outgoing(client, request)?;
        client.execute(outgoing).await.map_err(unanswered)
    }

    async fn exchange(&self, request: Request) -> Result<Response> {
        let headers = request.headers.clone();
        let mut answer = self.answer(request).await?;
        let body = self.read(&mut answer).await.map_err(|error| {
            let status = answer.status();
            let detail = format!("status {status}, {}", error.detail().unwrap_or_default());
            error.with_detail(detail)
        })?;
        let body = match answer.status().is_success() {
            true => body,
            false => without_credentials(body, headers.values()),
        };
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
        let outcome = self.exchange(request).await;
        outcome.map_err(|error| error.during(operation))
    }

    async fn open(&self, request: Request) -> Result<Opened> {
        let operation = request.operation;
        let outcome = self.answer(request).await;
        let mut answer = outcome.map_err(|error| error.during(operation))?;
        let headers = std::mem::take(answer.headers_mut());
        Ok(Opened {
            status: answer.status(),
            headers,
            body: answer
                .bytes_stream()
                .map_err(move |error| torn(error).during(operation))
                .boxed(),
        })
    }
}

fn builder(settings: &ClientSettings) -> Result<ClientBuilder> {
    // Mozilla's roots are compiled in beside the system's: an image without ca-certificates works, and a company's
    // own root still counts.
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect::<Result<Vec<_>, _>>()
        .map_err(unusable)?;
    let builder = reqwest::Client::builder()
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
        .http2_keep_alive_timeout(Duration::from_secs(5));
    Ok(builder)
}

fn outgoing(client: &reqwest::Client, request: Request) -> Result<reqwest::Request> {
    let builder = client.request(request.method, request.url);
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
    if is_not_public(&error) {
        return not_public();
    }
    let unsent = error.is_connect();
    let failed = Error::new(ErrorKind::Unavailable, "the provider cannot be reached")
        .with_detail(chain(error));
    if unsent { failed.unsent() } else { failed }
}

fn is_not_public(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.is::<NotPublic>() {
            return true;
        }
        source = inner.source();
    }
    false
}

fn not_public() -> Error {
    let message = "the provider points to an address that is not public";
    Error::new(ErrorKind::BadAnswer, message).unsent()
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
