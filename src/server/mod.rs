//! The HTTP face: so far the gate that every document passes before the parser.
//!
//! Invariant: no text of a client reaches the parser without passing the gate.

mod budget;
mod gate;
mod refusal;
mod scan;
mod settings;
#[cfg(test)]
mod tests;

pub use settings::{ServerSettings, apply_limits};
