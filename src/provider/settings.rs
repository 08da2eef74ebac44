//! What an account's section of the config says, checked for form; each adapter checks what it needs of it.

use jiff::tz::TimeZone;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::domain::{AccountId, ProviderId};

/// One account, as configured.
#[derive(Clone, Debug)]
pub struct AccountSettings {
    /// Its id, shown to users and part of global ids.
    pub id: AccountId,
    /// Its name for people; the id where none is given.
    pub name: String,
    /// Which provider.
    pub provider: ProviderId,
    /// The vendor's id of the administration (Moneybird).
    pub administration_id: Option<String>,
    /// The credential.
    pub token: SecretString,
    /// A second credential for what the vendor protects with it (Invoice Ninja).
    pub password: Option<SecretString>,
    /// Where the API is, if not at the vendor's own address.
    pub base_url: Option<Url>,
    /// What "today" is for this account.
    pub time_zone: TimeZone,
    /// How many calls the vendor's window allows, if not what the vendor says.
    pub quota_calls: Option<u32>,
    /// Secrets with which the vendor signs what it pushes; several during rotation.
    pub webhook_secrets: Vec<SecretString>,
    /// Hosts that a download may be redirected to, beyond those the vendor is known to use: names, which must lead to public
    /// addresses, and addresses of any kind, `localhost` among them.
    pub file_hosts: Vec<String>,
}

impl AccountSettings {
    /// Whether both say the same.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let Self {
            id,
            name,
            quota_calls,
            webhook_secrets,
            file_hosts,
            // What is read depends on the rest.
            provider: _,
            administration_id: _,
            token: _,
            password: _,
            base_url: _,
            time_zone: _,
        } = self;
        *id == other.id
            && *name == other.name
            && *quota_calls == other.quota_calls
            && are_same(webhook_secrets, &other.webhook_secrets)
            && *file_hosts == other.file_hosts
            && self.reads_the_same(other)
    }

    /// Whether what is read by one is what the other would read: the same books, by the same rights, understood alike.
    #[must_use]
    pub fn reads_the_same(&self, other: &Self) -> bool {
        self.has_the_same_books(other)
            && are_same([&self.token], [&other.token])
            && are_same(&self.password, &other.password)
            && self.time_zone == other.time_zone
    }

    /// Whether they are about the same books, as far as that can be told without asking.
    #[must_use]
    pub fn has_the_same_books(&self, other: &Self) -> bool {
        self.provider == other.provider
            && self.base_url == other.base_url
            && self.administration_id == other.administration_id
    }
}

fn are_same<'s>(
    one: impl IntoIterator<Item = &'s SecretString>,
    other: impl IntoIterator<Item = &'s SecretString>,
) -> bool {
    let texts = |secret: &'s SecretString| secret.expose_secret();
    one.into_iter().map(texts).eq(other.into_iter().map(texts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> AccountSettings {
        AccountSettings {
            id: AccountId::new("acme"),
            name: "Acme".to_owned(),
            provider: ProviderId::Moneybird,
            administration_id: Some("123".to_owned()),
            token: "token".into(),
            password: None,
            base_url: None,
            time_zone: TimeZone::UTC,
            quota_calls: None,
            webhook_secrets: vec!["hook".into()],
            file_hosts: vec![],
        }
    }

    #[test]
    fn a_change_of_whatever_is_asked_or_understood_makes_other_reads() {
        let change: [fn(&mut AccountSettings); 6] = [
            |it| it.provider = ProviderId::MoneybirdExternal,
            |it| it.administration_id = Some("124".to_owned()),
            |it| it.token = "token2".into(),
            |it| it.password = Some("password".into()),
            |it| it.base_url = Url::parse("https://other.example").ok(),
            |it| it.time_zone = TimeZone::fixed(jiff::tz::offset(1)),
        ];
        for (at, change) in change.into_iter().enumerate() {
            let mut changed = settings();
            change(&mut changed);
            let same_books = !matches!(at, 0 | 1 | 4);
            assert_eq!(changed.has_the_same_books(&settings()), same_books, "{at}");
            assert!(!changed.reads_the_same(&settings()), "{at}");
            assert!(!changed.is_same(&settings()), "{at}");
        }
    }

    #[test]
    fn a_change_of_the_rest_leaves_what_was_read() {
        let change: [fn(&mut AccountSettings); 5] = [
            |it| it.name = "Acme BV".to_owned(),
            |it| it.quota_calls = Some(10),
            |it| it.webhook_secrets = vec!["hook2".into()],
            |it| it.webhook_secrets = vec![],
            |it| it.file_hosts = vec!["files.example".to_owned()],
        ];
        for (at, change) in change.into_iter().enumerate() {
            let mut changed = settings();
            change(&mut changed);
            assert!(changed.reads_the_same(&settings()), "{at}");
            assert!(!changed.is_same(&settings()), "{at}");
        }
        assert!(settings().is_same(&settings()));
    }
}
