//! Recognises tokens.

use std::{collections::BTreeSet, fs, sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{
    auth::{
        Viewer,
        jwt::{
            Algorithm, KeysFrom, Refused, TokenSettings, claims::Rules, key::KeySet, parts::Parts,
            remote::RemoteKeys,
        },
    },
    domain::AccountId,
};

/// Whoever has a token of the configured issuer.
#[derive(Debug)]
pub struct Tokens {
    keys: Keys,
    algorithms: Vec<Algorithm>,
    rules: Rules,
}

#[derive(Debug)]
enum Keys {
    Fixed(Arc<KeySet>),
    Remote(Arc<RemoteKeys>),
}

impl Tokens {
    /// Begins to recognise them. Keys in a file are read here; those at an address are asked for later, and nobody waits
    /// for them longer than `patience`. `accounts` are all that exist.
    ///
    /// # Errors
    /// When the file does not hold keys, or nothing can be fetched on this machine.
    pub fn new(
        settings: &TokenSettings,
        accounts: BTreeSet<AccountId>,
        patience: Duration,
    ) -> Result<Self, String> {
        let keys = match &settings.keys {
            KeysFrom::File(path) => {
                let shown = path.display();
                let text = fs::read(path);
                let text = text.map_err(|error| format!("jwks_file {shown}: {error}"))?;
                let keys = KeySet::read(&text);
                Keys::Fixed(Arc::new(
                    keys.map_err(|why| format!("jwks_file {shown} {why}"))?,
                ))
            }
            KeysFrom::Url(url) => {
                let keys = RemoteKeys::new(url.clone(), patience);
                let keys = keys.map_err(|error| format!("jwks_url: {error}"))?;
                Keys::Remote(Arc::new(keys))
            }
        };
        Ok(Self::with(keys, settings, accounts))
    }

    /// Takes over the keys that others had from the same address.
    #[must_use]
    pub(in crate::auth) fn following(self, before: &Self) -> Self {
        let keys = match (self.keys, &before.keys) {
            (Keys::Remote(keys), Keys::Remote(before)) => {
                // Nobody else has them yet.
                let keys = Arc::try_unwrap(keys).map(|keys| Arc::new(keys.following(before)));
                Keys::Remote(keys.unwrap_or_else(|keys| keys))
            }
            (keys, _) => keys,
        };
        Self { keys, ..self }
    }

    fn with(keys: Keys, settings: &TokenSettings, accounts: BTreeSet<AccountId>) -> Self {
        Self {
            keys,
            algorithms: settings.algorithms.clone(),
            rules: Rules::new(settings, accounts),
        }
    }

    /// Fetches the keys, so that the first token need not wait for them. What fails is in the log.
    pub async fn fetch_ahead(&self) {
        if let Keys::Remote(keys) = &self.keys {
            let _ = keys.current(None).await;
        }
    }

    /// Whether a viewer's name comes from a token of this issuer.
    pub(in crate::auth) fn named(&self, name: &str) -> bool {
        self.rules.named(name)
    }

    /// Finds out whom a token is about.
    pub(in crate::auth) async fn recognise(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Arc<Viewer>, Refused> {
        let token = Parts::of(token)?;
        if !self.algorithms.contains(&token.algorithm) {
            return Err(Refused("its algorithm is not allowed"));
        }
        let viewer = self.rules.viewer(&token.claims, now)?;
        let keys = match &self.keys {
            Keys::Fixed(keys) => Arc::clone(keys),
            Keys::Remote(keys) => keys.current(token.key_id.as_deref()).await?,
        };
        keys.verify(&token)?;
        Ok(Arc::new(viewer))
    }
}

#[cfg(test)]
impl Tokens {
    pub(super) fn of_set(
        text: &str,
        settings: &TokenSettings,
        accounts: BTreeSet<AccountId>,
    ) -> Self {
        let keys = Arc::new(KeySet::read(text.as_bytes()).unwrap());
        Self::with(Keys::Fixed(keys), settings, accounts)
    }

    pub(super) fn of_remote(
        keys: RemoteKeys,
        settings: &TokenSettings,
        accounts: BTreeSet<AccountId>,
    ) -> Self {
        Self::with(Keys::Remote(Arc::new(keys)), settings, accounts)
    }
}
