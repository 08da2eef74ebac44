//! Bounds one attempt.

use std::{future::Future, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use tokio::time::{Instant, timeout, timeout_at};

use crate::{
    error::{Error, ErrorKind, Result},
    transport::{Opened, Request, Response, Transport, TransportSettings},
};

/// Ends an attempt after its time, or at the request's deadline if that comes first. Of what is opened, this is the time
/// until its headers; then each piece has a time of its own, and the whole has none.
#[derive(Debug)]
pub(crate) struct TimeoutTransport {
    inner: Arc<dyn Transport>,
    attempt: Duration,
    open: Duration,
    piece: Duration,
}

impl TimeoutTransport {
    /// Wraps `inner`.
    pub(crate) fn new(inner: Arc<dyn Transport>, settings: &TransportSettings) -> Self {
        Self {
            inner,
            attempt: settings.attempt_timeout,
            open: settings.open_timeout,
            piece: settings.piece_timeout,
        }
    }
}

#[async_trait]
impl Transport for TimeoutTransport {
    async fn send(&self, request: Request) -> Result<Response> {
        // How long a file takes depends on its size: its sender's deadline alone says when it is too long.
        let limit = request.form.is_none().then_some(self.attempt);
        let (operation, deadline) = (request.operation, request.deadline);
        bounded(operation, deadline, limit, self.inner.send(request)).await
    }

    async fn open(&self, request: Request) -> Result<Opened> {
        let (operation, deadline) = (request.operation, request.deadline);
        let opening = self.inner.open(request);
        let mut opened = bounded(operation, deadline, Some(self.open), opening).await?;
        let piece = self.piece;
        let pieces = stream::unfold(Some(opened.body), move |body| async move {
            let mut body = body?;
            // The clock runs only while somebody wants a piece: a slow reader is not the vendor's fault.
            match timeout(piece, body.next()).await {
                Ok(None) => None,
                Ok(Some(Ok(piece))) => Some((Ok(piece), Some(body))),
                Ok(Some(Err(error))) => Some((Err(error), None)),
                Err(_) => Some((Err(stalled(operation, piece)), None)),
            }
        });
        // Whoever reads the start apart asks once more after the end.
        opened.body = pieces.fuse().boxed();
        Ok(opened)
    }
}

async fn bounded<T>(
    operation: &'static str,
    deadline: Instant,
    limit: Option<Duration>,
    attempt: impl Future<Output = Result<T>>,
) -> Result<T> {
    let now = Instant::now();
    if deadline <= now {
        // A future with no time left is still polled once, and that may be enough to send something.
        return Err(overdue(operation).unsent());
    }
    let end = limit.map_or(deadline, |limit| now + limit);
    // Dropping the inner future on the way out closes the connection, so that nothing is read for nobody.
    match timeout_at(end.min(deadline), attempt).await {
        Ok(outcome) => outcome,
        Err(_) if deadline <= end => Err(overdue(operation)),
        Err(_) => {
            let limit = limit.unwrap_or_default();
            Err(late(operation).with_detail(format!("no answer within {limit:?}")))
        }
    }
}

fn stalled(operation: &'static str, piece: Duration) -> Error {
    let message = "the provider stopped in the middle of a file";
    Error::new(ErrorKind::Timeout, message)
        .during(operation)
        .with_detail(format!("nothing came for {piece:?}"))
}

/// Says that the request's deadline has passed.
pub(crate) fn overdue(operation: &'static str) -> Error {
    late(operation).with_detail("the deadline of the operation has passed")
}

fn late(operation: &'static str) -> Error {
    Error::new(ErrorKind::Timeout, "the provider did not answer in time").during(operation)
}
