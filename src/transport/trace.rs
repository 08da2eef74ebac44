//! One event for each call.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use reqwest::{Method, StatusCode};
use tokio::time::Instant;
use tracing::{Instrument, Span, debug};

use crate::{
    domain::AccountId,
    error::{ErrorKind, Result},
    span, tally,
    transport::{Opened, Request, Response, Transport},
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
        let mut record = Record::begin(&self.account, &request);
        let span = record.span.clone();
        let outcome = self.inner.send(request).instrument(span).await;
        record.end(match &outcome {
            Ok(answer) => Ending::Answered(answer.status, answer.body.len()),
            Err(error) => Ending::Failed(error.kind()),
        });
        outcome
    }

    /// The event of what is opened comes when its body ends or is let go, with as many bytes as were read.
    async fn open(&self, request: Request) -> Result<Opened> {
        let mut record = Record::begin(&self.account, &request);
        let span = record.span.clone();
        let outcome = self.inner.open(request).instrument(span).await;
        let mut opened = match outcome {
            Ok(opened) => opened,
            Err(error) => {
                record.end(Ending::Failed(error.kind()));
                return Err(error);
            }
        };
        let (status, mut read) = (opened.status, 0);
        record.end(Ending::Answered(status, read));
        let watched = move |piece: &Result<Bytes>| match piece {
            Ok(piece) => {
                read += piece.len();
                record.end(Ending::Answered(status, read));
            }
            Err(error) => record.end(Ending::Failed(error.kind())),
        };
        opened.body = opened.body.inspect(watched).boxed();
        Ok(opened)
    }
}

enum Ending {
    Answered(StatusCode, usize),
    Failed(ErrorKind),
    Cancelled,
}

/// Writes its event when dropped, so that a call which nobody waited for is told too.
struct Record {
    account: AccountId,
    operation: &'static str,
    method: Method,
    started: Instant,
    ending: Ending,
    span: Span,
    /// Counts for the operation that makes the call.
    _counted: Option<tally::Call>,
}

impl Record {
    fn begin(account: &AccountId, request: &Request) -> Self {
        Self {
            account: account.clone(),
            operation: request.operation,
            method: request.method.clone(),
            started: Instant::now(),
            ending: Ending::Cancelled,
            span: span::call(account, request.operation, request.method.as_str()),
            _counted: tally::call(account, request.operation),
        }
    }

    fn end(&mut self, ending: Ending) {
        self.ending = ending;
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let (account, operation, method) = (&self.account, self.operation, &self.method);
        let duration_ms = self.started.elapsed().as_millis();
        match self.ending {
            Ending::Answered(status, size_bytes) => {
                let status = status.as_u16();
                span::call_answered(&self.span, status);
                debug!(%account, operation, %method, status, size_bytes, duration_ms, "provider answered");
            }
            Ending::Failed(kind) => {
                let error = kind.code();
                span::call_failed(&self.span, error);
                debug!(%account, operation, %method, error, duration_ms, "provider call failed");
            }
            Ending::Cancelled => {
                debug!(%account, operation, %method, duration_ms, "provider call cancelled");
            }
        }
    }
}
