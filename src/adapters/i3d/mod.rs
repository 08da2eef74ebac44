//! i3D.net, API version 3: the invoices that i3D.net sends to one account.
//!
//! Described at <https://docs.i3d.net/api-references/general/billing>. The list and the single document have different
//! fields: a row of the list is a partial invoice, and one that was asked by id is put together of both. `MAPPING.md`
//! tells which field becomes which. The API only reads.
//!
//! Invariant: lists keep the vendor's order, and a remote body or address never gets into a message.

mod adapter;
mod amounts;
mod api;
mod changes;
mod dates;
mod error;
mod files;
mod info;
mod map;
mod parts;
mod pdf;
mod rows;
mod settings;
#[cfg(test)]
mod tests;

pub use error::refusal;
pub use info::I3D;
pub use map::{decode_details, decode_listed};
pub use settings::build;
