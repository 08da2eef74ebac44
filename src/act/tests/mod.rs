//! The door in front of a provider in memory.

mod double;
mod fresh;
mod keys;
mod lost;
mod many;
mod old;
mod refused;
mod resume;
