//! What other rooms are told of a config.

use std::net::SocketAddr;

use crate::{config::Config, files::LinkSettings, server::ServerSettings};

pub(super) fn link_settings(config: &Config) -> LinkSettings<'_> {
    LinkSettings {
        key: config.files.signing_key.as_ref(),
        life: config.files.link_life,
        public_url: config.server.public_url.as_ref(),
    }
}

pub(super) fn server_settings(config: &Config, address: SocketAddr) -> ServerSettings {
    let limits = &config.limits;
    let many = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    ServerSettings {
        max_body_bytes: limits.body,
        max_upload_bytes: limits.upload,
        max_query_bytes: limits.query_bytes,
        max_nesting: limits.nesting,
        max_tokens: limits.tokens,
        max_selections: many(limits.selections),
        max_depth: many(limits.depth),
        max_aliases: many(limits.aliases),
        max_root_fields: many(limits.root_fields),
        max_directives: many(limits.directives),
        deadline: limits.deadline,
        max_batch: limits.batch,
        max_rows: many(limits.rows),
        rate: limits.rate,
        attempts: limits.attempts,
        concurrent: limits.concurrent,
        transfers: limits.transfers,
        introspection: config.server.introspection,
        persisted_only: config.server.persisted_only,
        cors_origins: config.cors.origins.clone(),
        tls: config.tls.is_some(),
        public_url: config.server.public_url.clone(),
        beyond_loopback: !address.ip().to_canonical().is_loopback(),
        ..ServerSettings::default()
    }
}
