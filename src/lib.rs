//! One GraphQL endpoint over a company's invoicing systems.

pub mod clock;
pub mod domain;
pub mod error;
pub mod provider;
pub mod server;
pub mod transport;
