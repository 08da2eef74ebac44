//! The composition root: makes a running gateway of a config.
//!
//! Here alone is written which layers stand in which order, who shares a quota and how often an account may be refreshed.
//! It holds no logic of its own.

mod probe;

use std::{
    collections::HashMap,
    fs,
    net::SocketAddr,
    sync::{Arc, LazyLock},
    time::Duration,
};

use async_graphql::{Request, Response};
use async_trait::async_trait;
use axum::Router;
use tokio::net::TcpListener;
use url::Url;

use crate::{
    act::Door,
    adapters::{ADAPTERS, Adapter},
    auth::{Clients, Viewer, jwt::Tokens},
    config::{Config, ConfiguredAccount},
    files::{self, Desk, LinkSettings, Links},
    graphiql::{self, Surroundings},
    graphql,
    provider::{AccountSettings, ProviderInfo},
    server::{
        self, Certificates, ConnectionSettings, Engine, Files, Listening, NoFile,
        PersistedDocuments, Purse, ServedFile, ServerSettings,
    },
    snapshot::{Account, Accounts, Allowance, Policy, Shelf},
    store::Store,
    transport::{Client, ClientSettings, Quota, Quotas, Transport, TransportSettings, stack},
};

pub use probe::{Obstacle, Tried, probe};

/// The part of a quota that background refreshes may use; the rest is for people.
const REFRESH_SHARE: f64 = 0.6;

/// How much longer than its deadline an operation that is under way may take when the server stops: to be answered, and
/// for a client to take the answer.
const BEYOND_DEADLINE: Duration = Duration::from_secs(5);

/// The providers that have an adapter.
#[must_use]
pub fn providers() -> &'static [&'static ProviderInfo] {
    static PROVIDERS: LazyLock<Vec<&'static ProviderInfo>> = LazyLock::new(|| infos(ADAPTERS));
    &PROVIDERS
}

fn infos(adapters: &'static [Adapter]) -> Vec<&'static ProviderInfo> {
    adapters.iter().map(|adapter| adapter.info).collect()
}

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

/// Serves a config until `shutdown`, then finishes what was begun.
///
/// # Errors
/// When an account, the certificate or the keys of tokens cannot work.
pub async fn serve(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), String> {
    serve_with(ADAPTERS, config, listener, shutdown).await
}

/// Serves with another table of adapters than the program's own; all else is the same.
///
/// # Errors
/// When an account, the certificate or the keys of tokens cannot work.
pub async fn serve_with(
    adapters: &'static [Adapter],
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), String> {
    let address = listener.local_addr();
    let address = address.map_err(|error| format!("the listener has no address: {error}"))?;
    config.check_listen(address)?;
    let accounts = connect(adapters, &config).map_err(|problems| problems.join("\n"))?;
    let clients = Arc::new(clients(&config)?);
    let ahead = Arc::clone(&clients);
    tokio::spawn(async move { ahead.fetch_ahead().await });
    let certificates = certificates(&config)?;
    let settings = ServerSettings {
        documents: Arc::new(documents(&config)?),
        ..server_settings(&config, address)
    };
    let door = Door::new(store(&config)?, config.limits.settle);
    let swept = door.forget_old_keys().await;
    swept.map_err(|error| format!("state_dir: {error}"))?;
    let links = Arc::new(Links::new(&link_settings(&config))?);
    let desk = Desk::new(accounts.clone(), Arc::clone(&clients), Arc::clone(&links));
    let writes = Arc::clone(&door);
    let builder = graphql::schema(door, links, &infos(adapters));
    let engine = SchemaEngine {
        schema: server::apply_limits(builder, &settings).finish(),
        accounts,
        most_calls: config.limits.cost,
    };
    let pages = if config.server.graphiql {
        graphiql::router(Surroundings {
            simulated: config.simulated,
            keys: config.tells_who(),
        })
    } else {
        Router::new()
    };
    let pages = pages.merge(server::files(Arc::new(FileDesk(desk))));
    let router = server::router(Arc::new(engine), clients, settings, pages);
    let listening = Listening {
        listener,
        certificates,
        settings: ConnectionSettings {
            connections: config.limits.connections,
            grace: config.limits.deadline.saturating_add(BEYOND_DEADLINE),
            ..ConnectionSettings::default()
        },
    };
    tokio::select! {
        () = server::run(listening, router, shutdown) => {}
        never = writes.keep_forgetting() => match never {},
    }
    // Whoever asked for a write may have left before its end.
    writes.at_rest().await;
    Ok(())
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

fn link_settings(config: &Config) -> LinkSettings<'_> {
    LinkSettings {
        key: config.files.signing_key.as_ref(),
        life: config.files.link_life,
        public_url: config.server.public_url.as_ref(),
    }
}

/// Opens what outlives the process.
fn store(config: &Config) -> Result<Store, String> {
    match &config.cache.state_dir {
        Some(directory) => Store::open(directory).map_err(|error| format!("state_dir: {error}")),
        None => {
            tracing::warn!(
                "no state_dir is configured: an idempotencyKey is forgotten when this process ends"
            );
            Ok(Store::in_memory())
        }
    }
}

/// Connects every account of a config to its provider.
///
/// # Errors
/// One sentence for each account that cannot work.
pub fn accounts(config: &Config) -> Result<Accounts, Vec<String>> {
    connect(ADAPTERS, config)
}

fn connect(adapters: &'static [Adapter], config: &Config) -> Result<Accounts, Vec<String>> {
    let limits = &config.limits;
    let client_settings = ClientSettings {
        max_body_bytes: limits.upstream_body,
        ..ClientSettings::default()
    };
    let client: Arc<dyn Transport> =
        Arc::new(Client::new(&client_settings).map_err(|error| vec![error.to_string()])?);
    let transport = TransportSettings {
        attempt_timeout: limits.attempt_timeout,
        ..TransportSettings::default()
    };
    let shelf = Shelf::new(config.cache.stale_for);
    let quotas = SharedQuotas::of(adapters, &config.accounts);
    let (mut built, mut problems) = (Vec::new(), Vec::new());
    for ConfiguredAccount { settings, source } in &config.accounts {
        let Some(adapter) = adapter_of(adapters, settings) else {
            problems.push(format!(
                "{source}: account \"{}\": provider {} is not built yet; this version has {}",
                settings.id,
                settings.provider,
                adapters
                    .iter()
                    .map(|adapter| adapter.info.id.slug())
                    .collect::<Vec<_>>()
                    .join(" and ")
            ));
            continue;
        };
        let quota = quotas.of_account(settings, adapter.info);
        let refresh = quota
            .as_ref()
            .map_or(config.cache.refresh, |(quota, sharers)| {
                let affordable =
                    quota.interval_for(*sharers, adapter.info.refresh_calls, REFRESH_SHARE);
                config.cache.refresh.max(affordable)
            });
        let policy = Policy {
            refresh,
            max_age: config.cache.max_age,
            max_wait: config.cache.max_wait,
            stale_for: config.cache.stale_for,
            deadline: limits.deadline,
        };
        let layers = stack(
            Arc::clone(&client),
            &settings.id,
            &transport,
            quota.map(|(quota, _)| quota),
        );
        match (adapter.build)(settings, layers) {
            Ok(provider) => built.push(Arc::new(Account::new(
                settings,
                provider,
                policy,
                shelf.clone(),
            ))),
            Err(problem) => {
                problems.push(format!("{source}: account \"{}\": {problem}", settings.id))
            }
        }
    }
    if problems.is_empty() {
        Ok(Accounts::new(built))
    } else {
        Err(problems)
    }
}

fn adapter_of(
    adapters: &'static [Adapter],
    settings: &AccountSettings,
) -> Option<&'static Adapter> {
    adapters
        .iter()
        .find(|adapter| adapter.info.id == settings.provider)
}

/// The budgets that accounts share, because their vendor counts them together.
struct SharedQuotas {
    quotas: Quotas,
    sharers: HashMap<(&'static str, String), u32>,
}

impl SharedQuotas {
    fn of(adapters: &'static [Adapter], accounts: &[ConfiguredAccount]) -> Self {
        let mut sharers = HashMap::new();
        for ConfiguredAccount { settings, .. } in accounts {
            if let Some(adapter) = adapter_of(adapters, settings)
                && let Some(rule) = adapter.info.quota
            {
                *sharers
                    .entry((rule.domain, host(settings, adapter.info)))
                    .or_default() += 1;
            }
        }
        Self {
            quotas: Quotas::default(),
            sharers,
        }
    }

    /// The budget of an account, and how many share it.
    fn of_account(
        &self,
        settings: &AccountSettings,
        info: &ProviderInfo,
    ) -> Option<(Arc<Quota>, u32)> {
        let rule = info.quota?;
        let host = host(settings, info);
        let calls = settings.quota_calls.unwrap_or(rule.calls);
        let quota = self.quotas.domain(rule.domain, &host, calls, rule.window);
        let sharers = self.sharers.get(&(rule.domain, host)).copied().unwrap_or(1);
        Some((quota, sharers))
    }
}

/// Host and port of an account's API.
fn host(settings: &AccountSettings, info: &ProviderInfo) -> String {
    let standard = || Url::parse(info.base_url).ok();
    let url = settings.base_url.clone().or_else(standard);
    url.map_or_else(String::new, |url| {
        format!(
            "{}:{}",
            url.host_str().unwrap_or_default(),
            url.port_or_known_default().unwrap_or_default()
        )
    })
}

fn server_settings(config: &Config, address: SocketAddr) -> ServerSettings {
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

/// Our schema behind the server.
struct SchemaEngine {
    schema: graphql::Schema,
    /// All accounts, of which each request gets those that its viewer sees.
    accounts: Accounts,
    /// Upstream calls that the operations of one HTTP request may make.
    most_calls: usize,
}

#[async_trait]
impl Engine for SchemaEngine {
    fn purse(&self) -> Purse {
        Arc::new(Allowance::new(self.most_calls))
    }

    async fn execute(&self, request: Request, viewer: Arc<Viewer>, purse: Purse) -> Response {
        let allowance = purse
            .downcast()
            .expect("every purse comes from here and is an allowance");
        let request = graphql::of_viewer(request, viewer, &self.accounts, allowance);
        graphql::execute(&self.schema, request).await
    }

    fn sdl(&self) -> String {
        graphql::sdl()
    }
}

/// Our files behind the server.
struct FileDesk(Desk);

#[async_trait]
impl Files for FileDesk {
    async fn open(&self, token: &str) -> Result<ServedFile, NoFile> {
        match self.0.open(token).await {
            Ok(file) => Ok(ServedFile {
                filename: file.filename.unwrap_or_default(),
                content_type: file.content_type,
                size_bytes: file.size_bytes,
                body: file.body,
            }),
            Err(files::NoFile::Foreign) => Err(NoFile::Foreign),
            Err(files::NoFile::Expired) => Err(NoFile::Expired),
            Err(files::NoFile::Failed(error)) => Err(NoFile::Failed(error)),
        }
    }
}
