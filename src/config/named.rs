//! The files that a config names, each by its key.

use std::path::Path;

use super::Config;
use crate::auth::jwt::KeysFrom;

impl Config {
    /// The files that are read when this config is put to use, each with the key that names it.
    pub fn named_files(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let tls = self.tls.iter().flat_map(|tls| {
            let (cert, key) = (tls.cert.as_path(), tls.key.as_path());
            [("tls.cert", cert), ("tls.key", key)]
        });
        let jwks = self.tokens.iter().filter_map(|tokens| match &tokens.keys {
            KeysFrom::File(path) => Some(("jwt.jwks_file", path.as_path())),
            KeysFrom::Url(_) => None,
        });
        let documents = self.server.persisted_documents.as_deref();
        let documents = documents.map(|path| ("server.persisted_documents", path));
        tls.chain(jwks).chain(documents)
    }
}
