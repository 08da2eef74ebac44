//! From a config and a listener to the end of the last write.

use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    adapters::{ADAPTERS, Adapter},
    config::Config,
    gateway::{follow::follow, origin::Origin, running::Gateway},
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
    let gateway = Gateway::open(adapters, config, address(&listener)?).await?;
    gateway.serve(listener, shutdown).await;
    Ok(())
}

/// Serves a config, says when it is opened, and goes on under the next one whenever that is there.
///
/// # Errors
/// When an account, the certificate or the keys of tokens cannot work at the start.
pub async fn serve_from(
    origin: Option<Origin>,
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
    opened: oneshot::Sender<()>,
) -> Result<(), String> {
    let gateway = Gateway::open(ADAPTERS, config, address(&listener)?).await?;
    // Nobody may want to know.
    let _ = opened.send(());
    let serving = gateway.serve(listener, shutdown);
    let Some(origin) = origin else {
        serving.await;
        return Ok(());
    };
    tokio::select! {
        () = serving => Ok(()),
        never = follow(&gateway, origin) => match never {},
    }
}

fn address(listener: &TcpListener) -> Result<std::net::SocketAddr, String> {
    let address = listener.local_addr();
    address.map_err(|error| format!("the listener has no address: {error}"))
}
