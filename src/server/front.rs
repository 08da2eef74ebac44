//! What happens to every request, whatever its route: an id, a look at who is called and by whose page, a log line, and
//! no panic gets out.

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, Response, StatusCode, Version, header},
    middleware::Next,
};
use futures_util::FutureExt;
use tracing::Instrument;

use crate::{
    error::ErrorKind,
    server::{
        access::{Access, Line},
        answer::refused,
        connections::Ambiguous,
        host::check_host,
        inside::Requests,
        media::Media,
        origins::{Origins, TRACEPARENT},
        protection::{Use, protect},
        refusal::Refusal,
        request_id::{REQUEST_ID, RequestId, RequestIds},
        routes::{GRAPHQL, text},
        settings::ServerSettings,
    },
    span,
};

/// What the front needs.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) ids: Arc<RequestIds>,
    pub(super) origins: Origins,
    pub(super) settings: Arc<ServerSettings>,
    pub(super) requests: Requests,
}

/// The route of files.
const FILES: &str = "/files/{token}";

/// Most headers of a request, the number that the parser of HTTP/1.1 allows; h2 counts their bytes alone.
const MAX_HEADERS: usize = 100;

/// Wraps one request.
pub(super) async fn front(
    State(front): State<Arc<Front>>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let id = front.ids.id_of(request.headers());
    let access = Arc::new(Access::default());
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(Arc::clone(&access));
    // The pattern of the route, never the path itself: paths may carry secrets.
    let matched = request.extensions().get::<MatchedPath>();
    let path = matched.map_or("(none)", MatchedPath::as_str).to_owned();
    let counted = front.requests.begin(&path);
    let kind = if path == FILES { Use::File } else { Use::Own };
    let method = told(request.method());
    let client = tracing::field::Empty;
    let traced = span::request(method, &path, id.as_str());
    if let Some(traceparent) = only(&request, TRACEPARENT) {
        span::go_on(&traced, traceparent);
    }
    let span =
        tracing::info_span!(parent: &traced, "request", method, path, request_id = %id, client);
    let answering = async {
        let line = Line::begin(&access);
        let mut response = answer(&front, request, next, &id, &access).await;
        let headers = response.headers_mut();
        headers.insert(REQUEST_ID, id.header());
        protect(headers, kind, front.settings.tls);
        counted.answered(response.status());
        line.end(response.status());
        span::answered(&traced, response.status().as_u16());
        response
    };
    // In both: each kind of span looks for its parent among its own.
    answering.instrument(span).instrument(traced.clone()).await
}

/// A method as the log and traces tell it: another one than these is any text that a client makes up.
fn told(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "_OTHER",
    }
}

async fn answer(
    front: &Front,
    request: Request,
    next: Next,
    id: &RequestId,
    access: &Access,
) -> Response<Body> {
    let graphql = request.uri().path() == GRAPHQL;
    let refuse = |refusal: &Refusal| match (graphql, refusal.status) {
        (false, Some(status)) => text(status, refusal.message.clone()),
        _ => refused(refusal, Media::Json, id, access),
    };
    if let Err(refusal) = check_framing(&request) {
        let mut response = refuse(&refusal);
        if request.version() < Version::HTTP_2 {
            let headers = response.headers_mut();
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        return response;
    }
    let checked = check_host(
        request.version(),
        request.uri(),
        request.headers(),
        &front.settings,
    );
    let checked = checked.and_then(|()| match graphql {
        true => front.origins.check(request.method(), request.headers()),
        false => Ok(()),
    });
    if let Err(refusal) = checked {
        return refuse(&refusal);
    }
    let response = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    response.unwrap_or_else(|_| {
        tracing::error!("a handler panicked");
        refuse(&Refusal::http(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorKind::Internal,
            "something went wrong inside; quote the request id",
        ))
    })
}

/// The text of a header that is there once.
fn only<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    let mut values = request.headers().get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

/// Refuses a request that a proxy before us may have read otherwise, and one with too many headers.
fn check_framing(request: &Request) -> Result<(), Refusal> {
    if request.extensions().get::<Ambiguous>().is_some() {
        let message = "send one Content-Length, or Transfer-Encoding, and not both";
        return Err(Refusal::malformed(message));
    }
    // The parser passes a body on as it came; taken for what it unpacks to, it would be another request.
    let mut codings = request.headers().get_all(header::TRANSFER_ENCODING).iter();
    if codings.any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"chunked")) {
        let message = "the only Transfer-Encoding that is taken is chunked";
        return Err(Refusal::malformed(message));
    }
    if request.headers().len() > MAX_HEADERS {
        return Err(Refusal::http(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            ErrorKind::LimitExceeded,
            format!("send at most {MAX_HEADERS} headers"),
        ));
    }
    Ok(())
}
