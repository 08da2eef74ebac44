//! `/metrics`: what was counted and what is so now, as Prometheus reads it.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Response, StatusCode, header},
};

use crate::{
    auth::Scope,
    meter::{CONNECTIONS, OPERATIONS_IN_FLIGHT, Sheet, TRANSFERS_IN_FLIGHT},
    server::{endpoint::Endpoint, routes::text, viewer::turned_away},
};

/// The text format of Prometheus.
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// Tells whoever may read what is measured.
pub(super) async fn scrape(
    State(endpoint): State<Arc<Endpoint>>,
    request: Request,
) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let caller = match endpoint.entry.admit(&parts, Scope::Metrics).await {
        Ok(caller) => caller,
        Err(refusal) => return turned_away(&refusal),
    };
    let mut sheet = Sheet::default();
    endpoint.measure(&mut sheet);
    endpoint.engine.measure(&caller.viewer, &mut sheet);
    let mut response = text(StatusCode::OK, sheet.page());
    response.headers_mut().insert(header::CONTENT_TYPE, TEXT);
    response
}

impl Endpoint {
    fn measure(&self, sheet: &mut Sheet) {
        let vitals = &self.settings.vitals;
        sheet.count(&CONNECTIONS, &[], vitals.connections());
        sheet.count(&OPERATIONS_IN_FLIGHT, &[], self.operations.taken());
        sheet.count(&TRANSFERS_IN_FLIGHT, &[], self.transfers.taken());
    }
}
