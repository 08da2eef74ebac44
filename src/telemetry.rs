//! The log: events to standard error, as text for people or as JSON for machines.
//!
//! It decides how events look and which are written; what they say is the business of those who write them.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    io::IsTerminal,
    panic,
};

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

/// Has panics logged as other events are: where they were, and what they say as far as it was written into the program. A
/// text that was put together as it ran may hold what a vendor or a client sent, or a secret.
///
/// As long as no log was started, they go to standard error as usual.
pub fn log_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !tracing::dispatcher::has_been_set() {
            return usual(panic);
        }
        let place = panic.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        let said = panic.payload().downcast_ref::<&'static str>().copied();
        // Only where the environment asks for it; it names functions and lines, no values.
        let backtrace = Backtrace::capture();
        let backtrace = (backtrace.status() == BacktraceStatus::Captured)
            .then(|| tracing::field::display(&backtrace));
        tracing::error!(place, said, backtrace, "a panic at {place}");
    }));
}
