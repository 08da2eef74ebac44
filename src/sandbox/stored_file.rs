//! Files that take no room: small ones are kept, of large ones only size, hash and first bytes.
//!
//! A file that is not kept whole is given back as its beginning, then bytes that follow from
//! their position alone: at position `p`, `p` modulo 251. So its size is right, every byte can be foreseen,
//! and a client that loses, repeats or swaps a piece is found out.

use std::convert::Infallible;
use std::fmt::Write;

use axum::body::{Body, Bytes};
use futures_util::stream;
use sha2::{Digest, Sha256};

/// Up to here a file is kept whole, in bytes.
const KEPT_WHOLE_BYTES: usize = 64 * 1024;

/// What is kept of a larger one, in bytes.
const KEPT_HEAD_BYTES: usize = 1024;

/// Bytes that are sent at a time.
const CHUNK_BYTES: usize = 16 * 1024;

/// The bytes after the beginning repeat with this period, a prime, so that no chunk size fits it.
const PERIOD: usize = 251;

/// Every chunk is a slice of this.
static FILLING: [u8; CHUNK_BYTES + PERIOD] = filling();

const fn filling() -> [u8; CHUNK_BYTES + PERIOD] {
    let mut bytes = [0; CHUNK_BYTES + PERIOD];
    let mut position = 0;
    while position < bytes.len() {
        bytes[position] = (position % PERIOD) as u8;
        position += 1;
    }
    bytes
}

/// A file of which little may be left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredFile {
    size_bytes: u64,
    sha256: Option<String>,
    head: Bytes,
}

impl StoredFile {
    /// Invents a file of this size; a PDF begins like one.
    pub(crate) fn invented(content_type: &str, size_bytes: u64) -> Self {
        let head: &[u8] = match content_type {
            "application/pdf" => b"%PDF-1.4\n",
            "image/png" => b"\x89PNG\r\n\x1a\n",
            "image/jpeg" => b"\xff\xd8\xff\xe0",
            _ => b"",
        };
        let length = usize::try_from(size_bytes).unwrap_or(usize::MAX);
        Self {
            size_bytes,
            sha256: None,
            head: Bytes::from_static(&head[..head.len().min(length)]),
        }
    }

    pub(crate) fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// The hash of what was uploaded, in hexadecimal; none for invented files.
    pub(crate) fn sha256(&self) -> Option<&str> {
        self.sha256.as_deref()
    }

    /// Whether it begins with these bytes, at most 1,024.
    pub(crate) fn starts_with(&self, beginning: &[u8]) -> bool {
        self.head.starts_with(beginning)
    }

    /// Gives all bytes when all were kept.
    pub(crate) fn whole(&self) -> Option<&[u8]> {
        (self.head.len() as u64 == self.size_bytes).then_some(&*self.head)
    }

    /// Gives the bytes that were kept, from the first one on.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Gives the bytes while they are sent.
    pub(crate) fn body(&self) -> Body {
        let (head, size_bytes) = (self.head.clone(), self.size_bytes);
        let mut position = head.len() as u64;
        let head = (!head.is_empty()).then_some(head);
        let rest = std::iter::from_fn(move || {
            let start = (position % PERIOD as u64) as usize;
            let length = (size_bytes - position).min(CHUNK_BYTES as u64);
            position += length;
            let chunk = &FILLING[start..start + length as usize];
            (length > 0).then(|| Bytes::from_static(chunk))
        });
        let chunks = head.into_iter().chain(rest).map(Ok::<_, Infallible>);
        Body::from_stream(stream::iter(chunks))
    }
}

/// Takes a file in pieces.
#[derive(Debug, Default)]
pub(crate) struct FileWriter {
    size_bytes: u64,
    hash: Sha256,
    head: Vec<u8>,
}

impl FileWriter {
    /// Adds the next piece.
    pub(crate) fn write(&mut self, piece: &[u8]) {
        self.size_bytes += piece.len() as u64;
        self.hash.update(piece);
        let room = KEPT_WHOLE_BYTES - self.head.len();
        self.head.extend_from_slice(&piece[..piece.len().min(room)]);
    }

    /// Closes the file.
    pub(crate) fn finish(mut self) -> StoredFile {
        if self.size_bytes > KEPT_WHOLE_BYTES as u64 {
            self.head.truncate(KEPT_HEAD_BYTES);
        }
        let mut sha256 = String::with_capacity(64);
        for byte in self.hash.finalize() {
            write!(sha256, "{byte:02x}").expect("a string takes every text");
        }
        StoredFile {
            size_bytes: self.size_bytes,
            sha256: Some(sha256),
            // A copy, so that no spare capacity stays.
            head: Bytes::copy_from_slice(&self.head),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(file: &StoredFile) -> Vec<u8> {
        let bytes = axum::body::to_bytes(file.body(), usize::MAX).await;
        bytes.expect("invented bytes do not fail").to_vec()
    }

    #[tokio::test]
    async fn a_small_file_comes_back_as_it_went_in() {
        let mut writer = FileWriter::default();
        writer.write(b"abc");
        writer.write(b"def");
        let file = writer.finish();
        assert_eq!(read(&file).await, b"abcdef");
        let hash = "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721";
        assert_eq!(file.sha256(), Some(hash));
    }

    #[tokio::test]
    async fn a_large_file_keeps_its_size_and_its_beginning() {
        let mut writer = FileWriter::default();
        let piece = [7_u8; 1000];
        for _ in 0..100 {
            writer.write(&piece);
        }
        let file = writer.finish();
        assert_eq!((file.size_bytes(), file.whole()), (100_000, None));
        let bytes = read(&file).await;
        assert_eq!(bytes.len(), 100_000);
        assert!(bytes[..1024].iter().all(|byte| *byte == 7));
        assert_eq!(bytes[99_999], (99_999 % 251) as u8);
    }

    #[tokio::test]
    async fn an_invented_file_has_exactly_the_size_that_was_asked_for() {
        for size in [0, 3, 9, 16_384, 50_000] {
            let file = StoredFile::invented("application/pdf", size);
            let bytes = read(&file).await;
            assert_eq!(bytes.len() as u64, size);
            assert!(bytes.starts_with(&b"%PDF-1.4\n"[..bytes.len().min(9)]));
        }
    }
}
