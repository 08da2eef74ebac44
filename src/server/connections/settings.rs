//! How many connections there are, and how long each may take for what.

use std::time::Duration;

/// What connections may do. Only their number is in the config: the rest is what HTTP clients and proxies commonly keep
/// to, and tests shorten it.
#[derive(Clone, Debug)]
pub struct ConnectionSettings {
    /// Connections at a time. Default 1024, the number of open files that many systems give a process; more wait in the
    /// queue of the operating system, and those that idle make room.
    pub connections: usize,
    /// Time for a TLS handshake. Default 10 s.
    pub handshake_timeout: Duration,
    /// Time from the connection, or from a request's first byte, to the end of the request's head. Default 10 s.
    pub head_timeout: Duration,
    /// Time between two requests. Default 75 s: longer than the 60 s for which common proxies keep a connection, so that
    /// they never send into one that is being closed.
    pub idle_timeout: Duration,
    /// Time between two requests while all places are taken. Default 1 s.
    pub crowded_idle_timeout: Duration,
    /// Time for a head, and for a handshake, while all places are taken. Default 2 s: enough for two ways there and back
    /// over a bad line, and little for those who only hold places.
    pub crowded_head_timeout: Duration,
    /// Time in which a client must take something of its answer. Default 60 s.
    pub stall_timeout: Duration,
    /// Time for requests that are under way when the server stops. Default 15 s: the usual deadline of an
    /// operation and a bit.
    pub grace: Duration,
    /// Time in which an idle connection still takes a request when the server stops. Default 100 ms: longer than a request
    /// that was sent in time is on its way within a data centre, and than a busy machine needs to notice it.
    pub linger: Duration,
    /// Time for a client to hear that its connection ends. Default 500 ms.
    pub farewell: Duration,
    /// Time in which more of a request's body must come when the server stops. Default 2 s.
    pub farewell_body: Duration,
    /// Bytes of a request's head. Default 64 KiB: a GET carries its query there.
    pub max_head_bytes: usize,
    /// Streams of one h2 connection at a time. Default 100, the least that its specification recommends.
    pub max_streams: u32,
    /// Streams that an h2 client may open and reset before they are looked at, and such resets of ours. Default 20.
    pub max_resets: usize,
}

impl Default for ConnectionSettings {
    fn default() -> Self {
        Self {
            connections: 1024,
            handshake_timeout: Duration::from_secs(10),
            head_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(75),
            crowded_idle_timeout: Duration::from_secs(1),
            crowded_head_timeout: Duration::from_secs(2),
            stall_timeout: Duration::from_secs(60),
            grace: Duration::from_secs(15),
            linger: Duration::from_millis(100),
            farewell: Duration::from_millis(500),
            farewell_body: Duration::from_secs(2),
            max_head_bytes: 64 << 10,
            max_streams: 100,
            max_resets: 20,
        }
    }
}
