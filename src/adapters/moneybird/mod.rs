//! Moneybird, API version 2: sales invoices and external sales invoices of one administration.
//!
//! Described at <https://developer.moneybird.com/api/sales_invoices/> and
//! <https://developer.moneybird.com/api/external_sales_invoices/>. The two resources are two providers; the vendor gives
//! them the same children, the same synchronization and the same errors, so they share everything here but `sales` and
//! `external`. `MAPPING.md` tells which field becomes which.
//!
//! Invariant: lists keep the vendor's order, and a remote body or address never gets into a message.

mod actions;
mod adapter;
mod answer;
mod api;
mod changes;
mod children;
mod error;
mod external;
mod files;
mod info;
mod map;
mod resource;
mod sales;
mod settings;
#[cfg(test)]
mod tests;

pub use error::refusal;
pub use info::{EXTERNAL, SALES};
pub use resource::{decode_external, decode_sales};
pub use settings::{build_external, build_sales};
