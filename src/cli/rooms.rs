//! The other rooms, as far as the command line needs them: what they must offer, and the one place that calls them.

use std::{path::PathBuf, pin::Pin, time::Duration};

use jiff::civil::Date;
use tokio::{net::TcpListener, sync::oneshot};

use super::shutdown::Shutdown;
use crate::{
    auth::NewKey,
    config::Config,
    gateway::{self, Tried},
    graphql,
    provider::ProviderInfo,
    sandbox,
};

/// What was asked of the simulators.
#[derive(Clone, Debug)]
pub(super) struct SandboxOrder {
    /// Invoices in each system; `None` for the simulators' own number.
    pub(super) invoices: Option<u32>,
    /// The date that the data is relative to.
    pub(super) today: Date,
    /// How much longer each answer takes.
    pub(super) latency: Duration,
    /// File of failures to simulate.
    pub(super) faults: Option<PathBuf>,
    /// Whether calls are counted and refused as the vendors do.
    pub(super) rate_limit: bool,
}

/// A server at work; resolves when it has ended.
pub(super) type Serving = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// Accounts being tried; resolves to what came of each, in the order of the config, or to what is wrong with the config.
pub(super) type Probing = Pin<Box<dyn Future<Output = Result<Vec<Tried>, Vec<String>>> + Send>>;

/// The other rooms.
pub(super) trait Rooms: Send + Sync + 'static {
    /// A sandbox order that was checked.
    type SandboxOptions: Send + 'static;

    /// The providers that are built.
    fn providers(&self) -> Vec<&'static ProviderInfo>;

    /// The schema in SDL.
    fn sdl(&self) -> String;

    /// Makes a key for a client.
    fn new_key(&self) -> Result<NewKey, String>;

    /// What is wrong with a config beyond its form, in sentences; binds and calls nothing.
    fn check(&self, config: &Config) -> Result<(), Vec<String>>;

    /// Tries each account of a config with one call.
    fn probe(&self, config: Config) -> Probing;

    /// Serves the gateway until `shutdown`, then finishes what it began. It follows the config to where that comes from, and
    /// says when everything that could fail at the start went well.
    fn serve(
        &self,
        config: Config,
        origin: Option<gateway::Origin>,
        listener: TcpListener,
        shutdown: Shutdown,
        opened: oneshot::Sender<()>,
    ) -> Serving;

    /// Checks what was asked of the simulators; reads the file of failures.
    fn sandbox_options(&self, order: &SandboxOrder) -> Result<Self::SandboxOptions, String>;

    /// Serves the simulators until `shutdown`.
    fn serve_sandbox(
        &self,
        listener: TcpListener,
        options: Self::SandboxOptions,
        shutdown: Shutdown,
    ) -> Serving;
}

/// The rooms of this program.
#[derive(Clone, Copy, Debug)]
pub(super) struct House;

impl Rooms for House {
    type SandboxOptions = sandbox::Options;

    fn providers(&self) -> Vec<&'static ProviderInfo> {
        gateway::providers().to_vec()
    }

    fn sdl(&self) -> String {
        graphql::sdl()
    }

    fn new_key(&self) -> Result<NewKey, String> {
        NewKey::random()
    }

    fn check(&self, config: &Config) -> Result<(), Vec<String>> {
        gateway::check(config)
    }

    fn probe(&self, config: Config) -> Probing {
        Box::pin(async move { gateway::probe(&config).await })
    }

    fn serve(
        &self,
        config: Config,
        origin: Option<gateway::Origin>,
        listener: TcpListener,
        shutdown: Shutdown,
        opened: oneshot::Sender<()>,
    ) -> Serving {
        let served = gateway::serve_from(origin, config, listener, shutdown, opened);
        Box::pin(served)
    }

    fn sandbox_options(&self, order: &SandboxOrder) -> Result<sandbox::Options, String> {
        let mut options = sandbox::Options::new(order.today);
        if let Some(invoices) = order.invoices {
            options.invoices = usize::try_from(invoices).map_err(|error| error.to_string())?;
        }
        if let Some(faults) = &order.faults {
            options.faults = sandbox::Options::load_faults(faults)?;
        }
        options.latency = order.latency;
        options.rate_limit = order.rate_limit;
        Ok(options)
    }

    fn serve_sandbox(
        &self,
        listener: TcpListener,
        options: sandbox::Options,
        shutdown: Shutdown,
    ) -> Serving {
        Box::pin(async move {
            let served = sandbox::serve(listener, options, shutdown).await;
            served.map_err(|error| format!("the simulators broke: {error}"))
        })
    }
}
