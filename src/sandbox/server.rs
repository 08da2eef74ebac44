//! Mounts the vendors behind one address, and lets every vendor request pass one gate.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::sandbox::control;
use crate::sandbox::gate::gate;
use crate::sandbox::options::Options;
use crate::sandbox::state::{AskedPath, Sandbox};
use crate::sandbox::vendors;

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
