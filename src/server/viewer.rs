//! Who asks, and whether they may ask now, before anything is read of what they ask.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header, request::Parts},
};
use tracing::Span;

use crate::{
    auth::{Clients, Scope, Unknown, Viewer},
    error::ErrorKind,
    server::{
        memory::Memory,
        refusal::Refusal,
        routes::text,
        settings::ServerSettings,
        traffic::{Peer, Rates, Wait, Who},
    },
};

/// The way in.
#[derive(Debug)]
pub(super) struct Entry {
    clients: Arc<Clients>,
    operations: Arc<Rates>,
    failures: Arc<Rates>,
    /// Operations a minute, for whoever has no rate of its own.
    rate: usize,
    /// Failures a minute, for each address.
    attempts: usize,
}

/// Somebody who was let in.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) viewer: Arc<Viewer>,
    /// With whom they are counted; nothing for whoever is alone on this machine.
    pub(super) who: Option<Who>,
}

impl Entry {
    pub(super) fn new(clients: Arc<Clients>, settings: &ServerSettings, memory: &Memory) -> Self {
        Self {
            clients,
            operations: Arc::clone(&memory.operations),
            failures: Arc::clone(&memory.failures),
            rate: settings.rate,
            attempts: settings.attempts,
        }
    }

    /// Whether nobody gets in without a key or a token.
    pub(super) fn demands_keys(&self) -> bool {
        self.clients.demand_keys()
    }

    /// Lets a client in that may do this and did not ask too often, and turns everybody else away. It counts as one
    /// operation. The log tells who it was.
    pub(super) async fn admit(&self, parts: &Parts, scope: Scope) -> Result<Caller, Refusal> {
        let caller = self.recognise(parts).await?;
        // Whoever watches must not be blind because somebody asks too often.
        if scope != Scope::Metrics {
            self.count(&caller, 1)?;
        }
        if caller.viewer.may(scope) {
            return Ok(caller);
        }
        let message = format!("this client may not do that: it lacks the scope \"{scope}\"");
        Err(Refusal::http(
            StatusCode::FORBIDDEN,
            ErrorKind::Forbidden,
            message,
        ))
    }

    /// The same, whatever the client may do and however often it asked.
    pub(super) async fn recognise(&self, parts: &Parts) -> Result<Caller, Refusal> {
        let peer = parts.extensions.get::<Peer>().copied();
        let recognised = self.clients.recognise(&parts.headers).await;
        let viewer = recognised.map_err(|unknown| self.unknown(unknown, peer))?;
        Span::current().record("client", &*viewer.name);
        Ok(Caller {
            who: Who::of(&viewer, peer),
            viewer,
        })
    }

    /// Counts so many operations, or refuses them all.
    pub(super) fn count(&self, caller: &Caller, operations: usize) -> Result<(), Refusal> {
        self.take(caller.who.clone(), caller.viewer.rate, operations)
    }

    /// Counts one operation of the client with this name, who is at this address or gave somebody there a link.
    pub(super) fn count_for(&self, client: &Arc<str>, peer: Option<Peer>) -> Result<(), Refusal> {
        let rate = self.clients.find(client).and_then(|viewer| viewer.rate);
        self.take(Who::named(client, peer), rate, 1)
    }

    fn take(
        &self,
        who: Option<Who>,
        own_rate: Option<usize>,
        operations: usize,
    ) -> Result<(), Refusal> {
        let Some(who) = who else {
            return Ok(());
        };
        let rate = own_rate.unwrap_or(self.rate);
        let raise = match own_rate {
            Some(_) => "raise the client's rate",
            None => "raise limits.rate",
        };
        let taken = self.operations.take(who, rate, operations);
        taken.map_err(|wait| match wait {
            Wait::Until(wait) => {
                let what = format!("this client asked more than {rate} operations a minute");
                too_often(&what, wait, raise)
            }
            Wait::Forever => Refusal::too_many(format!(
                "{operations} more operations at once are beyond {rate} a minute: send fewer at a time, or {raise}"
            )),
        })
    }

    /// A good key is let in whatever others at its address do: many may stand behind one proxy.
    fn unknown(&self, unknown: Unknown, peer: Option<Peer>) -> Refusal {
        let attempts = self.attempts;
        if let Some(peer) = peer
            && let Err(Wait::Until(wait)) = self.failures.take(Who::at(peer), attempts, 1)
        {
            let what = format!(
                "this address sent more than {attempts} requests a minute without a good key"
            );
            return too_often(&what, wait, "raise limits.attempts");
        }
        let (status, kind) = (StatusCode::UNAUTHORIZED, ErrorKind::Unauthenticated);
        Refusal::http(status, kind, unknown.to_string())
    }
}

fn too_often(what: &str, wait: Duration, raise: &str) -> Refusal {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let refusal = Refusal::http(status, ErrorKind::RateLimited, "").after(wait);
    let seconds = refusal.retry_seconds().unwrap_or(1);
    let message = format!("{what}: come back in {seconds} s, or {raise}");
    Refusal { message, ..refusal }
}

/// Turns somebody away from what is not GraphQL.
pub(super) fn turned_away(refusal: &Refusal) -> Response<Body> {
    let status = refusal.status.unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = text(status, refusal.message.clone());
    advise(&mut response, refusal);
    response
}

/// Says with which kind of credentials to come back, and when.
pub(super) fn advise(response: &mut Response<Body>, refusal: &Refusal) {
    let unauthorized = response.status() == StatusCode::UNAUTHORIZED;
    let headers = response.headers_mut();
    if unauthorized {
        let bearer = HeaderValue::from_static("Bearer");
        headers.insert(header::WWW_AUTHENTICATE, bearer);
    }
    if let Some(seconds) = refusal.retry_seconds() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}
