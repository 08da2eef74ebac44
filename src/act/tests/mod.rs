//! The door in front of a provider in memory.

mod double;
mod keys;
mod lost;
mod parts;
mod refused;
