//! The built page, inside the binary, as compressed by brotli when it was built.

use std::{borrow::Cow, fmt::Write, io, sync::LazyLock, time::Duration};

use bytes::Bytes;
use moka::future::Cache;
use rust_embed::RustEmbed;

/// The page itself; every other file is loaded by it.
pub(super) const INDEX: &str = "index.html";

#[derive(RustEmbed)]
#[folder = "src/graphiql/dist"]
struct Bundle;

/// One file of the page.
#[derive(Debug)]
pub(super) struct Asset {
    /// The file's bytes, compressed by brotli.
    pub(super) compressed: Bytes,
    /// The media type by the file's name.
    pub(super) content_type: &'static str,
    /// Names these bytes; weak, because the same name serves for both codings.
    pub(super) etag: String,
    /// Whether the name carries a hash of the content, so that it never means anything else.
    pub(super) immutable: bool,
}

impl Asset {
    /// Finds a file by its name before compression.
    pub(super) fn named(name: &str) -> Option<Self> {
        let file = Bundle::get(&format!("{name}.br"))?;
        let compressed = match file.data {
            Cow::Borrowed(data) => Bytes::from_static(data),
            Cow::Owned(data) => Bytes::from(data),
        };
        Some(Self {
            compressed,
            content_type: content_type_of(name),
            etag: etag_of(file.metadata.sha256_hash()),
            immutable: !matches!(name, INDEX | "licenses.md"),
        })
    }

    /// The file as it was before, for the few clients that do not speak brotli. All who ask share it: megabytes for each
    /// would be a way to have the gateway run out of memory.
    pub(super) async fn plain(&self) -> Option<Bytes> {
        let compressed = self.compressed.clone();
        let decompressing = async {
            // It takes milliseconds, so this happens beside the threads that serve.
            let decompressed = tokio::task::spawn_blocking(move || decompress(&compressed));
            decompressed.await.ok()?.ok()
        };
        PLAIN
            .optionally_get_with_by_ref(&self.etag, decompressing)
            .await
    }
}

/// The files that were asked for uncompressed, for as long as that is so.
static PLAIN: LazyLock<Cache<String, Bytes>> = LazyLock::new(|| {
    Cache::builder()
        .time_to_idle(Duration::from_secs(60))
        .build()
});

fn decompress(mut compressed: &[u8]) -> io::Result<Bytes> {
    let mut plain = Vec::new();
    brotli_decompressor::BrotliDecompress(&mut compressed, &mut plain)?;
    Ok(plain.into())
}

fn etag_of(hash: [u8; 32]) -> String {
    let mut etag = String::from("W/\"");
    for byte in &hash[..16] {
        write!(etag, "{byte:02x}").expect("writing to a string does not fail");
    }
    etag.push('"');
    etag
}

/// Only the kinds of file that the bundle has; a test notices a new one.
fn content_type_of(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "html")) => "text/html; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "md")) => "text/markdown; charset=utf-8",
        Some((_, "ttf")) => "font/ttf",
        Some((_, "woff2")) => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs, path::Path};

    use sha2::{Digest, Sha256};

    use super::{Asset, Bundle, INDEX};

    fn file_names() -> impl Iterator<Item = String> {
        Bundle::iter().filter_map(|name| name.strip_suffix(".br").map(String::from))
    }

    #[tokio::test]
    async fn every_file_of_the_bundle_has_a_media_type_and_decompresses() {
        for name in file_names() {
            let asset = Asset::named(&name).unwrap();
            assert_ne!(
                asset.content_type, "application/octet-stream",
                "{name} has no media type in content_type_of"
            );
            assert!(asset.plain().await.unwrap().len() > 50, "{name} is empty");
        }
    }

    #[tokio::test]
    async fn whoever_takes_no_brotli_shares_what_was_decompressed() {
        let asked = (0..100).map(async |_| Asset::named(INDEX).unwrap().plain().await.unwrap());
        let all = futures_util::future::join_all(asked).await;
        assert!(all.iter().all(|one| one.as_ptr() == all[0].as_ptr()));
    }

    #[tokio::test]
    async fn the_page_names_only_files_that_are_embedded() {
        let page = Asset::named(INDEX).unwrap().plain().await.unwrap();
        let page = std::str::from_utf8(&page).unwrap();
        let names: Vec<&str> = page
            .split("\"/graphiql/")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        assert!(
            names.len() >= 3,
            "the page loads a script and a style: {names:?}"
        );
        for name in names {
            assert!(
                Asset::named(name).is_some(),
                "the page names {name}, which is not in the bundle"
            );
        }
        assert!(!page.contains("https://"), "the page names another origin");
    }

    /// Compares `dist/SOURCE.sha256`, written by the build, with the sources as they are now.
    #[test]
    fn the_bundle_is_current() {
        let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/graphiql");
        let built_from = fs::read_to_string(room.join("dist/SOURCE.sha256")).unwrap();
        let built_from: BTreeMap<String, String> = built_from
            .lines()
            .map(|line| {
                line.split_once("  ")
                    .expect("a line is a hash, two spaces and a name")
            })
            .map(|(hash, name)| (name.to_owned(), hash.to_owned()))
            .collect();
        assert_eq!(
            built_from,
            source_hashes(&room),
            "the bundle is not current: run `make graphiql` and commit dist"
        );
    }

    fn source_hashes(room: &Path) -> BTreeMap<String, String> {
        let mut hashes = BTreeMap::new();
        for folder in ["examples", "source"] {
            for entry in fs::read_dir(room.join(folder)).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_file() {
                    let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
                    hashes.insert(name, hex(&Sha256::digest(fs::read(entry.path()).unwrap())));
                }
            }
        }
        hashes
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
