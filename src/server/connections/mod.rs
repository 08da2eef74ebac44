//! From an accepted socket to the router and back: TLS, HTTP/1.1 and h2, limits of time and number, and a quiet end.
//!
//! ```text
//! listener -> seat -> TLS -> HTTP/1.1 or h2 -> router
//!                            \_ pulse: what the connection is doing, and until when it may
//! ```
//!
//! It knows no route, and never reads a request's body or an answer's itself.
//!
//! Invariant: every connection has a moment at which it ends unless its client does its part, and what was asked is
//! answered before the server stops, within the grace.

mod accept;
mod attend;
mod certificates;
mod current;
mod framing;
mod pulse;
mod settings;
mod stream;
mod tracked;

pub use accept::{Listening, run};
pub use certificates::Certificates;
pub use current::Current;
pub(in crate::server) use framing::Ambiguous;
pub use settings::ConnectionSettings;
