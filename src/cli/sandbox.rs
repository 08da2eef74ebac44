//! `sandbox`: the simulated invoicing systems alone.

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use jiff::tz::TimeZone;

use super::{
    args::{Global, Sandbox},
    exit::Failure,
    listen::{announce, bind},
    rooms::{Rooms, SandboxOrder},
    settings::{Environment, start_log},
    shutdown::Stop,
};
use crate::{clock, domain::ProviderId};

/// Where the simulators are unless told otherwise: beside the gateway's own port.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 4001);

/// The only token that the simulators accept.
pub(super) const TOKEN: &str = "sandbox";
/// The only administration of the simulated Moneybird.
pub(super) const ADMINISTRATION: &str = "123";

/// Where each provider is below the simulators' address.
pub(super) const PATHS: [(ProviderId, &str); 5] = [
    (ProviderId::Moneybird, "/moneybird/api/v2"),
    (ProviderId::MoneybirdExternal, "/moneybird/api/v2"),
    (ProviderId::InvoiceNinja, "/invoice-ninja"),
    (ProviderId::Dashdoc, "/dashdoc/api/v4"),
    (ProviderId::I3d, "/i3d"),
];

/// Serves the simulators until `stop`.
pub(super) async fn sandbox(
    sandbox: &Sandbox,
    global: &Global,
    rooms: &impl Rooms,
    env: Environment<'_>,
    stop: Stop,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let _log = start_log(global, None, env)?;
    let order = SandboxOrder {
        invoices: sandbox.invoices,
        today: sandbox
            .today
            .unwrap_or_else(|| clock::today(&TimeZone::UTC)),
        latency: sandbox.latency_ms,
        faults: sandbox.faults.clone(),
        rate_limit: !sandbox.no_rate_limit,
    };
    tracing::debug!(
        invoices = order.invoices,
        today = %order.today,
        latency_ms = order.latency.as_millis(),
        faults = ?order.faults,
        rate_limit = order.rate_limit,
        "starting the simulators"
    );
    let options = rooms.sandbox_options(&order).map_err(Failure::Usage)?;
    let (listener, address) = bind(global.listen.unwrap_or(LISTEN)).await?;
    announce(&announcement(address, rooms), out);
    let serving = rooms.serve_sandbox(listener, options, stop.shutdown());
    match stop.bounded(Duration::ZERO, serving).await {
        Some(ended) => ended.map_err(Failure::Failed),
        None => Ok(()),
    }
}

fn announcement(address: SocketAddr, rooms: &impl Rooms) -> Vec<String> {
    let mut lines = vec![format!("Listening at http://{address}/"), String::new()];
    for info in rooms.providers() {
        let path = PATHS.iter().find(|(provider, _)| *provider == info.id);
        let path = path.map_or("", |(_, path)| path);
        lines.push(format!("  {:18}  http://{address}{path}", info.id.slug()));
    }
    lines.push(format!(
        "\n  token {TOKEN}, Moneybird administration {ADMINISTRATION}; calls are counted at /_requests\n"
    ));
    lines
}
