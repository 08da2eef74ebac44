//! `/health/ready`: whether requests should come here, and how the accounts stand.
//!
//! Accounts are read when somebody asks for them, so that there is nothing to wait for at the start; and one that cannot be
//! read is no reason to send the others' readers elsewhere. Only a server that is about to end is not ready.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Response, StatusCode, header},
};
use serde_json::{Value, json};

use crate::{
    auth::Viewer,
    server::{
        endpoint::Endpoint,
        routes::text,
        viewer::{Caller, turned_away},
    },
};

/// Tells everybody whether to come, and those who are known how the accounts stand that they see.
pub(super) async fn ready(
    State(endpoint): State<Arc<Endpoint>>,
    request: Request,
) -> Response<Body> {
    if endpoint.settings.vitals.is_stopping() {
        return told(StatusCode::SERVICE_UNAVAILABLE, &json!({"ready": false}));
    }
    let (parts, _) = request.into_parts();
    let is_named = parts.headers.contains_key(header::AUTHORIZATION);
    if !is_named && endpoint.entry.demands_keys() {
        return told(StatusCode::OK, &json!({"ready": true}));
    }
    match endpoint.entry.recognise(&parts).await {
        Ok(Caller { viewer, .. }) => {
            let accounts = accounts(&endpoint, &viewer);
            let body = json!({"ready": true, "accounts": accounts});
            told(StatusCode::OK, &body)
        }
        Err(refusal) => turned_away(&refusal),
    }
}

fn accounts(endpoint: &Endpoint, viewer: &Viewer) -> Vec<Value> {
    let accounts = endpoint.engine.accounts(viewer).into_iter();
    let accounts = accounts.map(|account| {
        json!({
            "id": account.id,
            "provider": account.provider,
            "state": account.state,
            "fetchedAt": account.fetched_at,
            "code": account.code,
        })
    });
    accounts.collect()
}

fn told(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = text(status, body.to_string());
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
