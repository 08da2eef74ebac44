//! What a person may type.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::version;
use crate::telemetry::LogFormat;

/// One GraphQL endpoint over a company's invoicing systems.
///
/// Without a config file it serves simulated data, so that everything can be tried at once.
#[derive(Debug, Parser)]
#[command(version = version::SHORT, long_version = version::LONG, about, long_about, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 64 asked wrongly (arguments or config).")]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    #[command(flatten)]
    pub(super) global: Global,
}

/// Options of every command.
#[derive(Args, Debug)]
pub(super) struct Global {
    /// Address and port to serve on; port 0 takes any free one
    #[arg(long, global = true, value_name = "ADDR", value_parser = address)]
    pub(super) listen: Option<SocketAddr>,

    /// Config file, in TOML [env: INVOICE_GATEWAY_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// How log events are written to standard error; which ones is said by RUST_LOG or [telemetry] log
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub(super) log_format: Format,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serves the gateway (the default)
    Serve,
    /// Serves the simulated invoicing systems alone
    Sandbox(Sandbox),
    /// Prints the GraphQL schema
    Schema,
    /// Checks a config file and lists its accounts
    Check(Check),
    /// Makes a key for a client, and its line for the config
    Key,
}

#[derive(Args, Debug)]
pub(super) struct Sandbox {
    /// Invoices in each system, 1 to 100000
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(super) invoices: Option<u32>,

    /// The date that the data is relative to; the real one if left out
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<Date>,

    /// Milliseconds that each answer takes longer
    #[arg(long, value_name = "N", default_value = "0", value_parser = milliseconds)]
    pub(super) latency_ms: Duration,

    /// TOML file of failures to simulate
    #[arg(long, value_name = "FILE")]
    pub(super) faults: Option<PathBuf>,

    /// Never refuses a call for being one too many
    #[arg(long)]
    pub(super) no_rate_limit: bool,
}

#[derive(Args, Debug)]
pub(super) struct Check {
    /// The file; --config or INVOICE_GATEWAY_CONFIG if left out
    pub(super) file: Option<PathBuf>,

    /// Tries each account with one call to its vendor
    #[arg(long)]
    pub(super) online: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

impl From<Format> for LogFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Json => Self::Json,
        }
    }
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse()
        .map_err(|_| "write an address and a port, such as 127.0.0.1:4000")
}

/// Longest latency: an hour is longer than anybody waits.
const MAX_LATENCY_MS: u64 = 3_600_000;

fn milliseconds(text: &str) -> Result<Duration, String> {
    let ms: Option<u64> = text.parse().ok();
    match ms {
        Some(ms) if ms <= MAX_LATENCY_MS => Ok(Duration::from_millis(ms)),
        _ => Err(format!(
            "write a whole number of milliseconds up to {MAX_LATENCY_MS}"
        )),
    }
}
