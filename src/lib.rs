//! One GraphQL endpoint over a company's invoicing systems.

pub mod clock;
pub mod domain;
pub mod error;
mod graphiql;
pub mod graphql;
pub mod loaders;
pub mod native;
pub mod provider;
pub mod scalar;
pub mod snapshot;
pub mod transport;
