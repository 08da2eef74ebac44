//! The limits of the server, each with its default.

use std::{sync::Arc, time::Duration};

use async_graphql::{ObjectType, SchemaBuilder, SubscriptionType};
use url::Url;

use crate::server::{inside::Vitals, persisted::PersistedDocuments};

/// What the server allows. All numbers are upper bounds that are still accepted.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// Bytes of a request body. Default 1 MiB: room for a long list of ids beside the longest query.
    pub max_body_bytes: usize,
    /// Time to receive a request body. Default 10 s.
    pub body_timeout: Duration,
    /// Bytes of the uploaded files of one request, together. Default 25 MiB.
    pub max_upload_bytes: usize,
    /// Files of one request, and places for them. Default 10.
    pub max_upload_files: usize,
    /// Bytes of the part that tells where uploaded files belong. Default 16 KiB.
    pub max_map_bytes: usize,
    /// Time to receive a request with files, and then to do what it asks. Default 10 min each: 25 MiB over a slow mobile
    /// line.
    pub upload_timeout: Duration,
    /// Values, keys and elements in a JSON body. Default 20,000: small values cost fifty times their text in memory.
    pub max_json_values: usize,
    /// Bytes of a query's text. Default 64 KiB.
    pub max_query_bytes: usize,
    /// Brackets of any kind open at once, in a query or in variables. Default 64: the parser recurses once for each.
    pub max_nesting: usize,
    /// Tokens of a query. Default 10,000.
    pub max_tokens: usize,
    /// Bytes of one name or number in a query. Default 128: a response repeats an alias for every row.
    pub max_name_bytes: usize,
    /// Selections, arguments and values of a document with its fragments expanded. Default 20,000.
    pub max_selections: u64,
    /// Fields inside fields, fragments expanded. Default 15, which the standard introspection query just needs.
    pub max_depth: u64,
    /// Selection sets inside selection sets, those of fragments included. Default 32, as the library's own limit.
    pub max_levels: u64,
    /// Aliases of a document, fragments expanded. Default 100.
    pub max_aliases: u64,
    /// Fields at the root of an operation, fragments expanded. Default 100.
    pub max_root_fields: u64,
    /// Directives of a document, fragments expanded. Default 50.
    pub max_directives: u64,
    /// How much a question about the schema may cost, in fields of a middling schema. Default 1,000,000, twice what
    /// the standard introspection query costs.
    pub max_introspection_cost: u64,
    /// Bytes of parsed documents that are kept for the next client with the same query. Default 16 MiB.
    pub document_cache_bytes: u64,
    /// Time for one operation. Default 10 s; the server itself steps in a second later, so that the engine can
    /// answer with what it has.
    pub deadline: Duration,
    /// Operations in one request. Default 1: no lists of them.
    pub max_batch: usize,
    /// Rows that the operations of one request may read. Default 50,000.
    pub max_rows: u64,
    /// Operations a minute for each client without a rate of its own. Default 600.
    pub rate: usize,
    /// Requests a minute from one address without a good key. Default 60.
    pub attempts: usize,
    /// Operations under way at a time, of which one client has at most a quarter. Default 1024.
    pub concurrent: usize,
    /// Uploads and downloads under way at a time, of which one client has at most a quarter. Default 64.
    pub transfers: usize,
    /// Whether clients may ask for the schema: `__schema`, `__type` and `/schema.graphql`. Default yes.
    pub introspection: bool,
    /// Documents that clients can name instead of sending them. Default none.
    pub documents: Arc<PersistedDocuments>,
    /// Whether only those documents are answered. Default no.
    pub persisted_only: bool,
    /// Origins whose pages may call, as browsers send them. Default none.
    pub cors_origins: Vec<String>,
    /// Whether clients reach this process by TLS, so that browsers may be told to come by it alone. Default no.
    pub tls: bool,
    /// Where users find this server. Its host is accepted in the `Host` header beside the loopback names.
    pub public_url: Option<Url>,
    /// Whether other machines can reach this server, which then serves clients with keys only. Default no.
    pub beyond_loopback: bool,
    /// How the server stands, as the loop of connections tells it. By default nobody tells anything.
    pub vitals: Arc<Vitals>,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            max_body_bytes: 1024 * 1024,
            body_timeout: Duration::from_secs(10),
            max_upload_bytes: 25 << 20,
            max_upload_files: 10,
            max_map_bytes: 16 << 10,
            upload_timeout: Duration::from_secs(10 * 60),
            max_json_values: 20_000,
            max_query_bytes: 64 * 1024,
            max_nesting: 64,
            max_tokens: 10_000,
            max_name_bytes: 128,
            max_selections: 20_000,
            max_depth: 15,
            max_levels: 32,
            max_aliases: 100,
            max_root_fields: 100,
            max_directives: 50,
            max_introspection_cost: 1_000_000,
            document_cache_bytes: 16 * 1024 * 1024,
            deadline: Duration::from_secs(10),
            max_batch: 1,
            max_rows: 50_000,
            rate: 600,
            attempts: 60,
            concurrent: 1024,
            transfers: 64,
            introspection: true,
            documents: Arc::default(),
            persisted_only: false,
            cors_origins: vec![],
            tls: false,
            public_url: None,
            beyond_loopback: false,
            vitals: Arc::default(),
        }
    }
}

/// Gives a schema the limits that the library enforces itself, so that they agree with the gate's.
///
/// Suggestions ("did you mean") go with introspection: they tell the names of the schema one by one.
#[must_use]
pub fn apply_limits<Q, M, S>(
    builder: SchemaBuilder<Q, M, S>,
    settings: &ServerSettings,
) -> SchemaBuilder<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let levels = usize::try_from(settings.max_levels).unwrap_or(usize::MAX);
    let builder = builder.limit_recursive_depth(levels);
    if settings.introspection {
        return builder;
    }
    builder.disable_introspection().disable_suggestions()
}
