//! The router behind one connection, with every request and answer counted while it lasts.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{body::Body, http::Request, http::Response};
use bytes::Bytes;
use hyper::{
    body::{Body as _, Frame, Incoming, SizeHint},
    service::Service,
};
use tower::ServiceExt;

use super::{
    current::Current,
    framing::Ambiguous,
    pulse::{Count, Pulse, What},
};
use crate::server::traffic::Peer;

/// The router behind one connection.
#[derive(Clone, Debug)]
pub(super) struct Tracked {
    pub(super) current: Current,
    pub(super) peer: Peer,
    pub(super) pulse: Arc<Pulse>,
}

impl Service<Request<Incoming>> for Tracked {
    type Response = Response<Sent>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let (working, ambiguous) = self.pulse.asked(request.version());
        let mut request = request.map(|body| Body::new(Received::new(body, &self.pulse)));
        request.extensions_mut().insert(self.peer);
        if ambiguous {
            request.extensions_mut().insert(Ambiguous);
        }
        let answering = self.current.router().oneshot(request);
        let pulse = Arc::clone(&self.pulse);
        Box::pin(async move {
            let response = answering.await?;
            let sending = pulse.count(What::Sending);
            drop(working);
            Ok(response.map(|inner| Sent {
                inner,
                pulse,
                sourcing: None,
                _sending: sending,
            }))
        })
    }
}

/// A request's body, counted until it has come.
struct Received {
    inner: Incoming,
    receiving: Option<Count>,
}

impl Received {
    fn new(inner: Incoming, pulse: &Arc<Pulse>) -> Self {
        let comes = !inner.is_end_stream();
        Self {
            inner,
            receiving: comes.then(|| pulse.count(What::Receiving)),
        }
    }
}

impl hyper::body::Body for Received {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.inner).poll_frame(cx);
        let ended = matches!(&frame, Poll::Ready(None | Some(Err(_))));
        if ended || self.inner.is_end_stream() {
            self.receiving = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer's body, counted until it was handed on, and how long its own source lets it wait.
pub(super) struct Sent {
    inner: Body,
    pulse: Arc<Pulse>,
    sourcing: Option<Count>,
    _sending: Count,
}

impl hyper::body::Body for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.inner).poll_frame(cx);
        if frame.is_ready() {
            self.sourcing = None;
        } else if self.sourcing.is_none() {
            self.sourcing = Some(self.pulse.count(What::Sourcing));
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
