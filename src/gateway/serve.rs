//! The running gateway: from a config and a listener to the end of the last write.

use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

use crate::{
    act::Door,
    adapters::{ADAPTERS, Adapter},
    config::Config,
    files::{Desk, Links},
    gateway::{
        check::{certificates, clients, documents},
        connect::{connect, infos},
        engine::{FileDesk, SchemaEngine},
        settings::{link_settings, server_settings},
    },
    graphiql::{self, Surroundings},
    graphql,
    server::{self, ConnectionSettings, Listening, ServerSettings},
    store::Store,
};

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
