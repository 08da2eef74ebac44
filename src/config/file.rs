//! What a person types: the mirror of the file, one struct for each section.
//!
//! Every key is optional here, so that one wrong key never hides another; what is required is said by the check. Whole
//! numbers are `i64`, the number of TOML, so that a wrong range is told by us and not by a type's name.

use secrecy::SecretString;
use serde::Deserialize;

use super::{
    one_or_more::OneOrMore,
    units::{TypedDuration, TypedSize},
};

/// The names of the sections.
pub(super) const SECTIONS: [&str; 10] = [
    "server",
    "tls",
    "accounts",
    "cache",
    "files",
    "limits",
    "cors",
    "jwt",
    "telemetry",
    "clients",
];

/// `[server]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ServerSection {
    pub(super) listen: Option<String>,
    pub(super) public_url: Option<String>,
    pub(super) graphiql: Option<bool>,
    pub(super) introspection: Option<bool>,
    pub(super) persisted_documents: Option<String>,
    pub(super) persisted_only: Option<bool>,
    pub(super) reload: Option<TypedDuration>,
}

/// `[tls]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TlsSection {
    pub(super) cert: Option<String>,
    pub(super) key: Option<String>,
}

/// `[[accounts]]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AccountSection {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) provider: Option<String>,
    pub(super) administration_id: Option<String>,
    pub(super) token: Option<SecretString>,
    pub(super) password: Option<SecretString>,
    pub(super) base_url: Option<String>,
    pub(super) time_zone: Option<String>,
    pub(super) quota_calls: Option<i64>,
    pub(super) webhook_secrets: Vec<SecretString>,
    pub(super) file_hosts: Vec<String>,
}

/// `[cache]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CacheSection {
    pub(super) refresh: Option<TypedDuration>,
    pub(super) max_age: Option<TypedDuration>,
    pub(super) max_wait: Option<TypedDuration>,
    pub(super) stale_for: Option<TypedDuration>,
    pub(super) state_dir: Option<String>,
    pub(super) redis: Option<SecretString>,
}

/// `[files]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FilesSection {
    pub(super) signing_key: Option<SecretString>,
    pub(super) link_life: Option<TypedDuration>,
}

/// `[limits]`; what each means is said by [`Limits`](super::Limits).
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsSection {
    pub(super) body: Option<TypedSize>,
    pub(super) upload: Option<TypedSize>,
    pub(super) query_bytes: Option<TypedSize>,
    pub(super) nesting: Option<i64>,
    pub(super) tokens: Option<i64>,
    pub(super) depth: Option<i64>,
    pub(super) aliases: Option<i64>,
    pub(super) root_fields: Option<i64>,
    pub(super) selections: Option<i64>,
    pub(super) directives: Option<i64>,
    pub(super) batch: Option<i64>,
    pub(super) cost: Option<i64>,
    pub(super) rows: Option<i64>,
    pub(super) rate: Option<i64>,
    pub(super) attempts: Option<i64>,
    pub(super) concurrent: Option<i64>,
    pub(super) transfers: Option<i64>,
    pub(super) connections: Option<i64>,
    pub(super) deadline: Option<TypedDuration>,
    pub(super) attempt_timeout: Option<TypedDuration>,
    pub(super) settle: Option<TypedDuration>,
    pub(super) upstream_body: Option<TypedSize>,
}

/// `[cors]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CorsSection {
    pub(super) origins: Vec<String>,
}

/// `[telemetry]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TelemetrySection {
    pub(super) otlp_endpoint: Option<String>,
    pub(super) log: Option<String>,
}

/// `[jwt]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct JwtSection {
    pub(super) jwks_url: Option<String>,
    pub(super) jwks_file: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) audience: Option<OneOrMore>,
    pub(super) claims: ClaimsSection,
    pub(super) skew: Option<TypedDuration>,
    pub(super) algorithms: Option<Vec<String>>,
}

/// `claims` of `[jwt]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ClaimsSection {
    pub(super) scopes: Option<String>,
    pub(super) accounts: Option<String>,
    pub(super) name: Option<String>,
}

/// `[[clients]]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ClientSection {
    pub(super) name: Option<String>,
    pub(super) key_sha256: Vec<String>,
    pub(super) accounts: Option<Vec<String>>,
    pub(super) scopes: Option<Vec<String>>,
    pub(super) rate: Option<i64>,
    pub(super) upstream: Option<bool>,
}
