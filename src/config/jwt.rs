//! `[jwt]`: whose tokens let somebody in.

use std::{path::PathBuf, time::Duration};

use url::{Host, Url};

use super::{
    file::{ClaimsSection, JwtSection},
    problem::ConfigError,
    section::Section,
};
use crate::auth::jwt::{Algorithm, ClaimNames, KeysFrom, TokenSettings};

/// What clocks are commonly off by, with room to spare.
const SKEW: Duration = Duration::from_secs(60);
/// A clock that is further off than this must be set right: ended tokens would be good for as long.
const MAX_SKEW: Duration = Duration::from_secs(10 * 60);

type Jwt<'s, 't> = &'s Section<'t, JwtSection>;
type Problems<'p> = &'p mut Vec<ConfigError>;

/// Nothing, if the section is not in the file: then only keys let somebody in.
pub(super) fn check(section: Jwt<'_, '_>, problems: Problems<'_>) -> Option<TokenSettings> {
    if !section.is_present() {
        return None;
    }
    let keys = keys(section, problems);
    let issuer = issuer(section, problems);
    let audience = audience(section, problems);
    let claims = claims(section, problems);
    let skew = skew(section, problems);
    let algorithms = algorithms(section, problems);
    Some(TokenSettings {
        keys: keys?,
        issuer: issuer?,
        audience: audience?,
        claims,
        skew,
        algorithms,
    })
}

fn keys(section: Jwt<'_, '_>, problems: Problems<'_>) -> Option<KeysFrom> {
    let values = &section.values;
    match (&values.jwks_url, &values.jwks_file) {
        (Some(url), None) => match jwks_url(url) {
            Ok(url) => Some(KeysFrom::Url(url)),
            Err(message) => {
                section.refuse("jwks_url", format!("jwks_url {message}"), problems);
                None
            }
        },
        (None, Some(path)) if !path.is_empty() => Some(KeysFrom::File(PathBuf::from(path))),
        (None, Some(_)) => {
            section.refuse("jwks_file", "jwks_file must name a file", problems);
            None
        }
        (Some(_), Some(_)) => {
            let message = "jwks_file and jwks_url are two places for the same keys: keep one";
            section.refuse("jwks_file", message, problems);
            None
        }
        // Told already, if one of them could not be read.
        (None, None) => {
            let key = if section.has("jwks_file") {
                "jwks_file"
            } else {
                "jwks_url"
            };
            let message =
                "jwks_url is missing: say where the issuer's public keys are, or name a jwks_file";
            section.refuse(key, message, problems);
            None
        }
    }
}

/// Whoever can change what comes from there can let anybody in, so nobody may stand on the way.
fn jwks_url(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text)
        .map_err(|_| "is not an address such as \"https://login.example.com/keys\"")?;
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
        return Err("must start with https://; http:// is for loopback alone");
    }
    // The address itself is not quoted: it may hold credentials.
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("must hold neither credentials nor \"#\": the keys are public");
    }
    Ok(url)
}

fn issuer(section: Jwt<'_, '_>, problems: Problems<'_>) -> Option<String> {
    let issuer = section.values.issuer.clone();
    let issuer = issuer.filter(|issuer| !issuer.is_empty());
    if issuer.is_none() {
        let message = "issuer is missing: write the \"iss\" of the tokens, letter by letter";
        section.refuse("issuer", message, problems);
    }
    issuer
}

fn audience(section: Jwt<'_, '_>, problems: Problems<'_>) -> Option<Vec<String>> {
    let audience = section.values.audience.as_ref().map(|typed| &typed.0);
    let audience = audience.filter(|all| !all.is_empty() && all.iter().all(|one| !one.is_empty()));
    if audience.is_none() {
        let message = "audience is missing: write what tokens for this gateway have as \"aud\", else a token that \
                       was made for another service would do";
        section.refuse("audience", message, problems);
    }
    audience.cloned()
}

fn claims(section: Jwt<'_, '_>, problems: Problems<'_>) -> ClaimNames {
    let ClaimsSection {
        scopes,
        accounts,
        name,
    } = &section.values.claims;
    let typed = [scopes, accounts, name].into_iter().flatten();
    if typed.into_iter().any(String::is_empty) {
        let message = "claims must hold names of claims: leave a key out for the usual one";
        section.refuse("claims", message, problems);
    }
    let usual = ClaimNames::default();
    ClaimNames {
        scopes: scopes.clone().unwrap_or(usual.scopes),
        accounts: accounts.clone().unwrap_or(usual.accounts),
        name: name.clone().unwrap_or(usual.name),
    }
}

fn skew(section: Jwt<'_, '_>, problems: Problems<'_>) -> Duration {
    let skew = section.values.skew.map_or(SKEW, |typed| typed.0);
    if skew > MAX_SKEW {
        let message = "skew must be at most 10m: ended tokens are good for as long";
        section.refuse("skew", message, problems);
    }
    skew
}

fn algorithms(section: Jwt<'_, '_>, problems: Problems<'_>) -> Vec<Algorithm> {
    let Some(words) = &section.values.algorithms else {
        return Algorithm::ALL.to_vec();
    };
    let known = words.iter().map(|word| Algorithm::from_word(word));
    let known: Option<Vec<_>> = known.collect();
    let known = known.filter(|known| !known.is_empty());
    if known.is_none() {
        let all = Algorithm::ALL.map(Algorithm::word).join(", ");
        let message = format!(
            "algorithms must hold some of {all}: with others, whoever can check a token could make one"
        );
        section.refuse("algorithms", message, problems);
    }
    known.unwrap_or_default()
}
