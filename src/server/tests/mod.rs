//! A small schema behind the real router, and what a client sees of it.

mod answers;
mod batches;
mod bodies;
mod browsers;
mod connections;
mod documents;
mod files;
mod framing;
mod gate;
mod http2;
mod inside;
mod literals;
mod persisted;
mod requests;
mod rows;
mod running;
mod scan;
mod sockets;
mod stopping;
mod tls;
mod traffic;
mod uploads;
mod uploads_pace;
mod viewers;

use std::{
    os::unix::fs::FileExt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_graphql::{
    Context, EmptySubscription, Enum, ErrorExtensions, InputObject, Object,
    Request as GraphqlRequest, Response as GraphqlResponse, Schema, Upload,
};
use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
    routing::get,
};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tower::ServiceExt;

use crate::{
    auth::{Clients, Sight, Viewer},
    meter::Sheet,
    server::{Engine, Purse, RequestId, ServerSettings, Standing, Vitals, apply_limits, router},
};

/// What the tests learn from inside a resolver.
#[derive(Debug, Default)]
pub(super) struct Signals {
    executions: AtomicUsize,
    pub(super) started: Notify,
    pub(super) dropped: Notify,
    pub(super) release: Notify,
}

struct DropSignal(Arc<Signals>);

impl Drop for DropSignal {
    fn drop(&mut self) {
        self.0.dropped.notify_one();
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
enum Colour {
    Red,
}

struct Query(Arc<Signals>);

#[Object]
impl Query {
    async fn hello(&self) -> i32 {
        1
    }

    async fn me(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    async fn echo(&self, text: Option<String>) -> Option<String> {
        text
    }

    async fn number(&self, value: Option<i32>) -> Option<i32> {
        value
    }

    async fn colour(&self, value: Option<Colour>) -> Option<Colour> {
        value
    }

    async fn ids(&self, list: Option<Vec<i32>>) -> Option<usize> {
        list.map(|list| list.len())
    }

    async fn request_id(&self, context: &Context<'_>) -> String {
        context.data_unchecked::<RequestId>().to_string()
    }

    async fn viewer(&self, context: &Context<'_>) -> String {
        context.data_unchecked::<Arc<Viewer>>().name.to_string()
    }

    async fn uncoded(&self) -> Option<async_graphql::Result<i32>> {
        Some(Err("the password is swordfish".into()))
    }

    async fn coded(&self) -> Option<async_graphql::Result<i32>> {
        let error = async_graphql::Error::new("no such invoice");
        Some(Err(error.extend_with(|_, extensions| {
            extensions.set("code", "NOT_FOUND");
        })))
    }

    async fn strict(&self) -> async_graphql::Result<i32> {
        Err("broken".into())
    }

    async fn panics(&self) -> i32 {
        fail()
    }

    async fn hangs(&self) -> i32 {
        let _signal = DropSignal(Arc::clone(&self.0));
        self.0.started.notify_one();
        self.0.release.notified().await;
        7
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn change(&self) -> i32 {
        1
    }

    async fn upload(&self, context: &Context<'_>, file: Upload) -> String {
        describe(context, file)
    }

    async fn uploads(
        &self,
        context: &Context<'_>,
        input: FilesInput,
        files: Option<Vec<Upload>>,
    ) -> Vec<String> {
        let all = [input.file].into_iter().chain(files.into_iter().flatten());
        all.map(|file| describe(context, file)).collect()
    }

    async fn keeps(&self, context: &Context<'_>, file: Upload) -> String {
        tokio::time::sleep(std::time::Duration::from_secs(30)).await;
        describe(context, file)
    }
}

#[derive(InputObject)]
struct FilesInput {
    file: Upload,
}

/// Name, type, size and content (or its first ten bytes) of an uploaded file.
fn describe(context: &Context<'_>, file: Upload) -> String {
    let file = file.value(context).expect("the file came");
    let size = file.size().expect("a size");
    let mut bytes = vec![0; usize::try_from(size).unwrap().min(10)];
    file.content.read_exact_at(&mut bytes, 0).expect("content");
    let content = String::from_utf8_lossy(&bytes).into_owned();
    let content_type = file.content_type.unwrap_or_default();
    format!("{} {content_type} {size} {content:?}", file.filename)
}

struct TestEngine {
    schema: Schema<Query, Mutation, EmptySubscription>,
    signals: Arc<Signals>,
}

#[async_trait]
impl Engine for TestEngine {
    fn purse(&self) -> Purse {
        Arc::new(())
    }

    async fn execute(
        &self,
        request: GraphqlRequest,
        viewer: Arc<Viewer>,
        _: Purse,
    ) -> GraphqlResponse {
        self.signals.executions.fetch_add(1, Ordering::Relaxed);
        self.schema.execute(request.data(viewer)).await
    }

    fn accounts(&self, viewer: &Viewer) -> Vec<Standing> {
        let ids: Vec<String> = match &viewer.accounts {
            Sight::All => ["acme", "studio"].map(str::to_owned).to_vec(),
            Sight::Only(accounts) => accounts.iter().map(ToString::to_string).collect(),
        };
        let standing = |id| Standing {
            id,
            provider: "moneybird",
            state: "FAILED",
            fetched_at: None,
            code: Some("UNAVAILABLE"),
        };
        ids.into_iter().map(standing).collect()
    }

    fn measure(&self, _: &Viewer, _: &mut Sheet) {}

    fn sdl(&self) -> String {
        self.schema.sdl()
    }
}

/// A router over the small schema.
pub(super) struct Server {
    pub(super) router: Router,
    pub(super) signals: Arc<Signals>,
    pub(super) vitals: Arc<Vitals>,
}

impl Server {
    pub(super) fn new() -> Self {
        Self::with(ServerSettings::default())
    }

    pub(super) fn with(settings: ServerSettings) -> Self {
        let pages = Router::new()
            .route("/", get(async || "a page"))
            .route("/broken", get(broken_page));
        Self::of(Clients::anybody(), settings, pages)
    }

    pub(super) fn with_pages(pages: Router) -> Self {
        Self::of(Clients::anybody(), ServerSettings::default(), pages)
    }

    pub(super) fn of(clients: Clients, settings: ServerSettings, pages: Router) -> Self {
        let signals = Arc::new(Signals::default());
        let query = Query(Arc::clone(&signals));
        let builder = Schema::build(query, Mutation, EmptySubscription);
        let engine = TestEngine {
            schema: apply_limits(builder, &settings).finish(),
            signals: Arc::clone(&signals),
        };
        Self {
            vitals: Arc::clone(&settings.vitals),
            router: router(Arc::new(engine), Arc::new(clients), settings, pages),
            signals,
        }
    }

    /// How many requests reached the schema.
    pub(super) fn executions(&self) -> usize {
        self.signals.executions.load(Ordering::Relaxed)
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let router = self.router.clone();
        let response = router.oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.to_vec(),
        }
    }

    /// Posts a body as JSON, asking for honest statuses.
    pub(super) async fn post(&self, body: impl Into<Body>) -> Answer {
        let request = post().header(header::ACCEPT, "application/graphql-response+json");
        self.send(request.body(body.into()).unwrap()).await
    }

    pub(super) async fn query(&self, text: &str) -> Answer {
        self.post(json!({ "query": text }).to_string()).await
    }

    pub(super) async fn get(&self, uri: &str) -> Answer {
        let request = Request::get(uri).header(header::HOST, "localhost:4000");
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

async fn broken_page() -> String {
    fail().to_string()
}

fn fail() -> i32 {
    panic!("the password is swordfish")
}

/// Starts a JSON POST that nothing is wrong with.
pub(super) fn post() -> axum::http::request::Builder {
    Request::builder()
        .method(Method::POST)
        .uri("/graphql")
        .header(header::HOST, "127.0.0.1:4000")
        .header(header::CONTENT_TYPE, "application/json")
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is text")
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The first error's sentence.
    pub(super) fn message(&self) -> String {
        let message = self.json()["errors"][0]["message"].clone();
        message.as_str().expect("there is an error").to_owned()
    }

    /// Checks that this is a well-formed refusal: this status, this code, no data, the request's id in every error.
    #[track_caller]
    pub(super) fn refuses(&self, status: u16, code: &str) {
        let body = self.json();
        assert_eq!(self.status, status, "{body}");
        assert!(body.get("data").is_none(), "{body}");
        let errors = body["errors"].as_array().expect("there are errors");
        assert_eq!(errors[0]["extensions"]["code"], code, "{body}");
        for error in errors {
            let id = &error["extensions"]["requestId"];
            assert_eq!(id, self.header("x-request-id"), "{body}");
            assert!(error["extensions"]["code"].is_string(), "{body}");
        }
        assert_eq!(self.header("cache-control"), "no-store");
    }
}
