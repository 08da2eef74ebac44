//! The composition root: makes a running gateway of a config.
//!
//! Here alone is written which layers stand in which order, who shares a quota and how often an account may be refreshed.
//! It holds no logic of its own.

mod check;
mod connect;
mod engine;
mod quotas;
mod serve;
mod settings;

pub use check::check;
pub use connect::{accounts, providers};
pub use serve::{serve, serve_with};
