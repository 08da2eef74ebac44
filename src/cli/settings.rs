//! Which setting wins: a flag over the environment over the file over the default.

use std::path::PathBuf;

use super::{args::Global, exit::Failure};
use crate::{
    config::Config,
    telemetry::{self, DEFAULT_FILTER, Telemetry},
};

/// Names the config file where no flag does.
const CONFIG_VARIABLE: &str = "INVOICE_GATEWAY_CONFIG";
/// Which log events are written; the name that Rust programs share.
const LOG_VARIABLE: &str = "RUST_LOG";

/// Asks the environment for a variable.
pub(super) type Environment<'e> = &'e (dyn Fn(&str) -> Option<String> + Sync);

/// The config file that was chosen, if any. An empty variable is none: compose files write that for "not set".
pub(super) fn config_file(global: &Global, env: Environment<'_>) -> Option<PathBuf> {
    let from_environment = || env(CONFIG_VARIABLE).filter(|path| !path.is_empty());
    global
        .config
        .clone()
        .or_else(|| from_environment().map(PathBuf::from))
}

/// The log filter that was chosen.
pub(super) fn log_filter(config: Option<&Config>, env: Environment<'_>) -> String {
    env(LOG_VARIABLE)
        .filter(|filter| !filter.is_empty())
        .or_else(|| config?.log_filter.clone())
        .unwrap_or_else(|| DEFAULT_FILTER.to_owned())
}

/// Puts the address that a flag asks for into a config, if any.
pub(super) fn listen(global: &Global, config: &mut Config) -> Result<(), Failure> {
    if let Some(address) = global.listen {
        let checked = config.check_listen(address);
        checked.map_err(|message| Failure::Usage(format!("--listen {message}")))?;
        config.server.listen = address;
    }
    Ok(())
}

/// Starts the log as it was chosen, and traces to where the config says.
pub(super) fn start_log(
    global: &Global,
    config: Option<&Config>,
    env: Environment<'_>,
) -> Result<Telemetry, Failure> {
    let collector = config.and_then(|config| config.otlp_endpoint.as_ref());
    // The filter of a config was checked with it, so only the environment's can be wrong here.
    telemetry::start(
        global.log_format.into(),
        &log_filter(config, env),
        collector,
    )
    .map_err(|message| Failure::Usage(format!("{LOG_VARIABLE}: {message}")))
}
