//! The GraphiQL page: an editor for people at `/`, with examples that run.
//!
//! This room holds the page's sources (`source/`), the example operations that it opens with
//! (`examples/`), the built and compressed bundle (`dist/`) and the routes that serve it.
//! It does not execute GraphQL: the page posts to `/graphql` like every other client.
//! `source/build.sh` (`make graphiql`) builds the bundle, which is committed, so that cargo needs no node.
//!
//! Invariant: the page loads nothing from another origin.
//! All of it is inside the binary, and its content security policy makes the browser refuse the rest.

mod assets;
mod router;

pub(crate) use router::router;
