//! Bounds one attempt.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::time::{Instant, timeout_at};

use crate::{
    error::{Error, ErrorKind, Result},
    transport::{Request, Response, Transport},
};

/// Ends an attempt after its time, or at the request's deadline if that comes first.
#[derive(Debug)]
pub(crate) struct TimeoutTransport {
    inner: Arc<dyn Transport>,
    attempt_timeout: Duration,
}

impl TimeoutTransport {
    /// Wraps `inner`.
    pub(crate) fn new(inner: Arc<dyn Transport>, attempt_timeout: Duration) -> Self {
        Self {
            inner,
            attempt_timeout,
        }
    }
}

#[async_trait]
impl Transport for TimeoutTransport {
    async fn send(&self, request: Request) -> Result<Response> {
        let (operation, deadline) = (request.operation, request.deadline);
        let now = Instant::now();
        if deadline <= now {
            // A future with no time left is still polled once, and that may be enough to send something.
            return Err(overdue(operation).unsent());
        }
        // How long a file takes depends on its size: its sender's deadline alone says when it is too long.
        let attempt_end = match request.form {
            Some(_) => deadline,
            None => now + self.attempt_timeout,
        };
        // Dropping the inner future on the way out closes the connection, so that nothing is read for nobody.
        match timeout_at(attempt_end.min(deadline), self.inner.send(request)).await {
            Ok(outcome) => outcome,
            Err(_) if deadline <= attempt_end => Err(overdue(operation)),
            Err(_) => {
                Err(late(operation)
                    .with_detail(format!("no answer within {:?}", self.attempt_timeout)))
            }
        }
    }
}

/// Says that the request's deadline has passed.
pub(crate) fn overdue(operation: &'static str) -> Error {
    late(operation).with_detail("the deadline of the operation has passed")
}

fn late(operation: &'static str) -> Error {
    Error::new(ErrorKind::Timeout, "the provider did not answer in time").during(operation)
}
