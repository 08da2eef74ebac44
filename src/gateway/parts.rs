//! What a config asks for and another room, or a file, may refuse.

use std::{fs, sync::Arc};

use crate::{
    adapters::Adapter,
    auth::{Clients, jwt::Tokens},
    config::Config,
    gateway::{
        connect::{Connected, Ground},
        settings::server_settings,
    },
    graphql,
    server::{self, Certificates, PersistedDocuments},
};

/// What is made of a config before anything of it is put in force: all that can fail.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) connected: Connected,
    pub(super) certificates: Option<Arc<Certificates>>,
    pub(super) documents: PersistedDocuments,
    pub(super) clients: Clients,
}

impl Parts {
    /// Makes them; what was connected `before` and did not change is taken over.
    ///
    /// # Errors
    /// All that cannot be used, a sentence each.
    pub(super) fn of(
        adapters: &'static [Adapter],
        config: &Config,
        ground: &Ground,
        before: Option<&Connected>,
    ) -> Result<Self, Vec<String>> {
        let connected = Connected::new(adapters, config, ground, before);
        let others = (certificates(config), documents(config), clients(config));
        match (connected, others) {
            (Ok(connected), (Ok(certificates), Ok(documents), Ok(clients))) => Ok(Self {
                connected,
                certificates,
                documents,
                clients,
            }),
            (connected, (certificates, documents, clients)) => {
                let mut problems = connected.err().unwrap_or_default();
                problems.extend(certificates.err());
                problems.extend(documents.err());
                problems.extend(clients.err());
                Err(problems)
            }
        }
    }
}

/// Reads the list of documents, and holds each against the limits and the schema: what can never be answered is found
/// here and not by a client.
fn documents(config: &Config) -> Result<PersistedDocuments, String> {
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
fn certificates(config: &Config) -> Result<Option<Arc<Certificates>>, String> {
    let tls = config.tls.as_ref();
    tls.map(|tls| Certificates::load(&tls.cert, &tls.key))
        .transpose()
}

/// Who may call: those with a key or a token, or everybody where the config names nobody, which it may on loopback alone.
fn clients(config: &Config) -> Result<Clients, String> {
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
