//! SIGHUP: somebody asks to have the config read again.

use std::sync::Arc;

use tokio::sync::Notify;

/// Tells of each SIGHUP from now on; the process does not end by it.
#[derive(Debug)]
pub(super) struct Hangups(Arc<Notify>);

impl Hangups {
    /// Begins before anything is read, so that a signal during the start is not missed.
    pub(super) fn begin() -> Self {
        let asked = Arc::new(Notify::new());
        hear(Arc::clone(&asked));
        Self(asked)
    }

    /// Who is woken by it: several at once are one.
    pub(super) fn ask(self) -> Arc<Notify> {
        self.0
    }

    /// Says that there is nothing to read again, each time.
    pub(super) fn find_nothing(self) {
        tokio::spawn(async move {
            loop {
                self.0.notified().await;
                tracing::info!(
                    "there is nothing to read again: no config file was given at the start"
                );
            }
        });
    }
}

#[cfg(unix)]
fn hear(asked: Arc<Notify>) {
    use tokio::signal::unix::{SignalKind, signal};
    // Where it cannot be heard, files are still looked at.
    let Ok(mut signals) = signal(SignalKind::hangup()) else {
        return;
    };
    tokio::spawn(async move {
        while signals.recv().await.is_some() {
            asked.notify_one();
        }
    });
}

#[cfg(not(unix))]
fn hear(_: Arc<Notify>) {}
