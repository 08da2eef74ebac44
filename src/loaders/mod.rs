//! Gathers what one request asks by id, so that each account is asked once.
//!
//! One loader per request and account: accounts never wait for one another, and nothing is shared between clients. It
//! keeps nothing beyond its request; what is known already is the snapshot's, which is always looked at first.
//!
//! Invariant: a loader sees only ids that the snapshot cannot answer.

mod invoice;
mod request;

pub(crate) use invoice::InvoiceLoader;
pub use request::Loaders;
