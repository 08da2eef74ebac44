//! A socket, plain or in TLS, whose movements are noted.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::OwnedSemaphorePermit,
};

use super::{
    framing::Framing,
    pulse::{Came, Pulse},
};

/// A socket with its place among the others and its pulse.
#[derive(Debug)]
pub(super) struct Stream<S> {
    inner: S,
    pulse: Arc<Pulse>,
    framing: Framing,
    _seat: OwnedSemaphorePermit,
}

impl<S> Stream<S> {
    /// Notes on `pulse` what happens on `inner`, and keeps the place until it is dropped.
    pub(super) fn new(inner: S, pulse: Arc<Pulse>, seat: OwnedSemaphorePermit) -> Self {
        Self {
            inner,
            pulse,
            framing: Framing::default(),
            _seat: seat,
        }
    }

    fn note_received(&mut self, bytes: &[u8]) {
        match self.pulse.received(bytes.len()) {
            Came::NewHead => self.framing = Framing::default(),
            Came::MoreHead => {}
            Came::Rest => return,
        }
        if self.framing.read(bytes) {
            self.pulse.found_ambiguous();
        }
    }

    fn note_sent(&self, sent: &Poll<io::Result<usize>>) {
        match sent {
            Poll::Ready(Ok(bytes)) => self.pulse.sent(*bytes),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => self.pulse.blocked(),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.inner).poll_read(cx, buffer);
        let bytes = &buffer.filled()[before..];
        if !bytes.is_empty() {
            this.note_received(bytes);
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let sent = Pin::new(&mut this.inner).poll_write(cx, bytes);
        this.note_sent(&sent);
        sent
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let sent = Pin::new(&mut this.inner).poll_write_vectored(cx, slices);
        this.note_sent(&sent);
        sent
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.inner).poll_flush(cx);
        match flushed {
            Poll::Ready(_) => this.pulse.sent(0),
            // What TLS holds back counts as well.
            Poll::Pending => this.pulse.blocked(),
        }
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}
