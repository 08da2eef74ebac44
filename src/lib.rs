//! One GraphQL endpoint over a company's invoicing systems.

pub mod adapters;
pub mod clock;
pub mod domain;
pub mod error;
pub mod native;
pub mod provider;
pub mod scalar;
pub mod transport;
