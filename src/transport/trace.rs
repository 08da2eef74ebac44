//! One event for each call.

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::{Method, StatusCode};
use tokio::time::Instant;
use tracing::debug;

use crate::{
    domain::AccountId,
    error::{ErrorKind, Result},
    transport::{Request, Response, Transport},
};

/// Tells the log how a call went, retries included: never its address, headers or body.
///
/// A failure is no more than `debug` here, as it is told once, where it ends.
#[derive(Debug)]
pub(crate) struct TraceTransport {
    inner: Arc<dyn Transport>,
    account: AccountId,
}

impl TraceTransport {
    /// Wraps `inner` for the calls of `account`.
    pub(crate) fn new(inner: Arc<dyn Transport>, account: AccountId) -> Self {
        Self { inner, account }
    }
}

#[async_trait]
impl Transport for TraceTransport {
    async fn send(&self, request: Request) -> Result<Response> {
        let mut record = Record {
            account: &self.account,
            operation: request.operation,
            method: request.method.clone(),
            started: Instant::now(),
            ending: Ending::Cancelled,
        };
        let outcome = self.inner.send(request).await;
        record.ending = match &outcome {
            Ok(answer) => Ending::Answered(answer.status, answer.body.len()),
            Err(error) => Ending::Failed(error.kind()),
        };
        outcome
    }
}

enum Ending {
    Answered(StatusCode, usize),
    Failed(ErrorKind),
    Cancelled,
}

/// Writes its event when dropped, so that a call which nobody waited for is told too.
struct Record<'a> {
    account: &'a AccountId,
    operation: &'static str,
    method: Method,
    started: Instant,
    ending: Ending,
}

impl Drop for Record<'_> {
    fn drop(&mut self) {
        let (account, operation, method) = (self.account, self.operation, &self.method);
        let duration_ms = self.started.elapsed().as_millis();
        match self.ending {
            Ending::Answered(status, size_bytes) => {
                let status = status.as_u16();
                debug!(%account, operation, %method, status, size_bytes, duration_ms, "provider answered");
            }
            Ending::Failed(kind) => {
                let error = kind.code();
                debug!(%account, operation, %method, error, duration_ms, "provider call failed");
            }
            Ending::Cancelled => {
                debug!(%account, operation, %method, duration_ms, "provider call cancelled");
            }
        }
    }
}
