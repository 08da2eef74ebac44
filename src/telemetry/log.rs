//! The log: events to standard error, as text for people or as JSON for machines.
//!
//! It decides how events look and which are written; what they say is the business of those who write them.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, util::SubscriberInitExt};

/// Which events are written unless somebody says otherwise: what an operator reads on a normal day.
pub const DEFAULT_FILTER: &str = "info";

/// How an event is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// A line for people, coloured on a terminal.
    #[default]
    Text,
    /// A JSON object on a line.
    Json,
}

/// Starts writing events to standard error. A second start changes nothing.
///
/// # Errors
/// Says that `filter` is not one, in the syntax of `RUST_LOG`.
pub fn start(format: LogFormat, filter: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|_| {
        format!(
            "{filter:?} is not a log filter, such as \"info\" or \"info,invoice_gateway=debug\""
        )
    })?;
    let events = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Text => events
            .with_ansi(std::io::stderr().is_terminal())
            .finish()
            .try_init(),
        LogFormat::Json => events.json().flatten_event(true).finish().try_init(),
    };
    // A test may have started it before; the first one stays.
    drop(started);
    Ok(())
}
