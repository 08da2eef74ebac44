//! A gateway whose config may change while it runs.

use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::Router;
use tokio::net::TcpListener;

use crate::{
    act::Door,
    adapters::Adapter,
    auth::Clients,
    config::Config,
    files::{Desk, Links},
    gateway::{
        changes::Changes,
        connect::{Connected, Ground, infos},
        engine::{FileDesk, SchemaEngine},
        fixed::keep_fixed,
        parts::Parts,
        prints::Prints,
        reloads::Reloads,
        settings::{link_settings, server_settings},
    },
    graphiql::{self, Surroundings},
    graphql, meter,
    server::{
        self, Certificates, ConnectionSettings, Current, Listening, Memory, ServerSettings, Vitals,
    },
    store::Store,
};

/// How much longer than its deadline an operation that is under way may take when the server stops: to be answered, and
/// for a client to take the answer.
const BEYOND_DEADLINE: Duration = Duration::from_secs(5);

/// A gateway that is ready to serve, and goes on under another config when it is handed one.
pub struct Gateway {
    adapters: &'static [Adapter],
    address: SocketAddr,
    ground: Ground,
    door: Arc<Door>,
    memory: Memory,
    vitals: Arc<Vitals>,
    reloads: Arc<Reloads>,
    certificates: Option<Arc<Certificates>>,
    current: Current,
    served: Mutex<Served>,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Gateway")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// What is in force.
struct Served {
    config: Config,
    connected: Connected,
    clients: Arc<Clients>,
    links: Arc<Links>,
    /// What the files that the config names held when they were read.
    prints: Prints,
}

impl Gateway {
    /// Makes what a config asks for, to be served at an address.
    ///
    /// # Errors
    /// When an account, the certificate, the keys of tokens or the state cannot work.
    pub async fn open(
        adapters: &'static [Adapter],
        config: Config,
        address: SocketAddr,
    ) -> Result<Arc<Self>, String> {
        config.check_listen(address)?;
        let prints = prints(&config);
        let ground = Ground::new(&config);
        let parts = Parts::of(adapters, &config, &ground, None);
        let parts = parts.map_err(|problems| problems.join("\n"))?;
        let door = Door::new(store(&config)?, config.limits.settle);
        let swept = door.forget_old_keys().await;
        swept.map_err(|error| format!("state_dir: {error}"))?;
        let memory = Memory::new(&server_settings(&config, address));
        let served = Served {
            links: Arc::new(Links::new(&link_settings(&config))?),
            clients: Arc::new(parts.clients),
            connected: parts.connected,
            prints,
            config,
        };
        let made = Self {
            adapters,
            address,
            ground,
            door,
            memory,
            vitals: Arc::default(),
            reloads: Arc::new(Reloads::new()),
            certificates: parts.certificates,
            current: Router::new().into(),
            served: Mutex::new(served),
        };
        made.put_in_force(&made.served(), parts.documents);
        Ok(Arc::new(made))
    }

    /// Serves until `shutdown`, then finishes what was begun.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) {
        let limits = self.served().config.limits.clone();
        let listening = Listening {
            listener,
            certificates: self.certificates.clone(),
            settings: ConnectionSettings {
                connections: limits.connections,
                grace: limits.deadline.saturating_add(BEYOND_DEADLINE),
                ..ConnectionSettings::default()
            },
            vitals: Arc::clone(&self.vitals),
        };
        tokio::select! {
            () = server::run(listening, self.current.clone(), shutdown) => {}
            never = self.door.keep_forgetting() => match never {},
            never = meter::keep_up() => match never {},
        }
        // Whoever asked for a write may have left before its end.
        self.door.at_rest().await;
    }

    /// Goes on under another config, all of it or nothing. Requests that have begun end as they began; what did not
    /// change is not asked of a provider again, and what was spent and counted still counts. It reads files, so it must
    /// not run where others wait.
    ///
    /// # Errors
    /// All that cannot be used, a sentence each; everything is as it was then.
    pub fn reload(&self, config: Config) -> Result<Changes, Vec<String>> {
        let tried = self.go_on(config);
        self.reloads.count(tried.as_ref().ok());
        tried
    }

    fn go_on(&self, mut config: Config) -> Result<Changes, Vec<String>> {
        let mut served = self.served();
        let listened = config.check_listen(self.address);
        listened.map_err(|problem| vec![format!("server.listen {problem}")])?;
        let prints = prints(&config);
        // Before anything is made of it, so that what stays does so everywhere. A certificate is judged as it is asked for,
        // even where it has to stay.
        let asked = config.tls.clone();
        let fixed = keep_fixed(&mut config, &served.config);
        let kept = std::mem::replace(&mut config.tls, asked);
        let before = Some(&served.connected);
        let parts = Parts::of(self.adapters, &config, &self.ground, before)?;
        config.tls = kept;
        // Those of a certificate that has to stay are not named any more.
        let prints = match fixed.contains(&"tls") {
            true => prints.and(&served.prints),
            false => prints,
        };
        let old = (&served.config, &served.prints);
        let changes = Changes::between(old, (&config, &prints), fixed);
        let links = follow_links(&served, &config).map_err(|problem| vec![problem])?;

        if !changes.is_nothing() {
            let next = Served {
                links,
                clients: Arc::new(parts.clients.following(&served.clients)),
                connected: parts.connected,
                prints,
                config,
            };
            self.put_in_force(&next, parts.documents);
            *served = next;
        }
        if let (Some(shown), Some(new)) = (&self.certificates, &parts.certificates) {
            shown.adopt(new);
        }
        Ok(changes)
    }

    /// Takes in that the config cannot even be read.
    pub(super) fn refuse(&self) {
        self.reloads.count(None);
    }

    /// Shows what is in the files of the certificate now, if that can be shown.
    pub(super) fn renew_certificate(&self) {
        let served = self.served();
        if let (Some(shown), Some(tls)) = (&self.certificates, &served.config.tls)
            && let Ok(new) = Certificates::load(&tls.cert, &tls.key)
            && shown.adopt(&new)
        {
            tracing::info!("the certificate is renewed");
        }
    }

    /// How often it is looked whether the config changed, and what the files that it names held.
    pub(super) fn to_watch(&self) -> (Duration, Prints) {
        let served = self.served();
        (served.config.server.reload, served.prints.clone())
    }

    fn put_in_force(&self, served: &Served, documents: server::PersistedDocuments) {
        let config = &served.config;
        let settings = ServerSettings {
            documents: Arc::new(documents),
            vitals: Arc::clone(&self.vitals),
            ..server_settings(config, self.address)
        };
        let router = self.router(served, settings.clone());
        // From here on it is done, and nothing fails.
        served.connected.budgets.put_in_force(&self.ground.quotas);
        self.ground.shelf.keep_for(config.cache.stale_for);
        self.memory.adopt(&settings);
        self.current.replace(router);
        let clients = Arc::clone(&served.clients);
        tokio::spawn(async move { clients.fetch_ahead().await });
    }

    fn router(&self, served: &Served, settings: ServerSettings) -> Router {
        let Served {
            config,
            clients,
            links,
            ..
        } = served;
        let accounts = served.connected.accounts();
        let desk = Desk::new(accounts.clone(), Arc::clone(clients), Arc::clone(links));
        let writes = Arc::clone(&self.door);
        let (door, links) = (Arc::clone(&self.door), Arc::clone(links));
        let builder = graphql::schema(door, links, &infos(self.adapters));
        let engine = SchemaEngine {
            schema: server::apply_limits(builder, &settings).finish(),
            accounts,
            writes,
            reloads: Arc::clone(&self.reloads),
            most_calls: config.limits.cost,
            most_rows: settings.max_rows,
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
        let (engine, clients) = (Arc::new(engine), Arc::clone(clients));
        server::router_with(&self.memory, engine, clients, settings, pages)
    }

    fn served(&self) -> MutexGuard<'_, Served> {
        // It is replaced as a whole, so a panic elsewhere leaves nothing half done.
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn prints(config: &Config) -> Prints {
    Prints::of(config.named_files().map(|(_, file)| file))
}

/// Links of before are good for as long as the key that is configured is the same, or still none is.
fn follow_links(served: &Served, config: &Config) -> Result<Arc<Links>, String> {
    let settings = link_settings(config);
    Ok(Arc::new(
        match served.config.files.has_same_key(&config.files) {
            true => Links::following(&settings, &served.links),
            false => Links::new(&settings)?,
        },
    ))
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
