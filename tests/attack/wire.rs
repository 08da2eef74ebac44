//! HTTP/1.1 by hand: sends bytes that no client library would, and reads whatever comes back.

use std::{borrow::Cow, net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

/// Longest that an answer may take: more than the gateway's own deadline would be a hang.
const PATIENCE: Duration = Duration::from_secs(15);

/// Stands for a long text, which is only made when it is sent: thousands of attacks have one.
pub(crate) const FILL: &str = "@@fill@@";
/// How long that text is, in bytes.
pub(crate) const FILL_BYTES: usize = 1_000_000;

/// What is sent over one connection, and how.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire {
    /// The bytes, in pieces.
    pub(crate) pieces: Vec<Vec<u8>>,
    /// How long to wait before each piece but the first.
    pub(crate) pause: Duration,
    /// Whether to leave when everything is sent and nothing came for a moment, as nothing is owed.
    pub(crate) leaves: bool,
}

impl Wire {
    pub(crate) fn of(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            pieces: vec![bytes.into()],
            ..Self::default()
        }
    }
}

/// What came back.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// Every byte.
    pub(crate) raw: Vec<u8>,
    /// The status of the first answer; none where the connection was closed without one.
    pub(crate) status: Option<u16>,
    /// Whether nothing came in time, and the connection stayed open.
    pub(crate) hung: bool,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }

    pub(crate) fn body(&self) -> &[u8] {
        let head = find(&self.raw, b"\r\n\r\n");
        head.map_or(&[][..], |end| &self.raw[end + 4..])
    }

    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body()).ok()
    }
}

/// Sends it and reads until an answer is whole, the connection ends, or patience does.
pub(crate) async fn send(address: SocketAddr, wire: &Wire) -> Answer {
    let mut answer = Answer::default();
    let Ok(stream) = TcpStream::connect(address).await else {
        return answer;
    };
    let (mut reading, mut writing) = stream.into_split();
    let writes = async {
        for (number, piece) in wire.pieces.iter().enumerate() {
            if number > 0 {
                sleep(wire.pause).await;
            }
            let piece = filled(piece);
            // Whoever is refused early sees the connection end while it still writes.
            if writing.write_all(&piece).await.is_err() {
                break;
            }
        }
        if wire.leaves {
            sleep(Duration::from_millis(30)).await;
            let _ = writing.shutdown().await;
        }
        writing
    };
    let reads = async {
        let mut buffer = vec![0; 64 << 10];
        while !is_whole(&answer.raw) {
            match reading.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(count) => answer.raw.extend_from_slice(&buffer[..count]),
            }
        }
    };
    let both = async {
        // The writing ends with the reading: an early answer is an answer.
        tokio::pin!(reads);
        tokio::select! {
            () = &mut reads => {}
            _held = writes => reads.await,
        }
    };
    let hung = timeout(PATIENCE, both).await.is_err();
    answer.hung = hung;
    answer.status = status(&answer.raw);
    answer
}

fn filled(piece: &[u8]) -> Cow<'_, [u8]> {
    match find(piece, FILL.as_bytes()) {
        None => Cow::Borrowed(piece),
        Some(at) => {
            let (before, after) = (&piece[..at], &piece[at + FILL.len()..]);
            Cow::Owned([before, &vec![b'x'; FILL_BYTES], after].concat())
        }
    }
}

fn status(raw: &[u8]) -> Option<u16> {
    let line = raw.strip_prefix(b"HTTP/1.")?.get(2..5)?;
    std::str::from_utf8(line).ok()?.parse().ok()
}

/// Whether an answer has all of its body; what says nothing of its length ends with the connection.
fn is_whole(raw: &[u8]) -> bool {
    let Some(end) = find(raw, b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&raw[..end]).to_ascii_lowercase();
    if head.starts_with("http/1.1 100") {
        return false;
    }
    if head.contains("transfer-encoding: chunked") {
        return raw.ends_with(b"0\r\n\r\n");
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let length: Option<usize> = length.and_then(|length| length.trim().parse().ok());
    length.is_some_and(|length| raw.len() >= end + 4 + length)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
