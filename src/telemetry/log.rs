//! The log: events to standard error, as text for people or as JSON for machines.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, util::SubscriberInitExt};
use url::Url;

#[cfg(feature = "otel")]
use super::export::Traces;
use crate::span::SPANS;

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

/// What was started, for its end.
#[derive(Debug)]
#[must_use = "what was not sent yet is lost without `finish`"]
pub struct Telemetry {
    #[cfg(feature = "otel")]
    traces: Option<Traces>,
}

impl Telemetry {
    /// Sends what was not sent yet, in bounded time.
    pub async fn finish(self) {
        #[cfg(feature = "otel")]
        if let Some(traces) = self.traces {
            traces.flush().await;
        }
    }
}

/// Starts writing events to standard error, and sending traces to a collector if there is one. A second start changes
/// nothing.
///
/// # Errors
/// Says that `filter` is not one, in the syntax of `RUST_LOG`, or that traces cannot be sent.
pub fn start(
    format: LogFormat,
    filter: &str,
    collector: Option<&Url>,
) -> Result<Telemetry, String> {
    let filter = log_filter(filter)?;
    let Some(collector) = collector else {
        start_log(format, filter);
        return Ok(Telemetry {
            #[cfg(feature = "otel")]
            traces: None,
        });
    };
    #[cfg(feature = "otel")]
    {
        let traces = Traces::to(collector)?;
        traces.start_with_log(format, filter);
        Ok(Telemetry {
            traces: Some(traces),
        })
    }
    #[cfg(not(feature = "otel"))]
    Err(format!(
        "traces cannot be sent to {collector}: this gateway was built without the feature \"otel\""
    ))
}

/// What the log takes: never the spans of traces, however much it is asked to tell.
fn log_filter(text: &str) -> Result<EnvFilter, String> {
    let filter = EnvFilter::try_new(text).map_err(|_| {
        format!("{text:?} is not a log filter, such as \"info\" or \"info,invoice_gateway=debug\"")
    })?;
    let none = format!("{SPANS}=off").parse();
    Ok(filter.add_directive(none.expect("a target and a level make a directive")))
}

fn start_log(format: LogFormat, filter: EnvFilter) {
    let events = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Text => events.with_ansi(is_coloured()).finish().try_init(),
        LogFormat::Json => events.json().flatten_event(true).finish().try_init(),
    };
    // A test may have started it before; the first one stays.
    drop(started);
}

/// Whether a person looks at the log.
pub(super) fn is_coloured() -> bool {
    std::io::stderr().is_terminal()
}

#[cfg(test)]
mod tests {
    use tracing::{Span, subscriber::with_default};

    use super::*;
    use crate::span;

    #[test]
    fn nobody_makes_spans_of_traces_unless_they_are_exported() {
        for loud in ["info", "trace", "trace,spans=trace"] {
            let filter = log_filter(loud).unwrap();
            let log = fmt().with_env_filter(filter).with_writer(std::io::sink);
            with_default(log.finish(), || {
                let spans = [
                    span::request("GET", "/", "1"),
                    span::operation("query", None),
                ];
                assert!(spans.iter().all(Span::is_disabled), "{loud}");
                assert!(!tracing::info_span!("request").is_disabled(), "{loud}");
            });
        }
    }
}
