//! Tells whether a config can be used, without using it.

use crate::{
    adapters::ADAPTERS,
    config::Config,
    gateway::{connect::Ground, parts::Parts},
};

/// Checks what only the adapters can tell of a config; binds and calls nothing.
///
/// # Errors
/// One sentence for each account that cannot work, for a certificate that cannot be shown, and for keys of tokens that
/// cannot be read.
pub fn check(config: &Config) -> Result<(), Vec<String>> {
    Parts::of(ADAPTERS, config, &Ground::new(config), None).map(drop)
}
