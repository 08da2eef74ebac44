//! One GraphQL endpoint over a company's invoicing systems.
//!
//! ```text
//! cli -> gateway -> server -> graphql -> loaders -> snapshot -> adapters -> transport -> HTTP
//! ```
//!
//! Start reading at [`domain`], the words of the business, and [`provider`], the contract between the gateway and its
//! adapters. [`gateway`] is the one place where all rooms meet. Who may import whom is a table in
//! `tests/architecture`, which tests it too.
//!
//! Invariants:
//! - [`domain`] knows no provider's wire form, no HTTP and no GraphQL; [`error`] imports no foreign error.
//! - [`graphql`] sees neither adapters nor transport nor config; adapters see neither one another nor the snapshot.
//! - [`config`] is imported by [`gateway`] and [`cli`] alone, and nothing below reads the environment.
//! - [`sandbox`] imports nothing of the crate: simulators and adapters are two readings of the same pages.

pub mod act;
pub mod adapters;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod error;
pub mod files;
pub mod gateway;
mod graphiql;
pub mod graphql;
pub mod list;
pub mod loaders;
pub mod meter;
pub mod native;
pub mod precedence;
pub mod provider;
pub mod sandbox;
pub mod scalar;
pub mod server;
pub mod snapshot;
pub mod span;
pub mod store;
pub mod tally;
pub mod telemetry;
pub mod transport;
