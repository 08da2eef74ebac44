//! Tokens that another system signs (JWT, RFC 7519): whom they name, and what they let them do and see.
//!
//! The issuer's public keys come from a file or from its address (JWKS, RFC 7517). A token is read, its issuer, audience
//! and times are checked, and only then a key is looked for, so that what is plainly not for us never makes the gateway
//! ask the issuer.
//!
//! It issues no tokens, asks nobody about a single one (a token is good until its own end), and follows nothing that a
//! token points at.
//!
//! Invariant: why a token is refused is a fixed text, so nothing of a token gets into a log or an answer; and an
//! algorithm whose key could be a secret cannot even be named.

mod algorithm;
mod claims;
mod key;
mod members;
mod parts;
mod remote;
mod settings;
#[cfg(test)]
mod tests;
mod tokens;

pub use algorithm::Algorithm;
pub use settings::{ClaimNames, KeysFrom, TokenSettings};
pub use tokens::Tokens;

/// Why a token is refused, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused(pub(super) &'static str);
