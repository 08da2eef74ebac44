//! Invoice Ninja, version 5: the invoices of one company.
//!
//! Described at <https://api-docs.invoicing.co>, and where the server differs from that, after the server. `MAPPING.md`
//! tells which field becomes which. The vendor can read one id a call: its bulk endpoint would answer many, but it is a
//! write that wants the right to edit and is locked for a second after each use, so it is left alone.
//!
//! Invariant: lists keep the vendor's order, an amount without a certain currency is no money, and a remote body or
//! address never gets into a message.

mod actions;
mod activity;
mod adapter;
mod amounts;
mod answer;
mod api;
mod changes;
mod children;
mod clients;
mod company;
mod error;
mod feed;
mod files;
mod info;
mod map;
mod settings;
mod sweep;
#[cfg(test)]
mod tests;

pub use company::Tables;
pub use error::refusal;
pub use info::INFO;
pub use map::decode_invoice;
pub use settings::build;
