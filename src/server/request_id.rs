//! The number by which a client, a log line and an error body mean the same request.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::clock;

/// The header that carries the id, in requests and in responses.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id taken from a client.
const MAX_LENGTH: usize = 128;

/// The id of one request: the client's own when it is harmless, else sixteen hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id as text: ASCII letters, digits, `.`, `_` and `-`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as a header.
    pub(super) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("an id is made of visible ASCII")
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Gives out ids.
#[derive(Debug)]
pub(super) struct RequestIds {
    start: u64,
    count: AtomicU64,
}

impl RequestIds {
    /// Starts a series that differs from those of earlier processes.
    pub(super) fn new() -> Self {
        let nanoseconds = clock::now().as_nanosecond();
        let start = (nanoseconds & i128::from(u64::MAX)) as u64;
        Self {
            start,
            count: AtomicU64::new(0),
        }
    }

    /// Takes the client's id if it has exactly one harmless one, else makes one.
    pub(super) fn id_of(&self, headers: &HeaderMap) -> RequestId {
        let mut given = headers.get_all(REQUEST_ID).iter();
        match (given.next().and_then(harmless), given.next()) {
            (Some(id), None) => RequestId(id.into()),
            _ => self.make(),
        }
    }

    fn make(&self) -> RequestId {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let id = spread(self.start.wrapping_add(count));
        RequestId(format!("{id:016x}").into())
    }
}

/// Reads an id that can go into headers, logs and JSON as it is.
fn harmless(value: &HeaderValue) -> Option<&str> {
    let text = value.to_str().ok()?;
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let fits = (1..=MAX_LENGTH).contains(&text.len());
    (fits && text.bytes().all(good)).then_some(text)
}

/// Spreads neighbouring numbers over all 64 bits without ever mapping two to one (the finaliser of splitmix64).
fn spread(number: u64) -> u64 {
    let number = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
