//! One GraphQL endpoint over a company's invoicing systems.

pub mod cli;
pub mod adapters;
pub mod clock;
pub mod config;
pub mod domain;
pub mod error;
mod graphiql;
pub mod graphql;
pub mod loaders;
pub mod native;
pub mod provider;
pub mod sandbox;
pub mod scalar;
pub mod snapshot;
pub mod telemetry;
pub mod server;
pub mod transport;
