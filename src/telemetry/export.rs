//! Traces on their way to a collector: OTLP over HTTP, in protobuf.
//!
//! Spans are gathered and sent in batches by a thread of their own; where the collector does not take them, they are let
//! go, and the log says so once in a while.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, SdkTracerProvider},
};
use tokio::{runtime::Handle, time::Instant};
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::{
    EnvFilter, Layer, filter::filter_fn, fmt as written, layer::SubscriberExt, registry,
    util::SubscriberInitExt,
};
use url::Url;

use super::{
    lines::Lines,
    log::{LogFormat, is_coloured},
};
use crate::{
    error::{Error, ErrorKind, Result},
    span::SPANS,
    transport::{self, Client, ClientSettings, Transport},
};

/// How long a batch may be on its way.
const ATTEMPT: Duration = Duration::from_secs(5);
/// How long the last ones may take when the process ends.
const LAST: Duration = Duration::from_secs(5);
/// How often the log tells that traces are lost.
const SELDOM: Duration = Duration::from_secs(60);
/// Largest answer that is read, in bytes: a collector has little to say.
const MAX_BYTES: usize = 64 << 10;
/// Where a collector takes traces, below its address.
const PATH: &str = "v1/traces";

/// The way of spans to a collector.
pub(super) struct Traces {
    provider: SdkTracerProvider,
}

impl fmt::Debug for Traces {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Traces")
    }
}

impl Traces {
    /// Prepares it; opens no connection yet.
    pub(super) fn to(collector: &Url) -> std::result::Result<Self, String> {
        let address = address(collector);
        let unusable = |error: &dyn fmt::Display| format!("traces cannot be sent: {error}");
        let carrier = Carrier::new().map_err(|error| unusable(&error))?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(carrier)
            .with_endpoint(address.as_str())
            .with_timeout(ATTEMPT)
            .build()
            .map_err(|error| unusable(&error))?;
        let resource = Resource::builder_empty()
            .with_service_name(env!("CARGO_PKG_NAME"))
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource.build())
            // Whoever hands on a trace has decided whether it is kept.
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::AlwaysOn)))
            .build();
        Ok(Self { provider })
    }

    /// Starts to gather spans, beside a log that tells its own events.
    pub(super) fn start_with_log(&self, format: LogFormat, filter: EnvFilter, lines: Lines) {
        let events = written::layer().with_writer(lines);
        let events = events.log_internal_errors(false);
        let log = match format {
            LogFormat::Text => events.with_ansi(is_coloured()).boxed(),
            LogFormat::Json => events
                .json()
                .flatten_event(true)
                .with_span_list(false)
                .boxed(),
        };
        let tracer = self.provider.tracer(env!("CARGO_PKG_NAME"));
        let spans = OpenTelemetryLayer::new(tracer)
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_level(false)
            .with_tracked_inactivity(false)
            .with_context_activation(false)
            // What the parents of spans are is told by spans alone.
            .with_filter(filter_fn(|what| what.is_span() && what.target() == SPANS));
        let started = registry()
            .with(log.with_filter(filter))
            .with(spans)
            .try_init();
        // A test may have started another before; the first one stays.
        drop(started);
    }

    /// Sends what was not sent yet.
    pub(super) async fn flush(&self) {
        let provider = self.provider.clone();
        // It waits for the thread that sends, which needs this runtime.
        let last = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(LAST));
        if !matches!(last.await, Ok(Ok(()))) {
            tracing::warn!("the last traces were not sent");
        }
    }
}

fn address(collector: &Url) -> Url {
    let mut address = collector.clone();
    let path = collector.path().trim_end_matches('/');
    if !path.ends_with(PATH) {
        address.set_path(&format!("{path}/{PATH}"));
    }
    address
}

/// Sends batches over our own client, whose certificates are there in every image.
#[derive(Debug)]
struct Carrier {
    client: Arc<Client>,
    /// The thread that sends has no runtime of its own.
    runtime: Handle,
    complained_at: Mutex<Option<Instant>>,
}

impl Carrier {
    fn new() -> Result<Self> {
        let settings = ClientSettings {
            connect_timeout: ATTEMPT,
            max_body_bytes: MAX_BYTES,
            max_idle_connections: 1,
            ..ClientSettings::default()
        };
        let runtime = Handle::try_current()
            .map_err(|_| Error::new(ErrorKind::Internal, "there is no runtime to send them"))?;
        Ok(Self {
            client: Arc::new(Client::new(&settings)?),
            runtime,
            complained_at: Mutex::default(),
        })
    }

    async fn deliver(&self, request: Request<Bytes>) -> Result<transport::Response> {
        let (head, body) = request.into_parts();
        let url = Url::parse(&head.uri.to_string())
            .map_err(|_| Error::new(ErrorKind::Internal, "the collector has no address"))?;
        let deadline = Instant::now() + ATTEMPT;
        let mut request = transport::Request::write(head.method, "export traces", url, deadline);
        request.headers = head.headers;
        request.body = body;
        let client = Arc::clone(&self.client);
        let sending = async move { tokio::time::timeout_at(deadline, client.send(request)).await };
        let late = || Error::new(ErrorKind::Timeout, "the collector did not answer in time");
        let sent = self.runtime.spawn(sending).await;
        let answer = sent
            .ok()
            .and_then(std::result::Result::ok)
            .ok_or_else(late)??;
        if answer.status.is_success() {
            return Ok(answer);
        }
        let message = "the collector answered with another status than 200";
        Err(Error::new(ErrorKind::BadAnswer, message).with_detail(answer.status))
    }

    fn complain(&self, error: &Error) {
        let now = Instant::now();
        let mut last = self
            .complained_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|at| now - at >= SELDOM) {
            *last = Some(now);
            let (code, detail) = (error.kind().code(), error.detail());
            tracing::warn!(code, detail, "traces are lost: {error}");
        }
    }
}

#[async_trait]
impl HttpClient for Carrier {
    async fn send_bytes(
        &self,
        request: Request<Bytes>,
    ) -> std::result::Result<Response<Bytes>, HttpError> {
        match self.deliver(request).await {
            Ok(answer) => Ok(Response::builder()
                .status(answer.status)
                .body(answer.body)?),
            Err(error) => {
                self.complain(&error);
                Err(Box::new(error))
            }
        }
    }
}
