//! Taking a port, with a message that says what to do when it cannot be had.

use std::{
    io::{ErrorKind, Write},
    net::SocketAddr,
};

use tokio::net::TcpListener;

use super::exit::Failure;

/// Binds `address` and tells the real one, in which port 0 is replaced.
pub(super) async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let listener = TcpListener::bind(address).await;
    let bound = listener.and_then(|listener| {
        let address = listener.local_addr()?;
        Ok((listener, address))
    });
    bound.map_err(|error| {
        let message = match error.kind() {
            ErrorKind::AddrInUse => format!(
                "{address} is taken by another program; stop that one, or choose another port: --listen {}",
                SocketAddr::new(address.ip(), 0)
            ),
            ErrorKind::PermissionDenied => format!(
                "{address} may not be used by this user; choose a port above 1023, such as --listen {}",
                SocketAddr::new(address.ip(), 4000)
            ),
            ErrorKind::AddrNotAvailable => format!("{address} is not an address of this machine; choose another: --listen"),
            _ => format!("cannot listen on {address}: {error}"),
        };
        Failure::Failed(message)
    })
}

/// Tells where we serve, in one piece. Nobody needs to read it: a server whose output is closed serves all the same.
pub(super) fn announce(lines: &[String], out: &mut dyn Write) {
    let text = format!("{}\n", lines.join("\n"));
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
