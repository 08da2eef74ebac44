//! The schema: what clients see, and how their words are turned into the house's and back.
//!
//! Resolvers read arguments, ask the snapshot or a loader, and wrap the answer. Nothing is decided here: no state, no
//! filter, no order, no provider. What GraphQL costs and allows is the server's.
//!
//! Invariant: a field that one provider's failure can break is `Option<Result<T>>`, so that it breaks alone.
//! Resolvers have no accounts but those of the request, which are those that its viewer sees.

mod error;
mod input;
mod mutation;
mod query;
mod schema;
mod types;

#[cfg(test)]
mod tests;

pub use mutation::Mutation;
pub use query::Query;
pub use schema::{Builder, Checker, Schema, execute, of_viewer, schema, sdl};
