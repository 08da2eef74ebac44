//! What clients send to `/graphql`: whatever it is, the answer is a GraphQL response, and nothing in it is our fault.

use std::{
    convert::Infallible,
    sync::{Arc, LazyLock},
};

use async_graphql::{Request as GraphqlRequest, Response as GraphqlResponse};
use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use bytes::Bytes;
use futures_util::stream;
use invoice_gateway::{
    auth::{Clients, Viewer},
    domain::ProviderId,
    error::ErrorKind,
    graphql,
    meter::Sheet,
    server::{self, Engine, Purse, ServerSettings, Standing},
};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{
    vendor::{Manner, Vendor},
    world::{accounts, check_message, execute, has_token, wait},
};

const INVOICE: &[u8] = include_bytes!("../../../tests/fixtures/moneybird/sales_invoice.json");
/// Larger than any answer to a question that passes the gate.
const MOST_BYTES: usize = 64 << 20;

/// The gateway's schema over one account, whose vendor always answers the same.
struct Gateway;

#[async_trait]
impl Engine for Gateway {
    fn purse(&self) -> Purse {
        Arc::new(())
    }

    async fn execute(&self, request: GraphqlRequest, _: Arc<Viewer>, _: Purse) -> GraphqlResponse {
        let vendor = Vendor::new(ProviderId::Moneybird, Manner::Enveloped, INVOICE);
        execute(request, &accounts(ProviderId::Moneybird, &vendor)).await
    }

    fn accounts(&self, _: &Viewer) -> Vec<Standing> {
        Vec::new()
    }

    fn measure(&self, _: &Viewer, _: &mut Sheet) {}

    fn sdl(&self) -> String {
        graphql::sdl()
    }
}

static ROUTER: LazyLock<Router> = LazyLock::new(|| {
    let (engine, clients) = (Arc::new(Gateway), Arc::new(Clients::anybody()));
    server::router(engine, clients, ServerSettings::default(), Router::new())
});

/// The text of a query.
pub(super) fn query(bytes: &[u8]) {
    let query = String::from_utf8_lossy(bytes);
    let body = json!({ "query": query, "variables": { "id": "x", "first": 1 } });
    send("application/json", vec![Bytes::from(body.to_string())]);
}

/// The whole body of a POST.
pub(super) fn body(bytes: &[u8]) {
    send("application/json", vec![Bytes::copy_from_slice(bytes)]);
}

/// A body of several parts, whose boundary is `x`. The first byte says in pieces of how many bytes it comes.
pub(super) fn multipart(bytes: &[u8]) {
    let Some((size, body)) = bytes.split_first() else {
        return;
    };
    let pieces = body.chunks(usize::from(*size).max(1));
    let pieces = pieces.map(Bytes::copy_from_slice).collect();
    send("multipart/form-data; boundary=x", pieces);
}

fn send(content_type: &str, pieces: Vec<Bytes>) {
    if has_token(&pieces.concat()) {
        return;
    }
    let pieces = pieces.into_iter().map(Ok::<_, Infallible>);
    let request = Request::post("/graphql")
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, content_type)
        .header("graphql-require-preflight", "1")
        .body(Body::from_stream(stream::iter(pieces)))
        .expect("the request is well-formed");
    let (status, text) = wait(async {
        let response = ROUTER.clone().oneshot(request).await;
        let response = response.unwrap_or_else(|never| match never {});
        let status = response.status();
        let body = to_bytes(response.into_body(), MOST_BYTES).await;
        (status, body.expect("an answer ends"))
    });
    assert!(!status.is_server_error(), "{status}: {text:?}");
    let answer: Value = serde_json::from_slice(&text).expect("an answer is JSON");
    assert!(!has_token(&text), "a secret");
    let errors = answer["errors"].as_array();
    assert!(errors.is_some() || answer.get("data").is_some());
    for error in errors.into_iter().flatten() {
        check(error);
    }
}

fn check(error: &Value) {
    let extensions = &error["extensions"];
    let kind = extensions["code"].as_str().and_then(ErrorKind::from_code);
    assert!(kind.is_some(), "no code: {error}");
    assert!(kind != Some(ErrorKind::Internal), "{error}");
    assert!(extensions["requestId"].is_string(), "no id: {error}");
    check_message(error["message"].as_str().expect("an error has a message"));
}
