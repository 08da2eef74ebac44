//! The gate that every request to a vendor passes, as at a vendor's edge.
//!
//! It reads the whole body first, so that a fault after it, or a refusal, cannot be mistaken for a
//! broken upload. A multipart body becomes an [`Upload`] extension, and the vendor's handler gets an empty body.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::sandbox::requests::Recorded;
use crate::sandbox::spoil;
use crate::sandbox::state::{AskedPath, Sandbox};
use crate::sandbox::upload::{self, Upload};
use crate::sandbox::vendor::Vendor;

/// The largest request body that is not multipart, in bytes.
const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;

/// A request whose body has been read.
#[derive(Debug)]
struct Arrived {
    parts: Parts,
    /// The path before a format suffix was taken off.
    path: String,
    /// The route's template; none for paths that no vendor knows.
    template: Option<MatchedPath>,
    body: Bytes,
    /// Whether a multipart body ended too early.
    broken: bool,
}

/// Records, delays, counts, spoils and authorizes, in this order.
pub(crate) async fn gate(
    State(sandbox): State<Arc<Sandbox>>,
    request: Request,
    next: Next,
) -> Response {
    let arrived = match read(&sandbox, request).await {
        Ok(arrived) => arrived,
        Err(status) => return status.into_response(),
    };
    let latency = sandbox.latency();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let Some(vendor) = sandbox.vendor_of(&arrived.path).map(Arc::clone) else {
        return next.run(arrived.into_request()).await;
    };
    let quota = vendor.count_call(&arrived.path);
    let mut response = match quota.refusal {
        Some(refusal) => refusal,
        None => faulty(&sandbox, vendor.as_ref(), arrived, next).await,
    };
    response.headers_mut().extend(quota.headers);
    response
}

async fn read(sandbox: &Sandbox, request: Request) -> Result<Arrived, StatusCode> {
    let (mut parts, body) = request.into_parts();
    let asked = parts.extensions.get::<AskedPath>().cloned();
    let path = asked.map_or_else(|| parts.uri.path().to_owned(), |asked| asked.0);
    let template = parts.extensions.get::<MatchedPath>().cloned();
    let mut broken = false;
    let (recorded, body) = match upload::boundary(&parts.headers) {
        Some(boundary) => {
            let upload = upload::read(body, boundary).await;
            broken = upload.is_err();
            let (Ok(upload) | Err(upload)) = upload;
            let recorded = Recorded::with_upload(&parts, &path, &upload, broken);
            parts.extensions.insert::<Arc<Upload>>(Arc::new(upload));
            (recorded, Bytes::new())
        }
        None => {
            let body = axum::body::to_bytes(body, MAX_BODY_BYTES).await;
            let body = body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
            (Recorded::new(&parts, &path, &body), body)
        }
    };
    let route = template.as_ref().map_or("{unknown}", MatchedPath::as_str);
    sandbox
        .log
        .record(format!("{} {route}", parts.method), recorded);
    Ok(Arrived {
        parts,
        path,
        template,
        body,
        broken,
    })
}

/// Answers with what the faults leave of the vendor's answer.
async fn faulty(sandbox: &Sandbox, vendor: &dyn Vendor, arrived: Arrived, next: Next) -> Response {
    let resource = vendor.resource_of(&arrived.path);
    let method = arrived.parts.method.as_str();
    let hit = sandbox.faults.take(resource, method, &arrived.path);
    if !hit.delay.is_zero() {
        tokio::time::sleep(hit.delay).await;
    }
    if let Some(fault) = &hit.answer
        && let Some(instead) = spoil::instead(fault, vendor).await
    {
        return instead;
    }
    if let Err(refusal) = vendor.authorize(&arrived.path, &arrived.parts.headers) {
        return *refusal;
    }
    if arrived.template.is_none() {
        return vendor.error(StatusCode::NOT_FOUND);
    }
    if arrived.broken {
        return vendor.error(StatusCode::BAD_REQUEST);
    }
    let request = arrived.into_request();
    let response = match hit.lateness() {
        Some(lateness) => {
            // On its own, so that a client who hangs up does not end it.
            tokio::spawn(async move {
                tokio::time::sleep(lateness).await;
                next.run(request).await
            });
            Response::default()
        }
        None => next.run(request).await,
    };
    match &hit.answer {
        Some(fault) => spoil::spoil(fault, response).await,
        None => response,
    }
}

impl Arrived {
    fn into_request(self) -> Request {
        Request::from_parts(self.parts, Body::from(self.body))
    }
}
