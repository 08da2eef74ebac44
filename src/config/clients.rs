//! `[[clients]]`: who may call, and what they may do and see.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    file::{AccountSection, ClientSection},
    problem::ConfigError,
    section::Section,
};
use crate::{
    auth::{ANONYMOUS, Client, KeyHash, Scope, Scopes, Sight, Viewer},
    domain::AccountId,
};

/// Longest name of a client: it stands in every line of the audit.
const MAX_NAME_LENGTH: usize = 64;
/// Largest rate: above it a limit is none.
const MAX_RATE: i64 = 1_000_000;

type Sections<'s, 't> = &'s [Section<'t, ClientSection>];

/// Checks every section; what cannot be used is told and left out.
pub(super) fn check(
    sections: Sections<'_, '_>,
    accounts: &[Section<'_, AccountSection>],
    problems: &mut Vec<ConfigError>,
    warnings: &mut Vec<String>,
) -> Vec<Client> {
    // As typed: what is wrong with an account is told of the account.
    let accounts = accounts
        .iter()
        .filter_map(|section| section.values.id.as_deref());
    let accounts: BTreeSet<&str> = accounts.collect();
    let mut clients: Vec<Client> = vec![];
    for section in sections {
        let values = &section.values;
        let name = name(section, &clients, problems);
        let client = Client {
            keys: keys(section, &clients, problems),
            viewer: Arc::new(Viewer {
                name: name.as_deref().unwrap_or_default().into(),
                scopes: scopes(section, problems, warnings),
                accounts: sight(section, &accounts, problems),
                rate: rate(section, problems),
                upstream: values.upstream.unwrap_or(false),
                until: None,
            }),
        };
        clients.push(client);
    }
    clients
}

fn name(
    section: &Section<'_, ClientSection>,
    earlier: &[Client],
    problems: &mut Vec<ConfigError>,
) -> Option<String> {
    let Some(name) = &section.values.name else {
        let message = "name is missing: give the client a short name of its own";
        section.refuse("name", message, problems);
        return None;
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let typed = section.typed("name");
    if !(1..=MAX_NAME_LENGTH).contains(&name.len()) || !name.bytes().all(is_plain) {
        let message = format!(
            "name {typed} must be 1 to {MAX_NAME_LENGTH} of the characters a-z, A-Z, 0-9, \".\", \"_\" and \"-\""
        );
        section.refuse("name", message, problems);
    } else if name == ANONYMOUS {
        let message = format!("name {typed} is that of whoever calls without a key; take another");
        section.refuse("name", message, problems);
    } else if earlier.iter().any(|client| *client.viewer.name == **name) {
        let message = format!("name {typed} is taken by an earlier client");
        section.refuse("name", message, problems);
    }
    Some(name.clone())
}

/// The hashes are not quoted: somebody may have written the key itself.
fn keys(
    section: &Section<'_, ClientSection>,
    earlier: &[Client],
    problems: &mut Vec<ConfigError>,
) -> Vec<KeyHash> {
    let mut refuse = |message: &str| {
        section.refuse("key_sha256", format!("key_sha256 {message}"), problems);
    };
    let values = &section.values;
    let parsed = values.key_sha256.iter().map(|text| KeyHash::parse(text));
    let Some(keys) = parsed.collect::<Option<Vec<_>>>() else {
        refuse(
            "must hold the SHA-256 of each key as 64 hexadecimal digits, not the key: `invoice-gateway key` makes both",
        );
        return vec![];
    };
    let name = values.name.as_deref().unwrap_or_default();
    let distinct = |(at, key): (usize, &KeyHash)| !keys[..at].contains(key);
    let is_taken = |key: &KeyHash| earlier.iter().any(|client| client.keys.contains(key));
    if keys.is_empty() {
        refuse("is missing: `invoice-gateway key` makes a key and its hash");
    } else if keys.iter().any(|key| key.is_guessable(name)) {
        refuse(
            "is of nothing, or of a word that anybody would try: `invoice-gateway key` makes a key that nobody guesses",
        );
    } else if !keys.iter().enumerate().all(distinct) {
        refuse("holds the same hash twice");
    } else if keys.iter().any(is_taken) {
        refuse("holds a hash of an earlier client: each client needs keys of its own");
    }
    keys
}

fn scopes(
    section: &Section<'_, ClientSection>,
    problems: &mut Vec<ConfigError>,
    warnings: &mut Vec<String>,
) -> Scopes {
    let Some(words) = &section.values.scopes else {
        return Scopes::from_iter([Scope::Read]);
    };
    let known = Scope::ALL.map(Scope::word).join(", ");
    if words.is_empty() {
        let message =
            format!("scopes is empty, so that the client may do nothing: give some of {known}");
        section.refuse("scopes", message, problems);
    }
    let mut scopes = vec![];
    for word in words {
        match Scope::from_word(word) {
            Some(scope) => scopes.push(scope),
            None => {
                let message = format!("scopes must hold nothing but {known}");
                section.refuse("scopes", message, problems);
                break;
            }
        }
    }
    let scopes: Scopes = scopes.into_iter().collect();
    if scopes.has(Scope::Write) && !scopes.has(Scope::Read) {
        let message = "scopes has write and not read: what a mutation answers is read, so the client can do neither";
        warnings.push(section.remark("scopes", message));
    }
    scopes
}

fn sight(
    section: &Section<'_, ClientSection>,
    accounts: &BTreeSet<&str>,
    problems: &mut Vec<ConfigError>,
) -> Sight {
    let Some(ids) = &section.values.accounts else {
        return Sight::All;
    };
    if ids.is_empty() {
        let message = "accounts is empty, so that the client sees nothing: name some, or remove the key to let it see all";
        section.refuse("accounts", message, problems);
    }
    if !ids.iter().all(|id| accounts.contains(id.as_str())) {
        let known: Vec<&str> = accounts.iter().copied().collect();
        let message = format!(
            "accounts must hold ids of [[accounts]] only: {}",
            known.join(", ")
        );
        section.refuse("accounts", message, problems);
    }
    Sight::Only(ids.iter().map(|id| AccountId::new(id)).collect())
}

fn rate(section: &Section<'_, ClientSection>, problems: &mut Vec<ConfigError>) -> Option<usize> {
    let rate = section.values.rate?;
    if !(1..=MAX_RATE).contains(&rate) {
        let message = format!("rate must be between 1 and {MAX_RATE} operations a minute");
        section.refuse("rate", message, problems);
    }
    usize::try_from(rate).ok()
}
