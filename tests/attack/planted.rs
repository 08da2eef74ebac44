//! What must never be told: secrets that are unmistakable in a text.

/// The tokens of the accounts.
pub(crate) const TOKENS: [&str; 6] = [
    "pl4nted-token-moneybird",
    "pl4nted-token-external",
    "pl4nted-token-ninja",
    "pl4nted-token-dashdoc",
    "pl4nted-token-i3d",
    "pl4nted-token-hidden",
];
/// The password of Invoice Ninja.
pub(crate) const PASSWORD: &str = "pl4nted-password";
/// What signs links.
pub(crate) const SIGNING_KEY: &str = "pl4nted-signing-key-0123456789";
/// What webhooks are signed with.
pub(crate) const WEBHOOK: &str = "pl4nted-webhook-secret";
/// What a vendor says about us in the body of its refusals; clients must not see it.
pub(crate) const UPSTREAM_BODY: &str = "upstream-b0dy";
/// The key of a client that may do everything with the accounts that it sees.
pub(crate) const WRITER: &str = "pl4nted-key-writer-0123456789";
/// The key of a client that only reads.
pub(crate) const READER: &str = "pl4nted-key-reader-0123456789";
/// The key of the client that alone sees the account `hidden`.
pub(crate) const OTHER: &str = "pl4nted-key-other-0123456789";
/// A key that the config does not have any more.
pub(crate) const REMOVED: &str = "pl4nted-key-removed-0123456789";

/// What all the secrets have in common.
pub(crate) const MARK: &str = "pl4nted";
