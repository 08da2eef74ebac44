//! Reads a file that came with the request, as far as an action must know it.

use std::{fs::File, io, os::unix::fs::FileExt, sync::Arc};

use async_graphql::Context;
use sha2::{Digest, Sha256};

use crate::{
    error::{Error, ErrorKind},
    graphql::{input::Upload, mutation::fingerprint},
    provider::action::{self, Refusal},
};

/// Longest name of a file that is passed on, in characters.
const MAX_FILENAME: usize = 200;

/// Takes a file that came with the request.
pub(super) async fn read(ctx: &Context<'_>, field: Upload) -> Result<action::Upload, Refusal> {
    let refuse = |error: io::Error| {
        let message = "the file that came with the request cannot be read";
        Refusal::from(Error::new(ErrorKind::Internal, message).with_detail(error)).at("file")
    };
    let value = field
        .value(ctx)
        .ok_or_else(|| Refusal::invalid("file", "no file came with the request"))?;
    let value = value.map_err(refuse)?;
    let size_bytes = value.size().map_err(refuse)?;
    if size_bytes == 0 {
        return Err(Refusal::invalid("file", "the file is empty"));
    }
    let content = Arc::new(value.content);
    let sha256 = checksum(Arc::clone(&content), size_bytes);
    let sha256 = sha256.await.map_err(refuse)?;
    Ok(action::Upload {
        filename: plain_name(&value.filename),
        content_type: value
            .content_type
            .unwrap_or_else(|| "application/octet-stream".to_owned()),
        size_bytes,
        sha256,
        content,
    })
}

/// A file's name without a path or anything that means something to a terminal or a header.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|letter| !letter.is_control());
    let kept: String = kept.take(MAX_FILENAME).collect();
    if kept.trim_matches('.').is_empty() {
        "file".to_owned()
    } else {
        kept
    }
}

/// The file's checksum. A large one takes its time, on a thread where nobody else waits.
async fn checksum(file: Arc<File>, size: u64) -> io::Result<String> {
    let work = move || {
        let (mut hash, mut piece, mut offset) = (Sha256::new(), vec![0; 64 << 10], 0);
        while offset < size {
            let read = file.read_at(&mut piece, offset)?;
            if read == 0 {
                break;
            }
            hash.update(&piece[..read]);
            offset += read as u64;
        }
        Ok(fingerprint::hex(&hash.finalize()))
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(io::Error::other(error)))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn the_checksum_of_a_large_file_holds_nobody_up() {
        let mut file = tempfile::tempfile().unwrap();
        let piece = vec![7; 1 << 20];
        for _ in 0..8 {
            file.write_all(&piece).unwrap();
        }
        let mut work = std::pin::pin!(checksum(Arc::new(file), 8 << 20));
        // Were it done by this thread, it would be done at once.
        assert!(work.as_mut().now_or_never().is_none());
        let expected = Sha256::digest(vec![7; 8 << 20]);
        assert_eq!(work.await.unwrap(), fingerprint::hex(&expected));
    }

    #[test]
    fn a_name_is_kept_without_its_path_and_tricks() {
        for (name, kept) in [
            ("scan.pdf", "scan.pdf"),
            ("C:\\papers\\scan.pdf", "scan.pdf"),
            ("../../etc/passwd", "passwd"),
            ("a\u{0}\u{1b}b.pdf", "ab.pdf"),
            ("..", "file"),
            ("", "file"),
        ] {
            assert_eq!(plain_name(name), kept, "{name:?}");
        }
    }
}
