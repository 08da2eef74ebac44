//! The other rooms, as far as the command line needs them: what they must offer, and the one place that calls them.

use std::{path::PathBuf, pin::Pin, time::Duration};

use jiff::civil::Date;
use tokio::net::TcpListener;

use super::shutdown::Shutdown;
use crate::{config::Config, provider::ProviderInfo};

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

/// The other rooms.
pub(super) trait Rooms: Send + Sync + 'static {
    /// A sandbox order that was checked.
    type SandboxOptions: Send + 'static;

    /// The providers that are built.
    fn providers(&self) -> Vec<&'static ProviderInfo>;

    /// The schema in SDL.
    fn sdl(&self) -> String;

    /// What is wrong with a config beyond its form, in sentences; binds and calls nothing.
    fn check(&self, config: &Config) -> Result<(), Vec<String>>;

    /// Serves the gateway until `shutdown`, then finishes what it began.
    fn serve(&self, config: Config, listener: TcpListener, shutdown: Shutdown) -> Serving;

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

const ABSENT: &str = "this build has no server yet";

impl Rooms for House {
    type SandboxOptions = SandboxOrder;

    fn providers(&self) -> Vec<&'static ProviderInfo> {
        vec![]
    }

    fn sdl(&self) -> String {
        String::new()
    }

    fn check(&self, _config: &Config) -> Result<(), Vec<String>> {
        Ok(())
    }

    fn serve(&self, _config: Config, _listener: TcpListener, _shutdown: Shutdown) -> Serving {
        Box::pin(async { Err(ABSENT.to_owned()) })
    }

    fn sandbox_options(&self, order: &SandboxOrder) -> Result<SandboxOrder, String> {
        Ok(order.clone())
    }

    fn serve_sandbox(
        &self,
        _listener: TcpListener,
        _options: SandboxOrder,
        _shutdown: Shutdown,
    ) -> Serving {
        Box::pin(async { Err(ABSENT.to_owned()) })
    }
}
