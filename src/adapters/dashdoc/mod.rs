//! Dashdoc, API version 4: the invoices of one company.
//!
//! Described at <https://developer.dashdoc.com/docs/api-reference/api-reference/invoices>, which leaves out much;
//! `MAPPING.md` tells which field becomes which. Writes are not made here yet.
//!
//! Invariant: lists keep the vendor's order, a remote body or address never gets into a message, and no call goes to
//! another host, whatever the vendor's links say.

mod adapter;
mod api;
mod changes;
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
