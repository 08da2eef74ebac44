//! The door in front of a provider in memory.

mod again;
mod double;
mod keys;
mod lost;
mod parts;
mod refused;
