//! A file that somebody sends.

use std::{fs::File, sync::Arc};

/// A file on its way to a provider: spooled on disk, so that its size costs no memory.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name.
    pub filename: String,
    /// Its media type.
    pub content_type: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of its content, in hex: what tells it from another of the same name.
    pub sha256: String,
    /// Its content, from the start.
    pub content: Arc<File>,
}
