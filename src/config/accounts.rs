//! `[[accounts]]`: the connections, checked for form; each adapter checks what it needs of them.

use std::{fmt, sync::Arc};

use jiff::tz::TimeZone;
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use super::{file::AccountSection, problem::ConfigError, section::Section, server::http_url};
use crate::{
    domain::{AccountId, ProviderId},
    provider::AccountSettings,
};

const PROVIDERS: [ProviderId; 5] = [
    ProviderId::Moneybird,
    ProviderId::MoneybirdExternal,
    ProviderId::InvoiceNinja,
    ProviderId::Dashdoc,
    ProviderId::I3d,
];

/// Longest account id: it is part of every global id.
const MAX_ID_LENGTH: usize = 64;

/// Where an account was configured, for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub(super) file: Arc<str>,
    pub(super) line: Option<usize>,
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        match self.line {
            Some(line) => write!(formatter, ":{line}"),
            None => Ok(()),
        }
    }
}

/// An account and where it was configured, so that a later check can name the place.
#[derive(Clone, Debug)]
pub struct ConfiguredAccount {
    /// What it says.
    pub settings: AccountSettings,
    /// Where, such as `gateway.toml:12`.
    pub source: Source,
}

/// Checks every section; what cannot be used is told and left out.
pub(super) fn check(
    sections: &[Section<'_, AccountSection>],
    problems: &mut Vec<ConfigError>,
    warnings: &mut Vec<String>,
) -> Vec<ConfiguredAccount> {
    let mut accounts: Vec<ConfiguredAccount> = vec![];
    for section in sections {
        let Some(settings) = check_one(section, problems, warnings) else {
            continue;
        };
        let earlier = accounts
            .iter()
            .find(|account| account.settings.id == settings.id);
        if let Some(earlier) = earlier {
            let message = format!(
                "id {} is taken by the account at {}",
                section.typed("id"),
                earlier.source
            );
            section.refuse("id", message, problems);
        }
        let source = Source {
            file: section.file(),
            line: section.line(),
        };
        accounts.push(ConfiguredAccount { settings, source });
    }
    accounts
}

fn check_one(
    section: &Section<'_, AccountSection>,
    problems: &mut Vec<ConfigError>,
    warnings: &mut Vec<String>,
) -> Option<AccountSettings> {
    let values = &section.values;
    let id = id(section, problems);
    let provider = provider(section, problems);
    let token = token(section, problems);
    let base_url = http_url(section, "base_url", values.base_url.as_deref(), problems);
    if base_url.as_ref().is_some_and(is_open_to_eavesdroppers) {
        let message = "base_url is http: everybody on the way can read the token";
        warnings.push(section.remark("base_url", message));
    }
    let time_zone = time_zone(section, problems);
    let quota_calls = quota_calls(section, problems);
    for (key, text) in [
        ("name", &values.name),
        ("administration_id", &values.administration_id),
    ] {
        if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
            section.refuse(
                key,
                format!("{key} is empty; remove the key or fill it"),
                problems,
            );
        }
    }
    check_secrets(section, problems);
    check_file_hosts(section, problems);
    let id = id?;
    Some(AccountSettings {
        name: values.name.clone().unwrap_or_else(|| id.to_string()),
        id,
        provider: provider?,
        administration_id: values.administration_id.clone(),
        token: token?,
        password: values.password.clone(),
        base_url,
        time_zone,
        quota_calls,
        webhook_secrets: values.webhook_secrets.clone(),
        file_hosts: values
            .file_hosts
            .iter()
            .map(|host| host.to_ascii_lowercase())
            .collect(),
    })
}

fn id(section: &Section<'_, AccountSection>, problems: &mut Vec<ConfigError>) -> Option<AccountId> {
    let Some(id) = &section.values.id else {
        section.refuse(
            "id",
            "id is missing: give the account a short name of its own",
            problems,
        );
        return None;
    };
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=MAX_ID_LENGTH).contains(&id.len()) && id.bytes().all(is_plain) {
        return Some(AccountId::new(id));
    }
    let typed = section.typed("id");
    let message =
        format!("id {typed} must be 1 to {MAX_ID_LENGTH} of the characters a-z, 0-9 and -");
    section.refuse("id", message, problems);
    None
}

fn provider(
    section: &Section<'_, AccountSection>,
    problems: &mut Vec<ConfigError>,
) -> Option<ProviderId> {
    let slugs = PROVIDERS.map(ProviderId::slug).join(", ");
    let Some(slug) = &section.values.provider else {
        section.refuse(
            "provider",
            format!("provider is missing: one of {slugs}"),
            problems,
        );
        return None;
    };
    let provider = PROVIDERS
        .into_iter()
        .find(|provider| provider.slug() == slug);
    if provider.is_none() {
        let typed = section.typed("provider");
        section.refuse(
            "provider",
            format!("provider {typed} is not one of {slugs}"),
            problems,
        );
    }
    provider
}

fn token(
    section: &Section<'_, AccountSection>,
    problems: &mut Vec<ConfigError>,
) -> Option<SecretString> {
    let Some(token) = &section.values.token else {
        section.refuse(
            "token",
            "token is missing: write token = \"${NAME}\" to take it from the environment",
            problems,
        );
        return None;
    };
    let text = token.expose_secret();
    if text.trim().is_empty() {
        section.refuse("token", "token is empty", problems);
    } else if text.chars().any(char::is_control) {
        // All providers take it in a header, where a line break cannot be.
        let message = "token holds a line break or another control character; often one at the end of a copied secret";
        section.refuse("token", message, problems);
    }
    Some(token.clone())
}

fn time_zone(section: &Section<'_, AccountSection>, problems: &mut Vec<ConfigError>) -> TimeZone {
    // UTC, because guessing the machine's own would make "today" depend on where the gateway runs.
    let Some(name) = &section.values.time_zone else {
        return TimeZone::UTC;
    };
    TimeZone::get(name).unwrap_or_else(|_| {
        let typed = section.typed("time_zone");
        let message = format!(
            "time_zone {typed} is not a name of the IANA database, such as \"Europe/Amsterdam\""
        );
        section.refuse("time_zone", message, problems);
        TimeZone::UTC
    })
}

fn quota_calls(
    section: &Section<'_, AccountSection>,
    problems: &mut Vec<ConfigError>,
) -> Option<u32> {
    let calls = section.values.quota_calls?;
    let calls = u32::try_from(calls).ok().filter(|calls| *calls > 0);
    if calls.is_none() {
        let message = format!("quota_calls must be between 1 and {}", u32::MAX);
        section.refuse("quota_calls", message, problems);
    }
    calls
}

/// An empty secret would make everybody's signature right.
fn check_secrets(section: &Section<'_, AccountSection>, problems: &mut Vec<ConfigError>) {
    let is_empty = |secret: &SecretString| secret.expose_secret().trim().is_empty();
    if section.values.webhook_secrets.iter().any(is_empty) {
        section.refuse(
            "webhook_secrets",
            "webhook_secrets holds an empty secret",
            problems,
        );
    }
    if section.values.password.as_ref().is_some_and(is_empty) {
        section.refuse(
            "password",
            "password is empty; remove the key or fill it",
            problems,
        );
    }
}

fn check_file_hosts(section: &Section<'_, AccountSection>, problems: &mut Vec<ConfigError>) {
    let is_host = |host: &String| Host::parse(host).is_ok();
    if !section.values.file_hosts.iter().all(is_host) {
        let message = "file_hosts must hold names or addresses of hosts only, such as \"storage.example.net\"";
        section.refuse("file_hosts", message, problems);
    }
}

fn is_open_to_eavesdroppers(url: &Url) -> bool {
    let is_local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "http" && !is_local
}
