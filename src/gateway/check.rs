//! What only the other rooms can tell of a config: whether its accounts, files and documents can be used.

use std::{fs, sync::Arc};

use crate::{
    auth::{Clients, jwt::Tokens},
    config::Config,
    gateway::{connect::accounts, settings::server_settings},
    graphql,
    server::{self, Certificates, PersistedDocuments},
};

/// Checks what only the adapters can tell of a config; binds and calls nothing.
///
/// # Errors
/// One sentence for each account that cannot work, for a certificate that cannot be shown, and for keys of tokens that
/// cannot be read.
pub fn check(config: &Config) -> Result<(), Vec<String>> {
    let mut problems = accounts(config).err().unwrap_or_default();
    problems.extend(certificates(config).err());
    problems.extend(documents(config).err());
    problems.extend(clients(config).err());
    if problems.is_empty() {
        return Ok(());
    }
    Err(problems)
}

/// Reads the list of documents, and holds each against the limits and the schema: what can never be answered is found
/// here and not by a client.
pub(super) fn documents(config: &Config) -> Result<PersistedDocuments, String> {
    let Some(path) = &config.server.persisted_documents else {
        return Ok(PersistedDocuments::default());
    };
    let shown = format!("persisted_documents {}", path.display());
    let text = fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))?;
    let documents =
        PersistedDocuments::parse(&text).map_err(|problem| format!("{shown} {problem}"))?;
    let settings = server_settings(config, config.server.listen);
    let checker = graphql::Checker::new();
    let mut problems: Vec<_> = documents
        .iter()
        .filter_map(|(name, text)| {
            let judged = server::judge(text, &settings);
            let checked = judged.and_then(|operation| checker.check(text, operation.as_deref()));
            let problem = checked.err()?;
            Some(format!("{shown}: document {name:?}: {problem}"))
        })
        .collect();
    problems.sort_unstable();
    match problems.is_empty() {
        true => Ok(documents),
        false => Err(problems.join("\n")),
    }
}

/// Reads the files of the certificate, where there is one.
pub(super) fn certificates(config: &Config) -> Result<Option<Arc<Certificates>>, String> {
    let tls = config.tls.as_ref();
    tls.map(|tls| Certificates::load(&tls.cert, &tls.key))
        .transpose()
}

/// Who may call: those with a key or a token, or everybody where the config names nobody, which it may on loopback alone.
pub(super) fn clients(config: &Config) -> Result<Clients, String> {
    let clients = || config.clients.clone();
    match &config.tokens {
        Some(settings) => {
            let accounts = config.accounts.iter();
            let accounts = accounts.map(|account| account.settings.id.clone());
            let tokens = Tokens::new(settings, accounts.collect(), config.limits.deadline)?;
            Ok(Clients::known_or_with_token(clients(), tokens))
        }
        None if config.clients.is_empty() => Ok(Clients::anybody()),
        None => Ok(Clients::known(clients())),
    }
}
