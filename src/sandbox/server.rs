//! Mounts the vendors behind one address, and lets every vendor request pass one gate.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::sandbox::control;
use crate::sandbox::options::Options;
use crate::sandbox::requests::Recorded;
use crate::sandbox::spoil;
use crate::sandbox::state::{AskedPath, Sandbox};
use crate::sandbox::vendors;

/// The largest request body a simulator reads, in bytes.
const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;

/// How long open requests may go on after the shutdown began; some hang on purpose.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(500);

/// Builds all simulators with fresh books, ready to be served.
pub fn router(options: Options) -> Router {
    let vendors = vendors(&options);
    let sandbox = Arc::new(Sandbox::new(vendors, options));
    let mut routes = Router::new();
    for vendor in &sandbox.vendors {
        routes = routes.merge(Arc::clone(vendor).routes());
    }
    let gated = routes
        .fallback(unknown_route)
        .with_state(())
        .layer(from_fn_with_state(Arc::clone(&sandbox), gate))
        .layer(axum::extract::DefaultBodyLimit::disable());
    // Routes are matched before a layer of the same router runs, so the suffix goes outside.
    let suffixes = Arc::clone(&sandbox);
    let served = gated.map_request(move |request| without_suffix(&suffixes, request));
    control::routes(sandbox).fallback_service(served)
}

/// Serves all simulators until `shutdown` is ready, and shortly beyond for open requests.
///
/// # Errors
/// Fails when the listener does.
pub async fn serve(
    listener: TcpListener,
    options: Options,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (stop, mut stopping) = tokio::sync::watch::channel(false);
    let server = axum::serve(listener, router(options)).with_graceful_shutdown(async move {
        shutdown.await;
        stop.send_replace(true);
    });
    let deadline = async move {
        // An error means that the server ended by itself.
        let _ = stopping.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(SHUTDOWN_GRACE).await;
    };
    tokio::select! {
        ended = server => ended,
        () = deadline => Ok(()),
    }
}

fn without_suffix(sandbox: &Sandbox, mut request: Request) -> Request {
    let asked = request.uri().path().to_owned();
    if let Some(vendor) = sandbox.vendor_of(&asked) {
        let routed = vendor.routed_path(&asked);
        if routed != asked
            && let Some(uri) = with_path(request.uri(), routed)
        {
            *request.uri_mut() = uri;
        }
    }
    request.extensions_mut().insert(AskedPath(asked));
    request
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

async fn unknown_route(State(()): State<()>) -> Response {
    (StatusCode::NOT_FOUND, "no such vendor\n").into_response()
}

/// Records, delays, counts, spoils and authorizes, in this order, as a vendor's edge would.
async fn gate(State(sandbox): State<Arc<Sandbox>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, MAX_BODY_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let asked = parts.extensions.get::<AskedPath>().cloned();
    let path = asked.map_or_else(|| parts.uri.path().to_owned(), |asked| asked.0);
    let template = parts.extensions.get::<MatchedPath>().cloned();
    let route = template.as_ref().map_or("{unknown}", MatchedPath::as_str);
    sandbox.log.record(
        format!("{} {route}", parts.method),
        Recorded::new(parts.method.as_str(), &path, parts.uri.query(), &bytes),
    );
    let latency = sandbox.latency();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let Some(vendor) = sandbox.vendor_of(&path).map(Arc::clone) else {
        return next
            .run(Request::from_parts(parts, Body::from(bytes)))
            .await;
    };

    let quota = vendor.count_call(&path);
    let mut response = match quota.refusal {
        Some(refusal) => refusal,
        None => {
            let hit = sandbox
                .faults
                .take(vendor.resource_of(&path), parts.method.as_str(), &path);
            if !hit.delay.is_zero() {
                tokio::time::sleep(hit.delay).await;
            }
            let instead = match &hit.answer {
                Some(fault) => spoil::instead(fault, vendor.as_ref()).await,
                None => None,
            };
            match (instead, vendor.authorize(&path, &parts.headers)) {
                (Some(response), _) => response,
                (None, Err(refusal)) => *refusal,
                (None, Ok(())) if template.is_none() => vendor.error(StatusCode::NOT_FOUND),
                (None, Ok(())) => {
                    let request = Request::from_parts(parts, Body::from(bytes));
                    let response = next.run(request).await;
                    match &hit.answer {
                        Some(fault) => spoil::spoil(fault, response).await,
                        None => response,
                    }
                }
            }
        }
    };
    response.headers_mut().extend(quota.headers);
    response
}
