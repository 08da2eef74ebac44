//! The log: events to standard error, as text for people or as JSON for machines.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, filter::Directive, fmt, util::SubscriberInitExt};
use url::Url;

#[cfg(feature = "otel")]
use super::export::Traces;
use super::lines::Lines;
use crate::span::SPANS;

/// Which events are written unless somebody says otherwise: what an operator reads on a normal day.
pub const DEFAULT_FILTER: &str = "info";

/// The target of what tells who did what to the books.
const AUDIT: &str = "audit";

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
#[must_use = "what was not sent or written yet is lost when this is dropped too early"]
pub struct Telemetry {
    lines: Lines,
    #[cfg(feature = "otel")]
    traces: Option<Traces>,
}

impl Telemetry {
    /// Sends what was not sent yet, in bounded time.
    pub async fn finish(self) {
        #[cfg(feature = "otel")]
        if let Some(traces) = &self.traces {
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
    let lines = Lines::to_standard_error().map_err(|error| format!("the log: {error}"))?;
    let Some(collector) = collector else {
        start_log(format, filter, lines.clone());
        return Ok(Telemetry {
            lines,
            #[cfg(feature = "otel")]
            traces: None,
        });
    };
    #[cfg(feature = "otel")]
    {
        let traces = Traces::to(collector)?;
        traces.start_with_log(format, filter, lines.clone());
        Ok(Telemetry {
            lines,
            traces: Some(traces),
        })
    }
    #[cfg(not(feature = "otel"))]
    Err(format!(
        "traces cannot be sent to {collector}: this gateway was built without the feature \"otel\""
    ))
}

/// What the log takes: never the spans of traces, however much it is asked to tell; and what was done to the books, as
/// long as nobody says otherwise by name.
fn log_filter(text: &str) -> Result<EnvFilter, String> {
    let filter = EnvFilter::try_new(text).map_err(|_| {
        format!("{text:?} is not a log filter, such as \"info\" or \"info,invoice_gateway=debug\"")
    })?;
    let filter = match text == "off" || text.contains(AUDIT) {
        true => filter,
        false => filter.add_directive(directive(AUDIT, "info")),
    };
    Ok(filter.add_directive(directive(SPANS, "off")))
}

fn directive(target: &str, level: &str) -> Directive {
    let directive = format!("{target}={level}").parse();
    directive.expect("a target and a level make a directive")
}

fn start_log(format: LogFormat, filter: EnvFilter, lines: Lines) {
    let events = fmt().with_env_filter(filter).with_writer(lines);
    // It would tell them by panicking.
    let events = events.log_internal_errors(false);
    let started = match format {
        LogFormat::Text => events.with_ansi(is_coloured()).finish().try_init(),
        LogFormat::Json => events
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .finish()
            .try_init(),
    };
    // A test may have started it before; the first one stays.
    drop(started);
}

/// Whether a person looks at the log.
pub(super) fn is_coloured() -> bool {
    std::io::stderr().is_terminal()
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        self.lines.finish();
    }
}

#[cfg(test)]
mod tests {
    use tracing::{Level, Span, enabled, subscriber::with_default};

    use super::*;
    use crate::span;

    #[test]
    fn what_was_done_to_the_books_is_told_unless_somebody_says_otherwise() {
        for (text, told) in [
            ("info", true),
            ("warn", true),
            ("invoice_gateway=error", true),
            ("warn,audit=off", false),
            ("off", false),
        ] {
            let filter = log_filter(text).unwrap();
            let log = fmt().with_env_filter(filter).with_writer(std::io::sink);
            with_default(log.finish(), || {
                assert_eq!(enabled!(target: AUDIT, Level::INFO), told, "{text}");
            });
        }
    }

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
