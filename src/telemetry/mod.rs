//! What people and machines see from outside: the log, and traces of requests.
//!
//! It decides where events and spans go and which are written; what they say is the business of those who write them.
//! Traces go to a collector (OTLP over HTTP), and only builds with the feature `otel` can send them.
//!
//! Invariant: nothing here slows or breaks a request; what cannot be sent or written is let go.

#[cfg(feature = "otel")]
mod export;
mod lines;
mod log;
mod panics;

pub use log::{DEFAULT_FILTER, LogFormat, Telemetry, start};
pub use panics::log_panics;
