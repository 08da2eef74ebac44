//! What an account's section of the config says, checked for form; each adapter checks what it needs of it.

use jiff::tz::TimeZone;
use secrecy::SecretString;
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
