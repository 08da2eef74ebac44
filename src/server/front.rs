//! What happens to every request, whatever its route: an id, the `Host` check, a log line, and no panic gets out.

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Response, StatusCode, header},
    middleware::Next,
};
use futures_util::FutureExt;
use tokio::time::Instant;
use tracing::Instrument;

use crate::{
    error::ErrorKind,
    server::{
        answer::refused,
        host::check_host,
        media::Media,
        refusal::Refusal,
        request_id::{REQUEST_ID, RequestId, RequestIds},
        routes::{GRAPHQL, text},
        settings::ServerSettings,
    },
};

/// What the front needs.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) ids: RequestIds,
    pub(super) settings: Arc<ServerSettings>,
}

/// Wraps one request.
pub(super) async fn front(
    State(front): State<Arc<Front>>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let id = front.ids.id_of(request.headers());
    request.extensions_mut().insert(id.clone());
    // The pattern of the route, never the path itself: paths may carry secrets.
    let matched = request.extensions().get::<MatchedPath>();
    let path = matched.map_or("(none)", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let client = tracing::field::Empty;
    let span = tracing::info_span!("request", %method, path, request_id = %id, client);
    let started = Instant::now();
    let answering = async {
        let mut response = answer(&front, request, next, &id).await;
        response.headers_mut().insert(REQUEST_ID, id.header());
        let status = response.status().as_u16();
        let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status, duration_ms, "answered {status} in {duration_ms} ms");
        response
    };
    answering.instrument(span).await
}

async fn answer(front: &Front, request: Request, next: Next, id: &RequestId) -> Response<Body> {
    let graphql = request.uri().path() == GRAPHQL;
    let refuse = |refusal: &Refusal| match (graphql, refusal.status) {
        (false, Some(status)) => text(status, refusal.message.clone()),
        _ => refused(refusal, Media::Json, id),
    };
    let checked = check_host(
        request.version(),
        request.uri(),
        request.headers(),
        &front.settings,
    );
    if let Err(refusal) = checked {
        return refuse(&refusal);
    }
    let response = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = response.unwrap_or_else(|_| {
        tracing::error!("a handler panicked");
        refuse(&Refusal::http(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorKind::Internal,
            "something went wrong inside; quote the request id",
        ))
    });
    response.headers_mut().insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
