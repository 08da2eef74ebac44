//! Gives the parser one piece at a time.
//!
//! The parser takes all that is ready before it gives anything back, so that a sender who is faster than the disk would
//! fill the memory: after each piece, the feed says that nothing is ready, and asks to be asked again at once. What makes
//! the parser wait for an end that never comes, such as a header without one, is cut off too.

use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::Stream;

/// How much may go in before something comes out, in bytes: far more than the headers of a part.
const MOST_UNANSWERED: usize = 64 << 10;

/// A body as the parser gets it.
#[derive(Debug)]
pub(super) struct Feed {
    body: BodyDataStream,
    just_fed: bool,
    unanswered: Arc<AtomicUsize>,
}

/// Tells the feed that something came out.
#[derive(Clone, Debug)]
pub(super) struct Progress(Arc<AtomicUsize>);

impl Progress {
    pub(super) fn made(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// Why the feed ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The sender is gone.
    BrokeOff,
    /// The parser waited for the end of something too long.
    Unending,
}

impl fmt::Display for Cut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::BrokeOff => "the body broke off",
            Self::Unending => "the headers of a part have no end",
        })
    }
}

impl std::error::Error for Cut {}

impl Feed {
    pub(super) fn new(body: Body) -> (Self, Progress) {
        let unanswered = Arc::new(AtomicUsize::new(0));
        let progress = Progress(Arc::clone(&unanswered));
        let feed = Self {
            body: body.into_data_stream(),
            just_fed: false,
            unanswered,
        };
        (feed, progress)
    }
}

impl Stream for Feed {
    type Item = Result<Bytes, Cut>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.just_fed {
            self.just_fed = false;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Poll::Ready(next) = Pin::new(&mut self.body).poll_next(context) else {
            return Poll::Pending;
        };
        let piece = match next {
            None => return Poll::Ready(None),
            Some(Err(_)) => return Poll::Ready(Some(Err(Cut::BrokeOff))),
            Some(Ok(piece)) => piece,
        };
        self.just_fed = true;
        let before = self.unanswered.fetch_add(piece.len(), Ordering::Relaxed);
        let fed = if before > MOST_UNANSWERED {
            Err(Cut::Unending)
        } else {
            Ok(piece)
        };
        Poll::Ready(Some(fed))
    }
}
