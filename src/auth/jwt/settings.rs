//! What a config says of tokens.

use std::{path::PathBuf, time::Duration};

use url::Url;

use crate::auth::jwt::Algorithm;

/// Whose tokens are accepted, and what is read from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSettings {
    /// Where the issuer's keys are.
    pub keys: KeysFrom,
    /// The issuer, as its tokens write it (`iss`).
    pub issuer: String,
    /// Whom a token must be for (`aud`): one of these, at least one.
    pub audience: Vec<String>,
    /// Which claims say what.
    pub claims: ClaimNames,
    /// How far the issuer's clock may be off. Default 60 s.
    pub skew: Duration,
    /// How tokens may be signed. Default every way that there is.
    pub algorithms: Vec<Algorithm>,
}

/// Where the issuer's public keys are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeysFrom {
    /// In a file, which is read with the config.
    File(PathBuf),
    /// At an address, which is asked now and then.
    Url(Url),
}

/// Which claims of a token say what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimNames {
    /// What somebody may do: words between spaces, or a list of words. Default `scope`.
    pub scopes: String,
    /// What they see: a list of account ids, or `"*"` for all. Default `accounts`.
    pub accounts: String,
    /// Who they are, a name that stays the same. Default `sub`.
    pub name: String,
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self {
            scopes: "scope".to_owned(),
            accounts: "accounts".to_owned(),
            name: "sub".to_owned(),
        }
    }
}
