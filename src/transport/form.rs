//! Sends a file without holding it.

use std::{fs::File, os::unix::fs::FileExt, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, stream};
use reqwest::{
    Body,
    multipart::{self, Part},
};

use crate::{
    error::{Error, ErrorKind, Result},
    transport::Form,
};

/// How much of a file is held at once, in bytes.
const PIECE: usize = 64 << 10;

/// Makes the form that goes out.
pub(super) fn multipart(form: Form) -> Result<multipart::Form> {
    let file = form.file;
    let body = Body::wrap_stream(pieces(file.content, file.size_bytes));
    let part = Part::stream_with_length(body, file.size_bytes)
        .file_name(file.filename)
        .mime_str(&file.content_type)
        .map_err(|_| {
            let message = format!("{:?} is no media type", file.content_type);
            Error::new(ErrorKind::InvalidInput, message).unsent()
        })?;
    let fields = form.fields.into_iter();
    let parts = fields.fold(multipart::Form::new(), |parts, (name, text)| {
        parts.text(name, text)
    });
    Ok(parts.part(file.part, part))
}

/// Reads a file from its start: each piece at its own place, so that two readers do not disturb each other.
fn pieces(file: Arc<File>, size: u64) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold(0_u64, move |offset| {
        let file = Arc::clone(&file);
        async move {
            if offset >= size {
                return Ok(None);
            }
            let wanted = usize::try_from(size - offset).unwrap_or(PIECE).min(PIECE);
            let read = tokio::task::spawn_blocking(move || {
                let mut piece = vec![0; wanted];
                file.read_exact_at(&mut piece, offset).map(|()| piece)
            });
            let piece = read.await.map_err(std::io::Error::other)??;
            let next = offset + piece.len() as u64;
            Ok(Some((Bytes::from(piece), next)))
        }
    })
}
