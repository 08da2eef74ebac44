//! The keys at an issuer's address: fetched when they are needed, kept for a while, and for longer while the issuer is
//! down.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::OwnedMutexGuard,
    time::{Instant, timeout},
};
use url::Url;

use crate::{
    auth::jwt::{Refused, key::KeySet},
    error::{Error, ErrorKind, Result},
    transport::{Client, ClientSettings, Request, Transport},
};

/// How long keys are used without asking again: a key that the issuer takes back is good for so long at most.
const LIFE: Duration = Duration::from_secs(10 * 60);
/// The last part of that, in which they are asked for while nobody waits.
const EARLY: Duration = Duration::from_secs(60);
/// How much longer they are used while the issuer cannot be asked.
const STALE: Duration = Duration::from_secs(60 * 60);
/// Time between two attempts, whatever ids tokens name: nobody can make this gateway flood the issuer.
const AGAIN: Duration = Duration::from_secs(60);
/// The same as long as there are no keys at all, and so nobody gets in.
const SOON: Duration = Duration::from_secs(5);
/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(5);
/// Largest set that is read, in bytes: an issuer has a handful of keys of 1 KiB.
const MAX_BYTES: usize = 256 << 10;

/// An issuer's address, and what was had from there.
#[derive(Debug)]
pub(super) struct RemoteKeys {
    url: Url,
    transport: Arc<dyn Transport>,
    /// How long a request waits at most.
    patience: Duration,
    held: Arc<Mutex<Held>>,
    /// Held by whoever fetches.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Default)]
struct Held {
    /// The keys, and when they were had.
    keys: Option<(Arc<KeySet>, Instant)>,
    /// When they were asked for last.
    tried: Option<Instant>,
    /// Whether the last attempt that ended failed.
    failed: bool,
}

/// How much newer keys are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// Those that are held are young.
    None,
    /// They should be had soon, and those that are held do until then.
    Behind,
    /// They are worth waiting for.
    First,
}

impl Held {
    /// How much newer keys are wanted for a token that names this one.
    fn needs(&self, id: Option<&str>) -> Need {
        let Some((keys, had)) = &self.keys else {
            return Need::First;
        };
        let age = had.elapsed();
        let is_unknown = id.is_some_and(|id| !keys.has(id));
        // An issuer that hangs keeps nobody waiting who was let in before: once it failed, it is asked behind.
        if is_unknown || age >= LIFE + STALE || (age >= LIFE && !self.failed) {
            Need::First
        } else if age >= LIFE - EARLY {
            Need::Behind
        } else {
            Need::None
        }
    }

    /// Whether the issuer may be asked again.
    fn may_ask(&self) -> bool {
        let pause = match self.keys {
            Some(_) => AGAIN,
            None => SOON,
        };
        self.tried.is_none_or(|tried| tried.elapsed() >= pause)
    }

    fn usable(&self) -> Option<Arc<KeySet>> {
        let (keys, had) = self.keys.as_ref()?;
        (had.elapsed() < LIFE + STALE).then(|| Arc::clone(keys))
    }
}

impl RemoteKeys {
    /// Prepares to ask; opens no connection yet.
    pub(super) fn new(url: Url, patience: Duration) -> Result<Self> {
        let settings = ClientSettings {
            connect_timeout: ATTEMPT,
            max_body_bytes: MAX_BYTES,
            max_idle_connections: 1,
            ..ClientSettings::default()
        };
        let client = Arc::new(Client::new(&settings)?);
        Ok(Self::over(client, url, patience))
    }

    pub(super) fn over(transport: Arc<dyn Transport>, url: Url, patience: Duration) -> Self {
        Self {
            url,
            transport,
            patience,
            held: Arc::default(),
            turn: Arc::default(),
        }
    }

    /// Takes over what another one had from the same address; whoever fetches for one fetches for both.
    pub(super) fn following(self, before: &Self) -> Self {
        if self.url != before.url {
            return self;
        }
        Self {
            held: Arc::clone(&before.held),
            turn: Arc::clone(&before.turn),
            ..self
        }
    }

    /// The keys as they are now, for a token that names this one. The issuer is asked if they are old or lack it.
    pub(super) async fn current(
        self: &Arc<Self>,
        id: Option<&str>,
    ) -> std::result::Result<Arc<KeySet>, Refused> {
        let need = self.held().needs(id);
        match need {
            Need::None => {}
            Need::Behind => self.refresh_behind(id),
            Need::First => {
                let turn = async { Arc::clone(&self.turn).lock_owned().await };
                let refresh = async { self.refresh(turn.await, id).await };
                // Whoever waited in vain is judged by the keys that there are.
                let _ = timeout(self.patience, refresh).await;
            }
        }
        let usable = self.held().usable();
        usable.ok_or(Refused("the issuer's keys could not be fetched"))
    }

    /// Asks the issuer if nobody does, and waits for nothing.
    fn refresh_behind(self: &Arc<Self>, id: Option<&str>) {
        if let Ok(turn) = Arc::clone(&self.turn).try_lock_owned() {
            let (remote, id) = (Arc::clone(self), id.map(str::to_owned));
            tokio::spawn(async move { remote.refresh(turn, id.as_deref()).await });
        }
    }

    /// Asks the issuer, once for all who wait.
    async fn refresh(self: &Arc<Self>, turn: OwnedMutexGuard<()>, id: Option<&str>) {
        {
            let mut held = self.held();
            // Somebody else may have fetched them, or tried to, while this one waited for the turn.
            if held.needs(id) == Need::None || !held.may_ask() {
                return;
            }
            held.tried = Some(Instant::now());
        }
        let remote = Arc::clone(self);
        // On its own: a client that leaves meanwhile must not end it for the others.
        let fetching = tokio::spawn(async move {
            let fetched = remote.fetch().await;
            remote.held().failed = fetched.is_err();
            match fetched {
                Ok(keys) => remote.held().keys = Some((Arc::new(keys), Instant::now())),
                Err(error) => tracing::warn!(
                    code = error.kind().code(),
                    detail = error.detail(),
                    "the keys at jwks_url cannot be had: {error}"
                ),
            }
            drop(turn);
        });
        // It does not panic, and if it did the keys would stay as they are.
        let _ = fetching.await;
    }

    async fn fetch(&self) -> Result<KeySet> {
        let deadline = Instant::now() + ATTEMPT;
        let request = Request::get("jwks", self.url.clone(), deadline);
        let answer = timeout(ATTEMPT, self.transport.send(request)).await;
        let late = |_| Error::new(ErrorKind::Timeout, "the issuer did not answer in time");
        let answer = answer.map_err(late)??;
        if answer.status != 200 {
            let message = "the issuer answered with another status than 200";
            return Err(Error::new(ErrorKind::BadAnswer, message).with_detail(answer.status));
        }
        KeySet::read(&answer.body)
            .map_err(|why| Error::new(ErrorKind::BadAnswer, format!("the issuer's answer {why}")))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
