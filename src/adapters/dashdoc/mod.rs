//! Dashdoc, API version 4: the invoices of one company.
//!
//! Described at <https://developer.dashdoc.com/docs/api-reference/api-reference/invoices>, which leaves out much;
//! `MAPPING.md` tells which field becomes which. Writes are in `actions`.
//!
//! Invariant: lists keep the vendor's order, a remote address never gets into a message and of a remote body only the
//! reasons why a write was refused, and no call goes to another host, whatever the vendor's links say.

mod actions;
mod adapter;
mod api;
mod changes;
mod complaint;
mod error;
mod files;
mod info;
mod map;
mod parts;
mod settings;
#[cfg(test)]
mod tests;

pub use error::refusal;
pub use info::DASHDOC;
pub use map::decode_invoice;
pub use settings::build;
