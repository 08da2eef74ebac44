//! What is fed with nonsense, and what must stay true all the same.
//!
//! Each target takes any bytes and panics where a promise is broken. Everything is reached through the doors that clients,
//! vendors and operators use, so that a target outlives what is behind them. `tests/fuzz` runs all of them for some
//! seconds, libFuzzer each one for as long as somebody likes.
//!
//! Invariant: a target is a function of its bytes alone, as far as the clock allows.

mod actions;
mod config;
mod documents;
mod places;
mod requests;
mod selection;
mod vendor;
mod wishes;
mod world;

/// Something that takes any bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// The name of its program and of its folder of seeds.
    pub(crate) name: &'static str,
    /// Tries it.
    pub(crate) run: fn(&[u8]),
}

/// All of them.
pub(crate) const TARGETS: &[Target] = &[
    target("global_id", places::global_id),
    target("cursor", places::cursor),
    target("file_link", places::file_link),
    target("config", config::config),
    target("query", requests::query),
    target("request_body", requests::body),
    target("multipart", requests::multipart),
    target("moneybird", documents::moneybird),
    target("moneybird_external", documents::moneybird_external),
    target("invoice_ninja", documents::invoice_ninja),
    target("dashdoc", documents::dashdoc),
    target("i3d", documents::i3d),
    target("moneybird_actions", actions::moneybird),
    target("moneybird_external_actions", actions::moneybird_external),
    target("invoice_ninja_actions", actions::invoice_ninja),
    target("dashdoc_actions", actions::dashdoc),
];

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run }
}
