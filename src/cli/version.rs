//! What the program is.

/// What `-V` says after the name.
pub(super) const SHORT: &str = env!("CARGO_PKG_VERSION");

/// What `--version` says after the name: which commit this was built of, and with what.
pub(super) const LONG: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ncommit: ",
    env!("INVOICE_GATEWAY_BUILD_COMMIT"),
    "\nfeatures: ",
    env!("INVOICE_GATEWAY_BUILD_FEATURES")
);
