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

/// A file that is coming.
#[derive(Debug)]
pub(super) struct Spool {
    file: File,
    filename: String,
    declared: Option<String>,
    kind: Option<&'static str>,
    head: Vec<u8>,
    size_bytes: usize,
    limit: usize,
}

impl Spool {
    /// Makes room for a file. It has no name on the disk, so that it is gone with the process at the latest.
    pub(super) async fn begin(
        filename: Option<&str>,
        declared: Option<String>,
        settings: &ServerSettings,
    ) -> Result<Self, Refusal> {
        let made = tokio::task::spawn_blocking(tempfile::tempfile).await;
        let file = made.map_err(|_| full()).and_then(|made| {
            made.inspect_err(|error| tracing::error!(%error, "no temporary file can be made"))
                .map_err(|_| full())
        })?;
        // Browsers write a quote in a name like this.
        let filename = filename.map(|name| name.replace("%22", "\""));
        Ok(Self {
            file: File::from_std(file),
            filename: filename.unwrap_or_else(|| NAMELESS.to_owned()),
            declared,
            kind: None,
            head: Vec::new(),
            size_bytes: 0,
            limit: settings.max_upload_bytes,
        })
    }

    /// Takes the next piece.
    pub(super) async fn write(&mut self, piece: &Bytes) -> Result<(), Refusal> {
        self.size_bytes += piece.len();
        if self.size_bytes > self.limit {
            return Err(Refusal::http(
                StatusCode::PAYLOAD_TOO_LARGE,
                ErrorKind::LimitExceeded,
                format!(
                    "a file is larger than {} bytes: send a smaller one, or raise limits.upload",
                    self.limit
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

    /// Closes the file.
    pub(super) async fn finish(mut self) -> Result<UploadValue, Refusal> {
        let kind = match self.kind {
            Some(kind) => kind,
            None => self.judge()?,
        };
        self.file.flush().await.map_err(|_| full())?;
        Ok(UploadValue {
            filename: self.filename,
            content_type: Some(kind.to_owned()),
            content: self.file.into_std().await,
        })
    }

    fn judge(&mut self) -> Result<&'static str, Refusal> {
        let kind = kind(self.declared.as_deref(), &self.filename, &self.head)?;
        self.kind = Some(kind);
        Ok(kind)
    }
}

fn full() -> Refusal {
    Refusal::http(
        StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Internal,
        "this server has no room for the file now",
    )
}
