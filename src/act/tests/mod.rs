//! The door in front of a provider in memory.

mod again;
mod audit;
mod double;
mod fresh;
mod house;
mod keys;
pub(crate) mod log;
mod lost;
mod made;
mod many;
mod old;
mod parts;
mod refused;
mod resume;
mod spend;
