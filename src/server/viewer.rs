//! Who asks, before anything is read of what they ask.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use tracing::Span;

use crate::{
    auth::{Clients, Scope, Viewer},
    error::ErrorKind,
    server::{refusal::Refusal, routes::text},
};

/// Lets a client in that may do this, and turns everybody else away. The log tells who it was.
pub(super) async fn admit(
    clients: &Clients,
    headers: &HeaderMap,
    scope: Scope,
) -> Result<Arc<Viewer>, Refusal> {
    let viewer = clients.recognise(headers).await.map_err(|unknown| {
        let (status, kind) = (StatusCode::UNAUTHORIZED, ErrorKind::Unauthenticated);
        Refusal::http(status, kind, unknown.to_string())
    })?;
    Span::current().record("client", &*viewer.name);
    if viewer.may(scope) {
        return Ok(viewer);
    }
    let message = format!("this client may not do that: it lacks the scope \"{scope}\"");
    Err(Refusal::http(
        StatusCode::FORBIDDEN,
        ErrorKind::Forbidden,
        message,
    ))
}

/// Turns somebody away from what is not GraphQL.
pub(super) fn turned_away(refusal: &Refusal) -> Response<Body> {
    let status = refusal.status.unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = text(status, refusal.message.clone());
    challenge(&mut response);
    response
}

/// Says with which kind of credentials to come back.
pub(super) fn challenge(response: &mut Response<Body>) {
    if response.status() == StatusCode::UNAUTHORIZED {
        let bearer = HeaderValue::from_static("Bearer");
        let headers = response.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, bearer);
    }
}
