//! Gathers what one request asks by id, so that each account is asked once, and counts what it costs before it is asked.
//!
//! One loader per request and account: accounts never wait for one another, and nothing is shared between clients. It
//! keeps nothing beyond its request; what is known already is the snapshot's, which is always looked at first.
//!
//! Invariant: a loader sees only ids that the snapshot cannot answer. A batch that would take more calls than the request
//! may still make is refused as a whole, before its first call.

mod gather;
mod invoice;
mod request;

pub(crate) use gather::Gather;
pub(crate) use invoice::{Activities, Invoices};
pub use request::Loaders;
