//! The GraphiQL page: an editor for people at `/`, with examples that run.
//!
//! This room holds the page's sources (`source/`), the example operations that it opens with
//! (`examples/`), the built and compressed bundle (`dist/`) and the routes that serve it.
//! It does not execute GraphQL: the page posts to `/graphql` like every other client.
//! `source/build.sh` (`make graphiql`) builds the bundle, which is committed, so that cargo needs no node.
//!
//! An example leaves its variables to the page, which asks the gateway for an invoice with which it works
//! (`source/candidates.graphql`) and writes its id, its balance and the date into them (`source/fill.js`).
//!
//! Where the gateway asks for a key, so does the page, in the headers; it keeps what is written there in memory alone
//! (`source/keys.jsx`).
//!
//! Invariants: the page loads nothing from another origin.
//! All of it is inside the binary, and its content security policy makes the browser refuse the rest.
//! And what writes is a dry run until somebody says otherwise, unless the gateway itself started the simulators.

mod assets;
mod router;

pub(crate) use router::{Surroundings, router};
