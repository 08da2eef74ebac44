//! One GraphQL endpoint over a company's invoicing systems.

pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod error;
pub mod provider;
pub mod telemetry;
pub mod transport;
