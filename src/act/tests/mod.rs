//! The door in front of a provider in memory.

mod again;
mod audit;
mod double;
mod keys;
pub(crate) mod log;
mod lost;
mod parts;
mod refused;
