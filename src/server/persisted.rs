//! Documents that clients name instead of sending them: those of the operator's list, and those that clients stored.
//!
//! A document that a client stores is named by the hash of its text, so nobody can put another text under a name. Each
//! client has a store of its own, so nobody can push out what another stored.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::Arc,
};

use async_graphql::Value;
use moka::{policy::EvictionPolicy, sync::Cache};
use sha2::{Digest, Sha256};

use crate::{
    auth::Viewer,
    error::ErrorKind,
    server::{
        gate::{Document, Gate},
        params::Params,
        refusal::Refusal,
    },
};

/// Bytes of text that one client can store: some hundred documents of a large frontend.
const BYTES_EACH: u64 = 512 << 10;
/// What each of them takes beside its text.
const BYTES_BESIDE: usize = 400;
/// Clients that can store; beyond it, whoever was not seen for longest sends its documents once more.
const CLIENTS: u64 = 128;
/// What stands before a hash in `documentId`.
const SHA256: &str = "sha256:";

type Hash = [u8; 32];
type Stored = Cache<Hash, Arc<str>>;

/// What clients stored, each under its name.
#[derive(Clone, Debug)]
pub(super) struct Stores(Cache<Arc<str>, Stored>);

impl Stores {
    pub(super) fn new() -> Self {
        let stores = Cache::builder()
            .max_capacity(CLIENTS)
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self(stores)
    }
}

/// The operator's list of documents, each under the name that the client's build tool gave it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PersistedDocuments {
    by_name: HashMap<String, Arc<str>>,
    texts: HashSet<Arc<str>>,
}

impl PersistedDocuments {
    /// Reads what GraphQL Code Generator and Relay write: a JSON object of names and texts.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(json: &str) -> Result<Self, String> {
        let by_name: HashMap<String, Arc<str>> = serde_json::from_str(json).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            format!(
                "is not a JSON object of hashes and documents: see line {line}, column {column}"
            )
        })?;
        if by_name.is_empty() {
            return Err("has no document".to_owned());
        }
        let texts = by_name.values().cloned().collect();
        Ok(Self { by_name, texts })
    }

    /// The documents, each with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_name
            .iter()
            .map(|(name, text)| (name.as_str(), &**text))
    }

    fn named(&self, name: &str) -> Option<&Arc<str>> {
        let bare = || self.by_name.get(name.strip_prefix(SHA256)?);
        self.by_name.get(name).or_else(bare)
    }
}

impl fmt::Debug for PersistedDocuments {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} documents", self.by_name.len())
    }
}

/// Finds the document that a request means.
#[derive(Debug)]
pub(super) struct Persisted {
    listed: Arc<PersistedDocuments>,
    /// Whether nothing else is answered.
    only: bool,
    stored: Stores,
}

impl Persisted {
    pub(super) fn new(listed: Arc<PersistedDocuments>, only: bool, stored: Stores) -> Self {
        Self {
            listed,
            only,
            stored,
        }
    }

    /// Finds the document, lets it through the gate, and stores it where the client asks for that.
    pub(super) fn find(
        &self,
        params: &Params,
        viewer: &Viewer,
        gate: &Gate,
    ) -> Result<Arc<Document>, Refusal> {
        let query = params.query.as_deref();
        if let Some(name) = params.document_id.as_deref() {
            return match query {
                Some(_) => Err(Refusal::malformed("send query or documentId, not both")),
                None => gate.admit(&self.named(name, viewer)?),
            };
        }
        let hash = params.extensions.get("persistedQuery").map(wanted);
        match (query, hash.transpose()?) {
            (None, None) => Err(Refusal::malformed("query is missing")),
            (None, Some(name)) => gate.admit(&self.named(&name, viewer)?),
            (Some(query), None) => {
                self.check(query)?;
                gate.admit(query)
            }
            (Some(query), Some(name)) => {
                let hash: Hash = Sha256::digest(query).into();
                if hash_of(&name) != Some(hash) {
                    let message = "persistedQuery.sha256Hash is not the hash of the query: send the SHA-256 of its text in hex";
                    return Err(Refusal::invalid(message));
                }
                self.check(query)?;
                let document = gate.admit(query)?;
                if self.listed.named(&name).is_none() {
                    self.store_of(viewer).insert(hash, query.into());
                }
                Ok(document)
            }
        }
    }

    /// The text under a name: in the list, or in what this client stored.
    fn named(&self, name: &str, viewer: &Viewer) -> Result<Arc<str>, Refusal> {
        if let Some(text) = self.listed.named(name) {
            return Ok(Arc::clone(text));
        }
        if self.only {
            return Err(not_listed());
        }
        let hash = hash_of(name.strip_prefix(SHA256).unwrap_or(name));
        let stored = hash.and_then(|hash| self.stored.0.get(&viewer.name)?.get(&hash));
        // The very words that clients look for before they send the text.
        let unknown =
            || Refusal::document(ErrorKind::PersistedQueryNotFound, "PersistedQueryNotFound");
        stored.ok_or_else(unknown)
    }

    fn check(&self, query: &str) -> Result<(), Refusal> {
        match self.only && !self.listed.texts.contains(query) {
            true => Err(not_listed()),
            false => Ok(()),
        }
    }

    fn store_of(&self, viewer: &Viewer) -> Stored {
        self.stored.0.get_with(Arc::clone(&viewer.name), || {
            Cache::builder()
                .max_capacity(BYTES_EACH)
                .weigher(|_, text: &Arc<str>| {
                    u32::try_from(text.len() + BYTES_BESIDE).unwrap_or(u32::MAX)
                })
                .build()
        })
    }
}

fn not_listed() -> Refusal {
    let message = "this server answers only the documents of its list: add this one to server.persisted_documents";
    Refusal::document(ErrorKind::Forbidden, message)
}

/// The hash that an automatic persisted query names, as the client wrote it.
fn wanted(extension: &Value) -> Result<String, Refusal> {
    let Value::Object(fields) = extension else {
        return Err(Refusal::malformed("persistedQuery must be an object"));
    };
    let version = fields.get("version");
    if version != Some(&Value::from(1)) {
        return Err(Refusal::malformed("persistedQuery.version must be 1"));
    }
    match fields.get("sha256Hash") {
        Some(Value::String(hash)) if hash_of(hash).is_some() => Ok(hash.to_ascii_lowercase()),
        _ => Err(Refusal::malformed(
            "persistedQuery.sha256Hash must be the SHA-256 of the query in hex",
        )),
    }
}

fn hash_of(hex: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    if hex.len() != 2 * hash.len() || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, at) in hash.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&hex[at..at + 2], 16).ok()?;
    }
    Some(hash)
}
