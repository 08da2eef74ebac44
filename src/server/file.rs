//! `/files/{token}`: a file as a browser may have it, in pieces as they come.
//!
//! What is sent was made by strangers. It is shown only where its type can do no harm, and never runs as a page of ours.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    extract::{Extension, Path, RawQuery, State, rejection::PathRejection},
    http::{HeaderValue, Response, StatusCode, header},
    routing::get,
};
use bytes::Bytes;
use futures_util::{TryStreamExt, stream::BoxStream};
use serde_json::json;

use crate::{
    error::{Error, ErrorKind, Result, Retry},
    server::{
        file_type::{Shown, disposition, shown},
        refusal::Refusal,
        request_id::RequestId,
        traffic::{Crowded, Peer, Place, Places, Who},
        viewer::Entry,
    },
};

/// What a page that somebody attached may do: nothing, and not as a page of this origin.
const SANDBOX: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
/// The same for what a viewer of the browser's shows, which some put into a page of ours: as an object that finds itself
/// there, laid out by the words of its elements. In a sandbox some show nothing.
const VIEWER: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
);

/// A file as it comes in.
pub struct ServedFile {
    /// Its name.
    pub filename: String,
    /// Its media type, where it is told.
    pub content_type: Option<String>,
    /// Its size in bytes, where it is told.
    pub size_bytes: Option<u64>,
    /// Its content, piece by piece; an error ends it. Dropping it ends the reading.
    pub body: BoxStream<'static, Result<Bytes>>,
}

impl fmt::Debug for ServedFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ServedFile")
            .field("filename", &self.filename)
            .field("content_type", &self.content_type)
            .field("size_bytes", &self.size_bytes)
            .finish_non_exhaustive()
    }
}

/// Why there is no file.
#[derive(Clone, Debug)]
pub enum NoFile {
    /// Nobody here made this link.
    Foreign,
    /// The link's time is over.
    Expired,
    /// Whatever stopped it.
    Failed(Error),
}

/// Opens what the links stand for.
#[async_trait]
pub trait Files: Send + Sync + 'static {
    /// The client that the link of a token was made for, without asking anybody.
    ///
    /// # Errors
    /// Why there is no such link.
    fn client_of(&self, token: &str) -> Result<Arc<str>, NoFile>;

    /// Opens the file of a token.
    ///
    /// # Errors
    /// Why there is none.
    async fn open(&self, token: &str) -> Result<ServedFile, NoFile>;
}

impl fmt::Debug for dyn Files {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Files")
    }
}

/// The route of the links.
pub fn files(files: Arc<dyn Files>) -> Router {
    Router::new()
        .route("/files/{token}", get(file))
        .with_state(files)
}

async fn file(
    State(files): State<Arc<dyn Files>>,
    Extension(transfers): Extension<Arc<Places>>,
    Extension(entry): Extension<Arc<Entry>>,
    Extension(id): Extension<RequestId>,
    peer: Option<Extension<Peer>>,
    token: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Response<Body> {
    // No link of ours has bytes that are no text.
    let Ok(Path(token)) = token else {
        return refused(&NoFile::Foreign, &id);
    };
    let peer = peer.map(|Extension(peer)| peer);
    let client = match files.client_of(&token) {
        Ok(client) => client,
        Err(none) => return refused(&none, &id),
    };
    if let Err(refusal) = entry.count_for(&client, peer) {
        let status = refusal.status.unwrap_or(StatusCode::TOO_MANY_REQUESTS);
        return told(status, &error_of(refusal), &id);
    }
    // Whoever was handed the link takes the file, so its address counts.
    let who = Who::from_afar(peer);
    let place = match transfers.enter(who.as_ref()).await {
        Ok(place) => place,
        Err(crowded) => return refused(&full(&transfers, crowded), &id),
    };
    match files.open(&token).await {
        Ok(file) => served(
            file,
            place,
            wants_download(query.as_deref().unwrap_or_default()),
        ),
        Err(none) => refused(&none, &id),
    }
}

/// Whether the link asks for a file to be saved and not shown: `download`, with any value but `0`.
fn wants_download(query: &str) -> bool {
    let download = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        name == "download" && value != "0"
    };
    query.split('&').any(download)
}

fn full(transfers: &Places, crowded: Crowded) -> NoFile {
    let most = transfers.most(crowded);
    let refusal = Refusal::crowded(crowded, most, "uploads and downloads", "transfers");
    NoFile::Failed(error_of(refusal))
}

fn error_of(refusal: Refusal) -> Error {
    let wait = refusal.retry_after.unwrap_or_default();
    Error::new(refusal.kind, refusal.message).retry_hint(Retry::After(wait))
}

/// The place is given back when the last piece was taken, or nobody takes it any more.
fn served(file: ServedFile, place: Place, download: bool) -> Response<Body> {
    let Shown { content_type, kind } = shown(file.content_type.as_deref());
    let inline = kind.is_harmless() && !download;
    let body = file.body.inspect_err(move |error| {
        let _kept = &place;
        log(error);
    });
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition(&file.filename, inline),
    );
    if let Some(size) = file.size_bytes {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    }
    let policy = if kind.can_be_sandboxed() {
        SANDBOX
    } else {
        VIEWER
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    keep_private(&mut response);
    response
}

/// The address is a key, and the file is somebody's invoice.
fn keep_private(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    let private = HeaderValue::from_static("private, no-store");
    headers.insert(header::CACHE_CONTROL, private);
    let silent = HeaderValue::from_static("no-referrer");
    headers.insert(header::REFERRER_POLICY, silent);
}

fn refused(none: &NoFile, id: &RequestId) -> Response<Body> {
    let unknown = Error::new(
        ErrorKind::NotFound,
        "this is not a link of this gateway, or it was restarted since: ask for `url` again",
    );
    let expired = Error::new(
        ErrorKind::NotFound,
        "the link has expired: ask for `url` again",
    );
    let (status, error) = match none {
        NoFile::Foreign => (StatusCode::NOT_FOUND, &unknown),
        NoFile::Expired => (StatusCode::GONE, &expired),
        NoFile::Failed(error) => {
            log(error);
            (status(error.kind()), error)
        }
    };
    told(status, error, id)
}

fn told(status: StatusCode, error: &Error, id: &RequestId) -> Response<Body> {
    let told = json!({"error": {
        "code": error.kind().code(),
        "message": error.message(),
        "retryable": error.retry() != Retry::Never,
        "requestId": id.as_str(),
    }});
    let mut response = Response::new(Body::from(told.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    if let Retry::After(wait) = error.retry() {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    keep_private(&mut response);
    response
}

/// The provider's failures are those of a gateway, not of whoever clicked.
fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::InvalidInput | ErrorKind::InvalidId | ErrorKind::LimitExceeded => {
            StatusCode::BAD_REQUEST
        }
        ErrorKind::NotFound | ErrorKind::Unsupported | ErrorKind::PersistedQueryNotFound => {
            StatusCode::NOT_FOUND
        }
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::ProviderAuth | ErrorKind::BadAnswer => StatusCode::BAD_GATEWAY,
        ErrorKind::RateLimited | ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Tells the log why a file did not come, or not to its end.
fn log(error: &Error) {
    let (code, operation, detail) = (error.kind().code(), error.operation(), error.detail());
    let account = error.account().map(tracing::field::display);
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::Unsupported | ErrorKind::Conflict => {
            tracing::info!(account, code, operation, "a file was not there: {error}");
        }
        ErrorKind::Internal => {
            tracing::error!(account, code, operation, detail, "a file failed: {error}");
        }
        _ => tracing::warn!(account, code, operation, detail, "a file failed: {error}"),
    }
}
