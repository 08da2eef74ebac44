//! The routes.

use std::sync::{Arc, OnceLock};

use axum::{
    Router,
    body::Body,
    extract::{Extension, Request},
    http::{HeaderValue, Response, StatusCode, header},
    middleware,
    routing::{any, get},
};

use crate::{
    auth::{Clients, Scope},
    server::{
        compression::compression,
        endpoint::Endpoint,
        engine::Engine,
        front::{Front, front},
        gate::Gate,
        handler::graphql,
        inside::{self, Operations, Requests},
        memory::Memory,
        origins::Origins,
        persisted::Persisted,
        settings::ServerSettings,
        viewer::{Entry, turned_away},
    },
};

/// Where queries and mutations go.
pub(super) const GRAPHQL: &str = "/graphql";

/// Builds the router: `/graphql`, `/health/live`, `/health/ready`, `/metrics`, `/schema.graphql` and the pages of `extra`,
/// all behind the same front.
///
/// Of these, `/health` is for everybody (who tells the known more), and so is what `extra` shows; `clients` may do the rest.
///
/// `extra` must have neither these routes nor a fallback of its own; axum panics on both.
pub fn router(
    engine: Arc<dyn Engine>,
    clients: Arc<Clients>,
    settings: ServerSettings,
    extra: Router,
) -> Router {
    let memory = Memory::new(&settings);
    router_with(&memory, engine, clients, settings, extra)
}

/// Builds the same with what the server remembers from before.
pub fn router_with(
    memory: &Memory,
    engine: Arc<dyn Engine>,
    clients: Arc<Clients>,
    settings: ServerSettings,
    extra: Router,
) -> Router {
    let settings = Arc::new(settings);
    let sdl = settings.introspection.then(|| engine.sdl());
    let entry = Arc::new(Entry::new(clients, &settings, memory));
    let endpoint = Endpoint {
        engine,
        gate: Gate::new(Arc::clone(&settings)),
        persisted: Persisted::new(
            Arc::clone(&settings.documents),
            settings.persisted_only,
            memory.stored.clone(),
        ),
        entry: Arc::clone(&entry),
        rules: OnceLock::new(),
        operations: Arc::clone(&memory.places),
        transfers: Arc::clone(&memory.transfers),
        bodies: Arc::clone(&memory.bodies),
        settings: Arc::clone(&settings),
        meter: Operations::new(),
    };
    let endpoint = Arc::new(endpoint);
    let at_front = Front {
        ids: Arc::clone(&memory.ids),
        origins: Origins::new(&settings.cors_origins),
        settings,
        requests: Requests::default(),
    };
    let mut router = Router::new()
        .route(GRAPHQL, any(graphql))
        .with_state(Arc::clone(&endpoint))
        .merge(inside::routes(endpoint))
        .route("/health/live", get(async || text(StatusCode::OK, "alive")));
    // Whoever may not ask for the schema does not get it as a file either.
    if let Some(sdl) = sdl {
        let entry = Arc::clone(&entry);
        let schema = get(async move |request: Request| {
            let (parts, _) = request.into_parts();
            match entry.admit(&parts, Scope::Read).await {
                Ok(_) => text(StatusCode::OK, sdl.clone()),
                Err(refusal) => turned_away(&refusal),
            }
        });
        router = router.route("/schema.graphql", schema);
    }
    router = router
        .layer(compression())
        .merge(
            extra
                .layer(Extension(Arc::clone(&memory.transfers)))
                .layer(Extension(entry)),
        )
        .fallback(async || text(StatusCode::NOT_FOUND, "there is nothing here"));
    if let Some(cors) = at_front.origins.layer() {
        router = router.layer(cors);
    }
    router.layer(middleware::from_fn_with_state(Arc::new(at_front), front))
}

/// Answers in plain text.
pub(super) fn text(status: StatusCode, message: impl Into<String>) -> Response<Body> {
    let mut message = message.into();
    if !message.ends_with('\n') {
        message.push('\n');
    }
    let mut response = Response::new(Body::from(message));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, plain);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
