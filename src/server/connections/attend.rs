//! One connection from its socket to its end.

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::{OwnedSemaphorePermit, watch},
    time::{Instant, sleep_until, timeout},
};
use tokio_rustls::TlsAcceptor;

use super::{
    current::Current,
    pulse::{Mood, Pulse},
    settings::ConnectionSettings,
    stream::Stream,
    tracked::Tracked,
};
use crate::server::traffic::Peer;

/// How often a connection is looked at: what it does changes without a word, and a second late is soon enough.
const TICK: Duration = Duration::from_secs(1);

/// How often a peer of an h2 connection is asked whether it is still there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(20);

/// What h2 clients may send ahead: of one body, and of all bodies of a connection, in bytes.
const STREAM_WINDOW: u32 = 256 << 10;
const CONNECTION_WINDOW: u32 = 1 << 20;

/// Attends to connections, each in a task of its own.
pub(super) struct Attendant {
    current: Current,
    http: Builder<TokioExecutor>,
    tls: Option<TlsAcceptor>,
    settings: ConnectionSettings,
}

/// A connection that was just accepted.
pub(super) struct Accepted {
    pub(super) socket: TcpStream,
    pub(super) peer: SocketAddr,
    pub(super) seat: OwnedSemaphorePermit,
}

impl Attendant {
    pub(super) fn new(
        current: Current,
        tls: Option<TlsAcceptor>,
        settings: ConnectionSettings,
    ) -> Arc<Self> {
        Arc::new(Self {
            current,
            http: http(&settings),
            tls,
            settings,
        })
    }

    /// Serves a connection until it ends, or until it has nothing more to do here.
    pub(super) async fn attend(&self, accepted: Accepted, moods: watch::Receiver<Mood>) {
        let Accepted { socket, peer, seat } = accepted;
        // Answers are written at once and are small; waiting to fill a packet only costs time.
        if let Err(error) = socket.set_nodelay(true) {
            tracing::debug!(%error, "a connection could not be told to send at once");
        }
        let pulse = Pulse::new();
        let why = match &self.tls {
            None => {
                let stream = Stream::new(socket, Arc::clone(&pulse), seat);
                self.serve(stream, peer, pulse, moods).await
            }
            Some(tls) => match self.shake_hands(tls, socket, moods.clone()).await {
                Ok(socket) => {
                    let stream = Stream::new(socket, Arc::clone(&pulse), seat);
                    self.serve(stream, peer, pulse, moods).await
                }
                Err(why) => Some(why),
            },
        };
        if let Some(why) = why {
            tracing::debug!(%peer, why, "a connection was closed: {why}");
        }
    }

    async fn shake_hands(
        &self,
        tls: &TlsAcceptor,
        socket: TcpStream,
        mut moods: watch::Receiver<Mood>,
    ) -> Result<tokio_rustls::server::TlsStream<TcpStream>, String> {
        let mut crowds = moods.clone();
        let crowded = async {
            let is_so = crowds.wait_for(|mood| *mood == Mood::Crowded).await.is_ok();
            match is_so {
                true => tokio::time::sleep(self.settings.crowded_head_timeout).await,
                false => std::future::pending().await,
            }
        };
        let stopping = moods.wait_for(|mood| matches!(mood, Mood::Stopping(_)));
        tokio::select! {
            shaken = timeout(self.settings.handshake_timeout, tls.accept(socket)) => match shaken {
                Ok(shaken) => shaken.map_err(|error| error.to_string()),
                Err(_) => Err("the handshake is slow".to_owned()),
            },
            () = crowded => Err("the handshake is slow, and others need the place".to_owned()),
            _ = stopping => Err("the server stops".to_owned()),
        }
    }

    /// Serves HTTP; tells why the connection was ended before its time.
    async fn serve<S>(
        &self,
        stream: Stream<S>,
        peer: SocketAddr,
        pulse: Arc<Pulse>,
        mut moods: watch::Receiver<Mood>,
    ) -> Option<String>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let service = Tracked {
            current: self.current.clone(),
            peer: Peer(peer.ip()),
            pulse: Arc::clone(&pulse),
        };
        let connection = self
            .http
            .serve_connection_with_upgrades(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        let mut farewell: Option<Farewell> = None;
        loop {
            let mood = *moods.borrow_and_update();
            let now = Instant::now();
            let deadline = pulse.deadline(&self.settings, mood);
            let due = deadline.filter(|(at, _)| *at <= now);
            let stops_at = match mood {
                // What is on its way to an idle connection would be lost.
                Mood::Stopping(since) if !pulse.is_busy() => Some(since + self.settings.linger),
                Mood::Stopping(since) => Some(since),
                Mood::Open | Mood::Crowded => None,
            };
            let stops = stops_at.is_some_and(|at| at <= now);
            let stopping = stops.then_some("the server stops");
            // Who hears of the end sends nothing more, and loses nothing.
            if let Some(why) = due.map(|(_, why)| why).or(stopping)
                && farewell.is_none()
            {
                let until = now + self.settings.farewell;
                farewell = Some(Farewell { until, why });
                connection.as_mut().graceful_shutdown();
            }
            let look = match (&farewell, due, deadline) {
                (Some(said), Some((_, why)), _) if said.until <= now => {
                    return Some(why.to_owned());
                }
                (Some(said), Some(_), _) => said.until,
                (_, None, Some((at, _))) => at.min(now + TICK),
                _ => now + TICK,
            };
            let look = match (&farewell, stops_at) {
                (None, Some(at)) => look.min(at),
                _ => look,
            };
            tokio::select! {
                // First what came, then what the time says of it.
                biased;
                ended = connection.as_mut() => {
                    let broke = ended.err().map(|error| error.to_string());
                    return broke.or(farewell.map(|said| said.why.to_owned()));
                }
                // Whoever sets the mood waits for all connections, so it is always there.
                _ = moods.changed() => {}
                () = sleep_until(look) => {}
            }
        }
    }
}

/// A client was told that its connection ends.
struct Farewell {
    /// When it ends even if the client does nothing.
    until: Instant,
    why: &'static str,
}

/// Both protocols, with their limits.
fn http(settings: &ConnectionSettings) -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    // The head's time is watched by the pulse: this one would count idle time as well. There are at most 100 headers, the
    // parser's own number.
    http.http1()
        .header_read_timeout(None)
        .max_buf_size(settings.max_head_bytes);
    let head_bytes = u32::try_from(settings.max_head_bytes).unwrap_or(u32::MAX);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING)
        .max_concurrent_streams(settings.max_streams)
        .max_header_list_size(head_bytes)
        .max_pending_accept_reset_streams(settings.max_resets)
        .max_local_error_reset_streams(settings.max_resets)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW);
    http
}
