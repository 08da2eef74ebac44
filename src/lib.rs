//! One GraphQL endpoint over a company's invoicing systems.

pub mod clock;
pub mod domain;
pub mod error;
pub mod provider;
#[cfg(test)]
#[expect(dead_code, reason = "the routes that use it follow")]
pub mod server;
pub mod transport;
