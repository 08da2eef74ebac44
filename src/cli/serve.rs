//! `serve`: the gateway, over the accounts of a config file or, without one, over simulators inside the process.

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    pin::pin,
    sync::Arc,
    time::Duration,
};

use jiff::tz::TimeZone;
use tokio::sync::{Notify, oneshot};
use url::Url;

use super::{
    args::Global,
    exit::Failure,
    hangup::Hangups,
    listen::{announce, bind},
    rooms::{Rooms, SandboxOrder},
    sandbox::{ADMINISTRATION, PATHS, TOKEN},
    settings::{self, Environment, config_file, start_log},
    shutdown::{Stop, pair},
    supervisor,
};
use crate::{
    clock,
    config::Config,
    domain::{AccountId, ProviderId},
    gateway::Origin,
    provider::AccountSettings,
};

/// A first query: short enough to read, and it shows that several systems answer as one.
const FIRST_QUERY: &str = "{ invoices(first: 3) { nodes { number status total { amount currency } customer { name } } } }";

/// Serves the gateway until `stop`.
pub(super) async fn serve(
    global: &Global,
    rooms: &impl Rooms,
    env: Environment<'static>,
    stop: Stop,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let hangups = Hangups::begin();
    let Some(file) = config_file(global, env) else {
        let _log = start_log(global, None, env)?;
        hangups.find_nothing();
        return serve_simulated(global, rooms, env, stop, out).await;
    };
    let origin = origin(&file, global.listen, env, hangups.ask());
    let mut config =
        Config::load(&file, env).map_err(|errors| Failure::Usage(errors.to_string()))?;
    let telemetry = start_log(global, Some(&config), env)?;
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let data = format!(
        "{} of {}",
        count(config.accounts.len(), "account"),
        file.display()
    );
    settings::listen(global, &mut config)?;
    let served = serve_config(config, Some(origin), &data, rooms, env, &stop, out).await;
    telemetry.finish().await;
    served
}

/// Where the config may come from again, with the address that a flag asks for.
fn origin(
    file: &Path,
    listen: Option<SocketAddr>,
    env: Environment<'static>,
    asked: Arc<Notify>,
) -> Origin {
    let path = file.to_owned();
    let load = move || {
        let mut config = Config::load(&path, env).map_err(|errors| errors.to_string())?;
        config.server.listen = listen.unwrap_or(config.server.listen);
        Ok(config)
    };
    Origin::new(file.to_owned(), load, asked)
}

/// Starts the simulators on a free port and serves an account on each. They end after the gateway, so that what it began
/// is still answered.
async fn serve_simulated(
    global: &Global,
    rooms: &impl Rooms,
    env: Environment<'_>,
    stop: Stop,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    // Before a port is bound; the accounts are not known yet, and nothing in them could allow it.
    let mut config = Config::default_for(vec![]);
    settings::listen(global, &mut config)?;
    let order = SandboxOrder {
        invoices: None,
        today: clock::today(&TimeZone::UTC),
        latency: Duration::ZERO,
        faults: None,
        rate_limit: true,
    };
    let options = rooms.sandbox_options(&order).map_err(Failure::Failed)?;
    let any_port = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0);
    let (listener, address) = bind(any_port).await?;
    let (stopper, sandbox_stop) = pair();
    let simulating = rooms.serve_sandbox(listener, options, sandbox_stop.shutdown());
    let simulating = tokio::spawn(simulating);

    let accounts = simulated_accounts(address, rooms);
    let names: Vec<_> = accounts
        .iter()
        .map(|account| account.id.to_string())
        .collect();
    let data = format!(
        "simulated: {} (--config FILE for your own)",
        names.join(", ")
    );
    let config = Config {
        server: config.server,
        simulated: true,
        ..Config::default_for(accounts)
    };
    let served = serve_config(config, None, &data, rooms, env, &stop, out).await;
    stopper.stop();
    let simulated = sandbox_stop.bounded(Duration::ZERO, simulating).await;
    if let Some(Ok(Err(message))) = simulated {
        tracing::error!("the simulators failed: {message}");
    }
    served
}

/// One account for each provider that is built, named like it.
fn simulated_accounts(address: SocketAddr, rooms: &impl Rooms) -> Vec<AccountSettings> {
    let mut accounts = vec![];
    for info in rooms.providers() {
        let Some((provider, path)) = PATHS.iter().find(|(provider, _)| *provider == info.id) else {
            continue;
        };
        let base_url = Url::parse(&format!("http://{address}{path}"))
            .expect("an address and a path make a URL");
        accounts.push(AccountSettings {
            id: AccountId::new(provider.slug()),
            name: format!("{} (simulated)", info.name),
            provider: *provider,
            administration_id: has_administrations(*provider).then(|| ADMINISTRATION.to_owned()),
            token: TOKEN.into(),
            password: None,
            base_url: Some(base_url),
            time_zone: TimeZone::UTC,
            quota_calls: None,
            webhook_secrets: vec![],
            // The simulated storage goes by another name than the API, as a real one does.
            file_hosts: vec!["localhost".to_owned()],
        });
    }
    accounts
}

/// Tells whether a provider's API is divided by administration.
fn has_administrations(provider: ProviderId) -> bool {
    matches!(
        provider,
        ProviderId::Moneybird | ProviderId::MoneybirdExternal
    )
}

async fn serve_config(
    config: Config,
    origin: Option<Origin>,
    data: &str,
    rooms: &impl Rooms,
    env: Environment<'_>,
    stop: &Stop,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    rooms
        .check(&config)
        .map_err(|problems| Failure::Usage(problems.join("\n")))?;
    let (listener, address) = bind(config.server.listen).await?;
    let lines = announcement(address, &config, data);
    let deadline = config.limits.deadline;
    let (opened, mut is_open) = oneshot::channel();
    let serving = rooms.serve(config, origin, listener, stop.shutdown(), opened);
    let mut serving = pin!(stop.bounded(deadline, serving));
    let ended = tokio::select! {
        biased;
        ended = &mut serving => Some(ended),
        Ok(()) = &mut is_open => None,
    };
    // Only now it is sure that it can work.
    if ended.is_none() || is_open.try_recv().is_ok() {
        announce(&lines, out);
        supervisor::ready(env);
    }
    let ended = match ended {
        Some(ended) => ended,
        None => serving.await,
    };
    match ended {
        Some(ended) => ended.map_err(Failure::Failed),
        None => Err(Failure::Failed(
            "not everything that was begun could be finished in time".to_owned(),
        )),
    }
}

fn announcement(address: SocketAddr, config: &Config, data: &str) -> Vec<String> {
    let scheme = if config.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let here = format!("{scheme}://{address}");
    let mut lines = vec![format!("Listening at {here}/"), String::new()];
    if config.server.graphiql {
        lines.push(format!("  GraphiQL  {here}/"));
    }
    lines.push(format!("  GraphQL   {here}/graphql"));
    lines.push(format!("  data      {data}"));
    let key = match config.tells_who() {
        true => " -H \"authorization: Bearer $KEY\"",
        false => "",
    };
    lines.push(format!(
        "\nA query to try:\n\n  curl -s {here}/graphql -H 'content-type: application/json'{key} \\\n    \
         -d '{{\"query\":\"{FIRST_QUERY}\"}}'\n"
    ));
    lines
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
