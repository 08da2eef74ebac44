//! Multipart bodies, read as they arrive: of a large file only its size, hash and beginning stay.
//!
//! The gate reads them before a vendor does and hands over an [`Upload`], so that no simulator ever
//! holds a whole file, and the request log can tell what was sent.

use std::io;
use std::pin::pin;
use std::task::{Context, Poll};

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::{Stream, StreamExt, stream};
use multer::{Field, Multipart};
use serde::Serialize;
use url::form_urlencoded;

use crate::sandbox::stored_file::{FileWriter, StoredFile};

/// How many parts one body may have.
const MOST_PARTS: usize = 1_000;

/// The longest value of a form field that the log shows, in bytes.
const KEPT_TEXT_BYTES: usize = 4 * 1024;

/// A multipart body that has arrived whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct Upload {
    pub(crate) parts: Vec<Part>,
}

/// One part of a multipart body.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// Tells a file from a plain form field.
    pub(crate) filename: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) content: StoredFile,
}

/// What the request log keeps of a part.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PartRecord {
    name: String,
    filename: Option<String>,
    content_type: Option<String>,
    size: u64,
    sha256: String,
    /// The value of a plain form field.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl Upload {
    /// Gives the first file under this name.
    pub(crate) fn file(&self, name: &str) -> Option<&Part> {
        let mut parts = self.parts.iter();
        parts.find(|part| part.name == name && part.filename.is_some())
    }

    /// Gives the value of the first plain form field with this name.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let mut parts = self.parts.iter();
        let part = parts.find(|part| part.name == name && part.filename.is_none())?;
        part.text()
    }

    /// What the request log keeps.
    pub(crate) fn record(&self) -> Vec<PartRecord> {
        self.parts.iter().map(Part::record).collect()
    }
}

impl Part {
    fn text(&self) -> Option<String> {
        let whole = self.content.whole()?;
        Some(String::from_utf8_lossy(whole).into_owned())
    }

    fn record(&self) -> PartRecord {
        let text = self.text().filter(|text| text.len() <= KEPT_TEXT_BYTES);
        PartRecord {
            name: self.name.clone(),
            filename: self.filename.clone(),
            content_type: self.content_type.clone(),
            size: self.content.size_bytes(),
            sha256: self.content.sha256().unwrap_or_default().to_owned(),
            text: text.filter(|_| self.filename.is_none()),
        }
    }
}

/// Finds the boundary when the headers announce a multipart form.
pub(crate) fn boundary(headers: &HeaderMap) -> Option<String> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(content_type).ok()
}

/// Reads a multipart body to its end; on an error gives the parts that were complete.
pub(crate) async fn read(body: Body, boundary: String) -> Result<Upload, Upload> {
    let mut upload = Upload::default();
    let mut multipart = Multipart::new(one_at_a_time(body.into_data_stream()), boundary);
    loop {
        match multipart.next_field().await {
            Ok(None) => return Ok(upload),
            Ok(Some(_)) if upload.parts.len() == MOST_PARTS => return Err(upload),
            Ok(Some(field)) => match read_part(field).await {
                Ok(part) => upload.parts.push(part),
                Err(_) => return Err(upload),
            },
            Err(_) => return Err(upload),
        }
    }
}

async fn read_part(mut field: Field<'_>) -> multer::Result<Part> {
    let disposition = field.headers().get(header::CONTENT_DISPOSITION);
    let extended = disposition.and_then(|value| extended_filename(value.as_bytes()));
    let filename = extended.or_else(|| field.file_name().map(str::to_owned));
    let name = field.name().unwrap_or_default().to_owned();
    let content_type = field.content_type().map(ToString::to_string);
    let mut writer = FileWriter::default();
    while let Some(chunk) = field.chunk().await? {
        writer.write(&chunk);
    }
    Ok(Part {
        name,
        filename,
        content_type,
        content: writer.finish(),
    })
}

/// Reads `filename*=utf-8''%C3%A9.pdf`, which comes before a plain `filename` (RFC 6266).
fn extended_filename(disposition: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(disposition).ok()?;
    let mut attributes = text.split(';').map(str::trim);
    let value = attributes.find_map(|attribute| attribute.strip_prefix("filename*="))?;
    let (charset, rest) = value.split_once('\'')?;
    let (_language, encoded) = rest.split_once('\'')?;
    // The form parser decodes the same escapes, but takes a plus for a space.
    let form = format!("name={}", encoded.replace('+', "%2B"));
    let decoded = form_urlencoded::parse(form.as_bytes()).next();
    decoded
        .filter(|_| charset.eq_ignore_ascii_case("utf-8"))
        .map(|(_, name)| name.into_owned())
}

/// Gives one chunk per poll: the parser would otherwise buffer everything that has arrived already,
/// which on a loopback connection can be the whole file.
fn one_at_a_time(stream: BodyDataStream) -> impl Stream<Item = io::Result<Bytes>> {
    let mut stream = stream.map(|chunk| chunk.map_err(io::Error::other));
    let mut resting = false;
    stream::poll_fn(move |context: &mut Context<'_>| {
        resting = !resting;
        if !resting {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = pin!(&mut stream).poll_next(context);
        if polled.is_pending() {
            resting = false;
        }
        polled
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn parts_keep_names_types_sizes_and_the_values_of_fields() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"_method\"\r\n\r\nPUT\r\n\
                    --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"; filename*=utf-8''%C3%A9%20n.pdf\r\n\
                    Content-Type: application/pdf\r\n\r\n%PDF\r\n--b--\r\n";
        let upload = read(Body::from(body), "b".to_owned()).await.expect("whole");
        assert_eq!(upload.text("_method").as_deref(), Some("PUT"));
        let file = upload.file("file").expect("a file");
        assert_eq!(file.filename.as_deref(), Some("é n.pdf"));
        assert_eq!(file.content_type.as_deref(), Some("application/pdf"));
        assert_eq!(file.content.whole(), Some(&b"%PDF"[..]));
        assert!(upload.file("_method").is_none() && upload.text("file").is_none());
    }

    #[tokio::test]
    async fn a_body_that_ends_too_early_is_an_error_with_what_came_before() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
                    --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nhalf";
        let upload = read(Body::from(body), "b".to_owned()).await;
        let upload = upload.expect_err("cut off");
        assert_eq!(upload.parts.len(), 1);
    }
}
