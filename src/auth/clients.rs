//! The clients of a config, and how they are recognised.

use std::{fmt, sync::Arc};

use axum::http::HeaderMap;

use crate::{
    auth::{
        Scope, Viewer, bearer,
        jwt::Tokens,
        key::{KeyHash, owner_of},
    },
    clock,
    domain::AccountId,
};

/// A client and its keys: several while one is replaced by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// What it may do and see.
    pub viewer: Arc<Viewer>,
    /// The hashes of its keys.
    pub keys: Vec<KeyHash>,
}

/// Why somebody is not recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// They sent no key.
    NoKey,
    /// What they sent cannot be a key.
    Malformed,
    /// Nobody has that key.
    WrongKey,
    /// Nobody has that key, nor is it a token that is accepted.
    WrongToken,
}

/// What the caller is told. It repeats nothing of what they sent.
impl fmt::Display for Unknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoKey => "a key is needed: send the header Authorization: Bearer KEY",
            Self::Malformed => {
                "the Authorization header cannot be read: send it once, as Authorization: Bearer KEY"
            }
            Self::WrongKey => "the key is not one of this gateway: it may have been replaced",
            Self::WrongToken => {
                "the key or token is not accepted by this gateway: it may have ended or been replaced"
            }
        })
    }
}

/// Whoever may call.
#[derive(Debug)]
pub struct Clients(Who);

#[derive(Debug)]
enum Who {
    /// Everybody who can reach the gateway, without a key.
    Anybody(Arc<Viewer>),
    /// Those with a key, and those with a token where tokens are accepted.
    Known(Vec<Client>, Option<Box<Tokens>>),
}

impl Clients {
    /// Lets everybody in who can reach the gateway, and lets them do everything. For loopback only.
    #[must_use]
    pub fn anybody() -> Self {
        Self(Who::Anybody(Arc::new(Viewer::anonymous())))
    }

    /// Lets in those who have a key of one of these; with none, nobody.
    #[must_use]
    pub fn known(clients: Vec<Client>) -> Self {
        Self(Who::Known(clients, None))
    }

    /// Lets in those who have a key of one of these, and those who have a token.
    #[must_use]
    pub fn known_or_with_token(clients: Vec<Client>, tokens: Tokens) -> Self {
        Self(Who::Known(clients, Some(Box::new(tokens))))
    }

    /// Takes over what tokens were checked with, where it comes from the same address: while the issuer is down, nobody
    /// is locked out.
    #[must_use]
    pub fn following(self, before: &Self) -> Self {
        match (self.0, &before.0) {
            (Who::Known(clients, Some(tokens)), Who::Known(_, Some(before))) => Self(Who::Known(
                clients,
                Some(Box::new(tokens.following(before))),
            )),
            (who, _) => Self(who),
        }
    }

    /// Fetches what tokens are checked with, so that the first who comes need not wait for it.
    pub async fn fetch_ahead(&self) {
        if let Who::Known(_, Some(tokens)) = &self.0 {
            tokens.fetch_ahead().await;
        }
    }

    /// Whether nobody gets in without a key or a token.
    #[must_use]
    pub fn demand_keys(&self) -> bool {
        matches!(self.0, Who::Known(..))
    }

    /// Finds out who sent these headers.
    ///
    /// # Errors
    /// Why nobody known did.
    pub async fn recognise(&self, headers: &HeaderMap) -> Result<Arc<Viewer>, Unknown> {
        let (clients, tokens) = match &self.0 {
            // Whatever a header says: what a proxy or a browser adds must not keep anybody out.
            Who::Anybody(viewer) => return Ok(Arc::clone(viewer)),
            Who::Known(clients, tokens) => (clients, tokens),
        };
        let token = bearer::token(headers)?;
        let known = by_key(clients, token);
        let Some(tokens) = tokens.as_ref().filter(|_| known.is_err()) else {
            return known;
        };
        let recognised = tokens.recognise(token, clock::now()).await;
        recognised.map_err(|refused| {
            tracing::debug!("a token is refused: {}", refused.0);
            Unknown::WrongToken
        })
    }

    /// The client with this name, as long as there is one.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Arc<Viewer>> {
        match &self.0 {
            Who::Anybody(viewer) => Some(viewer).filter(|viewer| &*viewer.name == name),
            Who::Known(clients, _) => {
                let mut viewers = clients.iter().map(|client| &client.viewer);
                viewers.find(|viewer| &*viewer.name == name)
            }
        }
    }

    /// Whether the client with this name, who was allowed to read what is in an account, still is. Who came with a token
    /// is, as long as tokens of that issuer are accepted: nothing is known of them but what the token said, and whatever
    /// they were given ends with it.
    #[must_use]
    pub fn may_still_read(&self, name: &str, account: &AccountId) -> bool {
        if let Who::Known(_, Some(tokens)) = &self.0
            && tokens.named(name)
        {
            return true;
        }
        self.find(name)
            .is_some_and(|viewer| viewer.may(Scope::Read) && viewer.sees(account))
    }
}

fn by_key(clients: &[Client], key: &str) -> Result<Arc<Viewer>, Unknown> {
    let owned = (0..)
        .zip(clients)
        .flat_map(|(owner, client)| client.keys.iter().map(move |key| (owner, key)));
    let owner = owner_of(owned, &KeyHash::of(key)).ok_or(Unknown::WrongKey)?;
    let client = usize::try_from(owner).ok().and_then(|at| clients.get(at));
    client.map_or(Err(Unknown::WrongKey), |client| {
        Ok(Arc::clone(&client.viewer))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::http::{HeaderValue, header};

    use super::*;
    use crate::auth::{Scopes, Sight};

    fn client(name: &str, keys: &[&str], scopes: &[Scope], accounts: Sight) -> Client {
        let viewer = Viewer {
            name: name.into(),
            scopes: scopes.iter().copied().collect(),
            accounts,
            ..Viewer::anonymous()
        };
        Client {
            viewer: Arc::new(viewer),
            keys: keys.iter().map(|key| KeyHash::of(key)).collect(),
        }
    }

    fn clients() -> Clients {
        let acme = Sight::Only(BTreeSet::from([AccountId::new("acme")]));
        Clients::known(vec![
            client("one", &["key-1"], &[Scope::Read], acme),
            client("two", &["key-2", "key-2-new"], &Scope::ALL, Sight::All),
            client("meter", &["key-3"], &[Scope::Metrics], Sight::All),
        ])
    }

    async fn name(clients: &Clients, authorization: Option<&str>) -> Result<String, Unknown> {
        let value = authorization.map(|text| HeaderValue::from_str(text).unwrap());
        let headers: HeaderMap = value
            .map(|it| (header::AUTHORIZATION, it))
            .into_iter()
            .collect();
        let viewer = clients.recognise(&headers).await?;
        Ok(viewer.name.to_string())
    }

    #[tokio::test]
    async fn every_key_leads_to_its_client_and_no_other_key_to_any() {
        let clients = clients();
        for (key, owner) in [
            ("key-1", "one"),
            ("key-2", "two"),
            ("key-2-new", "two"),
            ("key-3", "meter"),
        ] {
            let told = name(&clients, Some(&format!("Bearer {key}"))).await;
            assert_eq!(told.as_deref(), Ok(owner));
        }
        let hash = KeyHash::of("key-1").to_string();
        for wrong in ["key-4", "KEY-1", "key-1x", "key-", &hash] {
            let told = name(&clients, Some(&format!("Bearer {wrong}"))).await;
            assert_eq!(told, Err(Unknown::WrongKey), "{wrong}");
        }
        assert_eq!(name(&clients, None).await, Err(Unknown::NoKey));
        let basic = name(&clients, Some("Basic key-1")).await;
        assert_eq!(basic, Err(Unknown::Malformed));
    }

    #[tokio::test]
    async fn without_clients_either_everybody_may_do_everything_or_nobody_anything() {
        for header in [None, Some("Bearer x"), Some("nonsense")] {
            let told = name(&Clients::anybody(), header).await;
            assert_eq!(told.as_deref(), Ok("anonymous"));
            assert!(name(&Clients::known(Vec::new()), header).await.is_err());
        }
        let clients = Clients::anybody();
        let anybody = clients.find("anonymous").unwrap();
        assert_eq!(anybody.scopes, Scopes::ALL);
        assert!(!clients.demand_keys() && Clients::known(Vec::new()).demand_keys());
    }

    #[test]
    fn a_name_reads_as_long_as_it_has_the_account_and_the_scope() {
        let (acme, other) = (AccountId::new("acme"), AccountId::new("other"));
        let clients = clients();
        assert!(clients.may_still_read("one", &acme) && !clients.may_still_read("one", &other));
        assert!(clients.may_still_read("two", &acme) && clients.may_still_read("two", &other));
        for nobody in ["meter", "gone", "anonymous", ""] {
            assert!(!clients.may_still_read(nobody, &acme), "{nobody}");
        }
        assert!(Clients::anybody().may_still_read("anonymous", &acme));
        assert!(!Clients::anybody().may_still_read("one", &acme));
    }
}
