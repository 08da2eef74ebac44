//! Puts a file onto the disk while it comes.

use async_graphql::UploadValue;
use axum::http::StatusCode;
use bytes::Bytes;
use tokio::{fs::File, io::AsyncWriteExt};

use crate::{
    error::ErrorKind,
    server::{
        refusal::Refusal,
        settings::ServerSettings,
        upload::kind::{HEAD, kind},
    },
};

/// What a file is called when nobody says.
const NAMELESS: &str = "file";

/// How many bytes the files of a request may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    limit: usize,
    /// How many of them the files that came have not used.
    left: usize,
}

impl Room {
    pub(super) fn new(settings: &ServerSettings) -> Self {
        let limit = settings.max_upload_bytes;
        Self { limit, left: limit }
    }
}

/// A file that is coming.
#[derive(Debug)]
pub(super) struct Spool {
    file: File,
    filename: String,
    declared: Option<String>,
    kind: Option<&'static str>,
    head: Vec<u8>,
    size_bytes: usize,
    room: Room,
}

impl Spool {
    /// Makes room for a file. It has no name on the disk, so that it is gone with the process at the latest.
    pub(super) async fn begin(
        filename: Option<&str>,
        declared: Option<String>,
        room: Room,
    ) -> Result<Self, Refusal> {
        let file = nameless().await?;
        // Browsers write a quote in a name like this.
        let filename = filename.map(|name| name.replace("%22", "\""));
        Ok(Self {
            file: File::from_std(file),
            filename: filename.unwrap_or_else(|| NAMELESS.to_owned()),
            declared,
            kind: None,
            head: Vec::new(),
            size_bytes: 0,
            room,
        })
    }

    /// Takes the next piece.
    pub(super) async fn write(&mut self, piece: &Bytes) -> Result<(), Refusal> {
        self.size_bytes += piece.len();
        if self.size_bytes > self.room.left {
            return Err(Refusal::http(
                StatusCode::PAYLOAD_TOO_LARGE,
                ErrorKind::LimitExceeded,
                format!(
                    "the files are larger than {} bytes together: send less, or raise limits.upload",
                    self.room.limit
                ),
            ));
        }
        if self.kind.is_none() {
            let room = HEAD - self.head.len();
            self.head.extend_from_slice(&piece[..piece.len().min(room)]);
            if self.head.len() == HEAD {
                self.judge()?;
            }
        }
        self.file.write_all(piece).await.map_err(|error| {
            tracing::error!(%error, "an upload cannot be written");
            full()
        })
    }

    /// Closes the file; tells what room is left for others.
    pub(super) async fn finish(mut self) -> Result<(UploadValue, Room), Refusal> {
        let kind = match self.kind {
            Some(kind) => kind,
            None => self.judge()?,
        };
        self.file.flush().await.map_err(|_| full())?;
        let file = UploadValue {
            filename: self.filename,
            content_type: Some(kind.to_owned()),
            content: self.file.into_std().await,
        };
        let left = self.room.left - self.size_bytes;
        Ok((file, Room { left, ..self.room }))
    }

    fn judge(&mut self) -> Result<&'static str, Refusal> {
        let kind = kind(self.declared.as_deref(), &self.filename, &self.head)?;
        self.kind = Some(kind);
        Ok(kind)
    }
}

/// A file with nothing in it, for whoever may not send one.
pub(super) async fn nothing() -> Result<UploadValue, Refusal> {
    Ok(UploadValue {
        filename: NAMELESS.to_owned(),
        content_type: None,
        content: nameless().await?,
    })
}

async fn nameless() -> Result<std::fs::File, Refusal> {
    let made = tokio::task::spawn_blocking(tempfile::tempfile).await;
    made.map_err(|_| full()).and_then(|made| {
        made.inspect_err(|error| tracing::error!(%error, "no temporary file can be made"))
            .map_err(|_| full())
    })
}

fn full() -> Refusal {
    Refusal::http(
        StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Internal,
        "this server has no room for the file now",
    )
}
