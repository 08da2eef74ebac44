//! The composition root: makes a running gateway of a config, and puts another config in its place while it runs.
//!
//! Here alone is written which layers stand in which order, who shares a quota and how often an account may be refreshed,
//! and what lasts when the config changes. It knows no vendor, and answers no request itself.
//!
//! ```text
//! config -> parts (all that can fail) -> router and settings, put in force together
//!           \_ ground: quotas and snapshots, which last; so do the door of writes and what the server remembers
//! ```
//!
//! Invariant: a request sees one config from its start to its end, and a config that cannot be used changes nothing.

mod budgets;
mod changes;
mod check;
mod connect;
mod engine;
mod fixed;
mod follow;
mod origin;
mod parts;
mod prints;
mod probe;
mod reloads;
mod running;
mod serve;
mod settings;

pub use changes::Changes;
pub use check::check;
pub use connect::{accounts, providers};
pub use origin::Origin;
pub use probe::{Obstacle, Tried, probe};
pub use running::Gateway;
pub use serve::{serve, serve_from, serve_with};
