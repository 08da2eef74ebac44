//! From what a token claims to whom it is about.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    auth::{
        Scope, Scopes, Sight, Viewer,
        jwt::{ClaimNames, Refused, TokenSettings, members::Members},
    },
    domain::AccountId,
};

/// Longest name of somebody, in bytes: what OpenID Connect allows a `sub`.
const MAX_NAME: usize = 255;

/// What a token must claim, and what follows of it.
#[derive(Debug)]
pub(super) struct Rules {
    issuer: String,
    audience: Vec<String>,
    names: ClaimNames,
    skew: SignedDuration,
    /// The accounts that exist.
    accounts: BTreeSet<AccountId>,
    /// What the names of all begin with whom this issuer's tokens name.
    prefix: String,
}

impl Rules {
    pub(super) fn new(settings: &TokenSettings, accounts: BTreeSet<AccountId>) -> Self {
        // Another issuer may call another person the same, so a change of the issuer must not hand anything on. A slash
        // is in no name of a config.
        let hash = Sha256::digest(&settings.issuer);
        let [first, second, third, fourth, ..] = <[u8; 32]>::from(hash);
        let issuer = u32::from_be_bytes([first, second, third, fourth]);
        Self {
            issuer: settings.issuer.clone(),
            audience: settings.audience.clone(),
            names: settings.claims.clone(),
            skew: settings.skew.try_into().unwrap_or(SignedDuration::MAX),
            accounts,
            prefix: format!("jwt/{issuer:08x}/"),
        }
    }

    /// Whether a viewer's name comes from a token of this issuer.
    pub(super) fn named(&self, name: &str) -> bool {
        name.starts_with(&self.prefix)
    }

    /// Says whom the claims are about, if they are for us and of this time.
    pub(super) fn viewer(&self, claims: &Members, now: Timestamp) -> Result<Viewer, Refused> {
        let issuer = claims.text("iss", "its issuer is not a text")?;
        if issuer != Some(&self.issuer) {
            return Err(Refused("it is of another issuer"));
        }
        self.check_audience(claims.get("aud"))?;
        let until = self.check_times(claims, now)?;
        Ok(Viewer {
            name: self.name(claims)?.into(),
            scopes: scopes(claims.get(&self.names.scopes))?,
            accounts: self.sight(claims.get(&self.names.accounts))?,
            rate: None,
            upstream: false,
            until: Some(until),
        })
    }

    fn check_audience(&self, claim: Option<&Value>) -> Result<(), Refused> {
        let named: Vec<&str> = match claim {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => vec![],
        };
        match self.audience.iter().any(|us| named.contains(&us.as_str())) {
            true => Ok(()),
            false => Err(Refused("it is for somebody else")),
        }
    }

    /// Checks that it is a token of this time; says when its time is over.
    fn check_times(&self, claims: &Members, now: Timestamp) -> Result<Timestamp, Refused> {
        let at = |name: &str| claims.get(name).map(moment).transpose();
        let ends = at("exp")?.ok_or(Refused("it never ends"))?;
        let until = ends.saturating_add(self.skew).unwrap_or(Timestamp::MAX);
        if now >= until {
            return Err(Refused("it has ended"));
        }
        let latest = now.saturating_add(self.skew).unwrap_or(Timestamp::MAX);
        if at("nbf")?.is_some_and(|begins| latest < begins) {
            return Err(Refused("its time has not come"));
        }
        if at("iat")?.is_some_and(|issued| latest < issued) {
            return Err(Refused("it comes from the future"));
        }
        Ok(until)
    }

    /// The name stands in logs and in signed links, so it is plain.
    fn name(&self, claims: &Members) -> Result<String, Refused> {
        let name = claims.text(&self.names.name, "its name is not a text")?;
        let name = name.ok_or(Refused("it names nobody"))?;
        let is_plain = name.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if name.trim().is_empty() || name.len() > MAX_NAME || !is_plain {
            return Err(Refused("its name is not 1 to 255 plain characters"));
        }
        Ok(format!("{}{name}", self.prefix))
    }

    fn sight(&self, claim: Option<&Value>) -> Result<Sight, Refused> {
        match claim {
            None => Ok(Sight::Only(BTreeSet::new())),
            Some(Value::String(all)) if all == "*" => Ok(Sight::All),
            Some(Value::Array(ids)) => {
                let ids = ids.iter().filter_map(Value::as_str).map(AccountId::new);
                let known = ids.filter(|id| self.accounts.contains(id));
                Ok(Sight::Only(known.collect()))
            }
            Some(_) => Err(Refused("its accounts are neither a list nor \"*\"")),
        }
    }
}

/// Words that are no scopes of ours are for others.
fn scopes(claim: Option<&Value>) -> Result<Scopes, Refused> {
    let words: Vec<&str> = match claim {
        None => vec![],
        Some(Value::String(text)) => text.split(' ').collect(),
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        Some(_) => return Err(Refused("its scopes are neither a text nor a list")),
    };
    Ok(words.into_iter().filter_map(Scope::from_word).collect())
}

/// Reads seconds since 1970, which may have a fraction. Milliseconds, a common mistake, are a year that no calendar
/// has, and so refused.
fn moment(value: &Value) -> Result<Timestamp, Refused> {
    let refused = Refused("its times are not moments");
    if let Some(seconds) = value.as_i64() {
        return Timestamp::from_second(seconds).map_err(|_| refused);
    }
    let seconds = value.as_f64().ok_or(refused)?;
    let since = SignedDuration::try_from_secs_f64(seconds).map_err(|_| refused)?;
    Timestamp::from_duration(since).map_err(|_| refused)
}
