//! The loop that accepts connections, and how it ends.

use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use futures_util::FutureExt;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::{JoinError, JoinSet},
    time::{Instant, sleep_until, timeout},
};

use super::{
    attend::{Accepted, Attendant},
    certificates::Certificates,
    current::Current,
    pulse::Mood,
    settings::ConnectionSettings,
};
use crate::server::inside::Vitals;

/// How long nothing is accepted after the system could not: it has no more files or memory, and others must give back.
const BREATH: Duration = Duration::from_millis(500);

/// How often the same trouble is logged.
const SELDOM: Duration = Duration::from_secs(60);

/// Where connections come from and what they may do.
#[derive(Debug)]
pub struct Listening {
    /// The open port.
    pub listener: TcpListener,
    /// What is shown to clients of TLS; without it, connections are plain.
    pub certificates: Option<Arc<Certificates>>,
    /// What connections may do.
    pub settings: ConnectionSettings,
    /// What the routes are told of them.
    pub vitals: Arc<Vitals>,
}

/// Serves until `shutdown` is done. Then idle connections are closed, and requests that are under way may finish within
/// the grace.
pub async fn run(
    listening: Listening,
    current: impl Into<Current>,
    shutdown: impl Future<Output = ()> + Send,
) {
    let Listening {
        listener,
        certificates,
        settings,
        vitals,
    } = listening;
    let grace = settings.grace;
    let mut places = Places::new(listener, settings.connections);
    let tls = certificates.map(|certificates| certificates.acceptor());
    let attendant = Attendant::new(current.into(), tls, settings);
    let (mood, moods) = watch::channel(Mood::Open);
    let take = |accepted, connections: &mut JoinSet<()>| {
        let (attendant, moods) = (Arc::clone(&attendant), moods.clone());
        let counted = vitals.connected();
        connections.spawn(async move {
            attendant.attend(accepted, moods).await;
            drop(counted);
        });
    };
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        mood.send_if_modified(|mood| places.judge(mood));
        tokio::select! {
            () = &mut shutdown => break,
            Some(ended) = connections.join_next() => note(ended),
            accepted = places.accept() => if let Some(accepted) = accepted {
                take(accepted, &mut connections);
            },
        }
    }
    vitals.stop();
    // Who is connected as far as he knows is not turned away.
    while let Some(Some(accepted)) = places.accept().now_or_never() {
        take(accepted, &mut connections);
    }
    drop(places);
    mood.send_replace(Mood::Stopping(Instant::now()));
    let ending = async {
        while let Some(ended) = connections.join_next().await {
            note(ended);
        }
    };
    if timeout(grace, ending).await.is_err() {
        let open = connections.len();
        tracing::warn!(open, "{open} connections are cut: the grace is over");
    }
}

fn note(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a connection broke off");
    }
}

/// The places for connections.
struct Places {
    listener: TcpListener,
    seats: Arc<Semaphore>,
    /// How many there are.
    all: usize,
    /// Until when nothing is accepted.
    breath: Option<Instant>,
    /// When trouble was last logged.
    complained_at: Option<Instant>,
}

impl Places {
    fn new(listener: TcpListener, connections: usize) -> Self {
        let all = connections.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            listener,
            seats: Arc::new(Semaphore::new(all)),
            all,
            breath: None,
            complained_at: None,
        }
    }

    /// Accepts the next connection as soon as there is a place for it; nothing, when the system could not. Who drops the
    /// future loses no connection.
    async fn accept(&mut self) -> Option<Accepted> {
        if let Some(until) = self.breath {
            sleep_until(until).await;
            self.breath = None;
        }
        let seat: OwnedSemaphorePermit = Arc::clone(&self.seats)
            .acquire_owned()
            .await
            .expect("the places are never closed");
        let accepted: io::Result<(TcpStream, SocketAddr)> = self.listener.accept().await;
        match accepted {
            Ok((socket, peer)) => Some(Accepted { socket, peer, seat }),
            Err(error) if is_of_one(&error) => None,
            Err(error) => {
                self.breath = Some(Instant::now() + BREATH);
                if self.may_complain() {
                    tracing::warn!(%error, "no connection can be accepted for now: {error}");
                }
                None
            }
        }
    }

    /// Tells whether the mood changed. Once crowded, it stays so until an eighth of the places is free: each change wakes
    /// every connection.
    fn judge(&mut self, mood: &mut Mood) -> bool {
        let free = self.seats.available_permits();
        let crowded = match *mood {
            Mood::Open => free == 0 || self.breath.is_some(),
            Mood::Crowded => free < self.all.div_ceil(8) || self.breath.is_some(),
            Mood::Stopping(_) => return false,
        };
        if crowded && free == 0 && self.may_complain() {
            tracing::warn!(
                connections = self.all,
                "all {} connections are taken and others wait: see limits.connections",
                self.all
            );
        }
        let next = if crowded { Mood::Crowded } else { Mood::Open };
        std::mem::replace(mood, next) != next
    }

    /// Whether the log has not heard of trouble for a while.
    fn may_complain(&mut self) -> bool {
        let now = Instant::now();
        let may = self.complained_at.is_none_or(|at| now - at >= SELDOM);
        if may {
            self.complained_at = Some(now);
        }
        may
    }
}

/// Whether an error is that of a single connection, which was gone before we looked.
fn is_of_one(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}
