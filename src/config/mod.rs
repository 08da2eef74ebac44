//! What a person may configure, checked and ready to use.
//!
//! Two stages, as in `file` (what was typed: the mirror of the TOML, unknown keys refused) and the files named after
//! their sections (what is valid: ranges, relations, addresses). All problems that can be told apart are told together,
//! each with file, line and key.
//!
//! It does not read the environment (it is handed a way to ask), knows no adapter (which providers exist is said by
//! `gateway`) and binds nothing.
//!
//! Invariant: no message, `Debug` text or warning of this room contains a secret. A message quotes a value only as it was
//! typed, so what a `${NAME}` stands for is never shown, and never quotes the value of a secret's key.

mod accounts;
mod cache;
mod check;
mod clients;
mod cors;
mod document;
mod environment;
mod file;
mod files;
mod jwt;
mod limits;
mod named;
mod one_or_more;
mod problem;
mod section;
mod server;
#[cfg(test)]
mod tests;
mod tls;
mod units;

pub use accounts::{ConfiguredAccount, Source};
pub use cache::Cache;
pub use cors::Cors;
pub use files::Files;
pub use limits::Limits;
pub use problem::{ConfigError, ConfigErrors};
pub use server::Server;
pub use tls::Tls;

use url::Url;

use crate::auth::{Client, jwt::TokenSettings};

/// Checked values, ready to use.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where and what we serve.
    pub server: Server,
    /// By what clients know that it is us; without it, connections are plain.
    pub tls: Option<Tls>,
    /// The accounts in the order of the file, at least one, each with the place that a later check can name.
    pub accounts: Vec<ConfiguredAccount>,
    /// Whether the accounts are simulated, so that nothing real can be changed. Only who started
    /// the simulators can know.
    pub simulated: bool,
    /// Who may call with a key, in the order of the file.
    pub clients: Vec<Client>,
    /// Whose tokens are accepted.
    pub tokens: Option<TokenSettings>,
    /// How fresh answers are.
    pub cache: Cache,
    /// Links to files.
    pub files: Files,
    /// How much a request may ask and an answer may bring.
    pub limits: Limits,
    /// Which pages of other origins may call.
    pub cors: Cors,
    /// Which log events are written, in the syntax of `RUST_LOG`, if the file says.
    pub log_filter: Option<String>,
    /// The collector that traces are sent to, if any.
    pub otlp_endpoint: Option<Url>,
    /// What the file says and this version does not do, in sentences for the log.
    pub warnings: Vec<String>,
}
