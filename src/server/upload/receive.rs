//! Reads a request with files.

use std::time::Duration;

use async_graphql::UploadValue;
use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use multer::{Constraints, Field, Multipart, SizeLimit};
use tokio::time::timeout;

use crate::{
    error::ErrorKind,
    server::{
        params::{Asked, Params, from_body},
        refusal::Refusal,
        settings::ServerSettings,
        upload::{
            feed::{Cut, Feed, Progress},
            map::Places,
            preflight::boundary,
            spool::{Room, Spool, nothing},
        },
    },
};

/// How long a sender may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// Room for what stands between the parts, for each part in bytes.
const BETWEEN: usize = 64 << 10;

/// A request with files.
pub(in crate::server) struct Received {
    /// What is asked.
    pub(in crate::server) params: Params,
    /// The files, each with the variable that it stands for.
    pub(in crate::server) files: Vec<(String, UploadValue)>,
}

impl From<Params> for Received {
    /// A request without files.
    fn from(params: Params) -> Self {
        Self {
            params,
            files: Vec::new(),
        }
    }
}

/// Whether somebody's files are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) enum Files {
    /// They are.
    Wanted,
    /// They are not read: whoever asks will be refused, as with files that have nothing in them.
    Unwanted,
}

/// Reads a request with files. `check` judges what is asked before any file is read.
pub(in crate::server) async fn receive(
    headers: &HeaderMap,
    body: Body,
    settings: &ServerSettings,
    check: impl FnOnce(&Params) -> Result<Files, Refusal>,
) -> Result<Received, Refusal> {
    let boundary = boundary(headers)?;
    let files = settings.max_upload_files;
    let most = settings.max_body_bytes
        + settings.max_map_bytes
        + settings.max_upload_bytes
        + (files + 2) * BETWEEN;
    let announced = headers.get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(too_large("the request", most, Some("upload")));
    }
    let (feed, progress) = Feed::new(body);
    let limit = SizeLimit::new().whole_stream(most as u64);
    let constraints = Constraints::new().size_limit(limit);
    let parts = Parts {
        inner: Multipart::with_constraints(feed, boundary, constraints),
        progress,
        most,
    };
    let reading = read(parts, settings, check);
    timeout(settings.upload_timeout, reading)
        .await
        .unwrap_or_else(|_| Err(too_slow()))
}

async fn read(
    mut parts: Parts,
    settings: &ServerSettings,
    check: impl FnOnce(&Params) -> Result<Files, Refusal>,
) -> Result<Received, Refusal> {
    let operations = parts.text("operations", settings.max_body_bytes).await?;
    let Asked::One(params) = from_body(&operations, settings)? else {
        let message = "files come with one operation, not with a list";
        return Err(Refusal::malformed(message));
    };
    let wanted = check(&params)?;
    let map = parts.text("map", settings.max_map_bytes).await?;
    let mut places = Places::read(&map, &params.variables, settings)?;
    let mut files = Vec::new();
    if wanted == Files::Unwanted {
        let nothing = nothing().await?;
        put(&nothing, places.rest(), &mut files)?;
        return Ok(Received { params, files });
    }
    let mut room = Room::new(settings);
    while let Some(mut field) = parts.next().await? {
        let paths = places.take(field.name())?;
        let declared = field.content_type().map(ToString::to_string);
        let mut spool = Spool::begin(field.file_name(), declared, room).await?;
        while let Some(piece) = parts.piece(&mut field).await? {
            spool.write(&piece).await?;
        }
        let (file, left) = spool.finish().await?;
        room = left;
        put(&file, paths, &mut files)?;
    }
    places.check_all_came()?;
    Ok(Received { params, files })
}

/// Puts one file at each of its places.
fn put(
    file: &UploadValue,
    paths: Vec<String>,
    files: &mut Vec<(String, UploadValue)>,
) -> Result<(), Refusal> {
    for path in paths {
        let copy = file.try_clone().map_err(|error| {
            tracing::error!(%error, "an upload cannot be opened twice");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Refusal::http(status, ErrorKind::Internal, "the file cannot be kept")
        })?;
        files.push((path, copy));
    }
    Ok(())
}

/// The parts of a form, in the order in which they come.
struct Parts {
    inner: Multipart<'static>,
    progress: Progress,
    most: usize,
}

impl Parts {
    async fn next(&mut self) -> Result<Option<Field<'static>>, Refusal> {
        let next = timeout(SILENCE, self.inner.next_field()).await;
        self.progress.made();
        next.map_err(|_| too_slow())?
            .map_err(|error| self.unreadable(&error))
    }

    async fn piece(&self, field: &mut Field<'static>) -> Result<Option<Bytes>, Refusal> {
        let piece = timeout(SILENCE, field.chunk()).await;
        self.progress.made();
        piece
            .map_err(|_| too_slow())?
            .map_err(|error| self.unreadable(&error))
    }

    /// The text of the part that must come now.
    async fn text(&mut self, name: &str, limit: usize) -> Result<Bytes, Refusal> {
        let field = self.next().await?;
        let field = field.filter(|field| field.name() == Some(name));
        let mut field = field.ok_or_else(|| {
            let message = "a multipart request begins with the part operations, then the part map";
            Refusal::malformed(message)
        })?;
        let mut text = BytesMut::new();
        while let Some(piece) = self.piece(&mut field).await? {
            if piece.len() > limit - text.len() {
                let key = (name == "operations").then_some("body");
                return Err(too_large(&format!("the part {name}"), limit, key));
            }
            text.extend_from_slice(&piece);
        }
        Ok(text.freeze())
    }

    fn unreadable(&self, error: &multer::Error) -> Refusal {
        match error {
            multer::Error::StreamSizeExceeded { .. } => {
                too_large("the request", self.most, Some("upload"))
            }
            multer::Error::StreamReadFailed(cut) => match cut.downcast_ref::<Cut>() {
                Some(cut) => Refusal::malformed(cut.to_string()),
                None => Refusal::malformed("the body broke off"),
            },
            multer::Error::IncompleteFieldData { .. }
            | multer::Error::IncompleteHeaders
            | multer::Error::IncompleteStream => {
                Refusal::malformed("the form has no end: a boundary is missing")
            }
            _ => Refusal::malformed("the form cannot be read"),
        }
    }
}

/// `key` is that of the config that raises the limit, where one does.
fn too_large(what: &str, limit: usize, key: Option<&str>) -> Refusal {
    let advice = key.map(|key| format!(": send less, or raise limits.{key}"));
    Refusal::http(
        StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::LimitExceeded,
        format!(
            "{what} is larger than {limit} bytes{}",
            advice.unwrap_or_default()
        ),
    )
}

fn too_slow() -> Refusal {
    Refusal::http(
        StatusCode::REQUEST_TIMEOUT,
        ErrorKind::Timeout,
        "the body took too long to arrive",
    )
}
