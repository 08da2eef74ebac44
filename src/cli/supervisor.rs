//! Tells systemd that the service is ready, where it asked to be told (`Type=notify`): one datagram.

use std::io;

use super::settings::Environment;

/// Where systemd listens.
const SOCKET_VARIABLE: &str = "NOTIFY_SOCKET";

/// Says that clients are served from now on. Nothing depends on being heard.
pub(super) fn ready(env: Environment<'_>) {
    let Some(socket) = env(SOCKET_VARIABLE).filter(|socket| !socket.is_empty()) else {
        return;
    };
    if let Err(error) = send(&socket, b"READY=1") {
        tracing::warn!(%error, "{SOCKET_VARIABLE} cannot be told that the service is ready: {error}");
    }
}

/// Sends to a path, or to a name of Linux's own, which begins with `@`.
#[cfg(target_os = "linux")]
fn send(socket: &str, message: &[u8]) -> io::Result<()> {
    use std::os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixDatagram},
    };
    let address = match socket.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(socket)?,
    };
    UnixDatagram::unbound()?.send_to_addr(message, &address)?;
    Ok(())
}

/// There is no systemd.
#[cfg(not(target_os = "linux"))]
fn send(_: &str, _: &[u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
