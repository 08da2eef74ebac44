//! When to stop: Ctrl-C or SIGTERM once for a graceful end, twice for an end at once.

use std::{pin::Pin, time::Duration};

use tokio::sync::watch;

/// Resolves when it is time to stop.
pub(super) type Shutdown = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How much longer than its deadline what was begun may take to finish: 5 s more than the server itself gives. With the
/// usual deadline of 10 s that is less than the 30 s after which container runtimes kill.
const BEYOND_DEADLINE: Duration = Duration::from_secs(10);

/// Says "stop" to everybody who asked to be told.
#[derive(Debug)]
pub(super) struct Stopper(watch::Sender<bool>);

/// Hands out shutdowns that all resolve together.
#[derive(Clone, Debug)]
pub(super) struct Stop(watch::Receiver<bool>);

/// Makes a pair. A stopper that is dropped says "stop", too.
pub(super) fn pair() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    /// Says "stop".
    pub(super) fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// A future that resolves when it is time to stop.
    pub(super) fn shutdown(&self) -> Shutdown {
        let mut receiver = self.0.clone();
        Box::pin(async move {
            // An error means that the stopper is gone, which says the same.
            let _ = receiver.wait_for(|stop| *stop).await;
        })
    }

    /// Waits for a server to end, but not much longer after "stop" than the deadline of its operations: a client that
    /// reads slowly must not keep the process alive.
    pub(super) async fn bounded<T>(
        &self,
        deadline: Duration,
        serving: impl Future<Output = T>,
    ) -> Option<T> {
        let too_long = async {
            self.shutdown().await;
            tokio::time::sleep(deadline.saturating_add(BEYOND_DEADLINE)).await;
        };
        tokio::select! {
            ended = serving => Some(ended),
            () = too_long => None,
        }
    }
}

/// Stops at the first signal; ends the process at the second.
pub(super) async fn on_signals(stopper: Stopper) {
    signal().await;
    stopper.stop();
    tracing::info!("stopping: finishing what was begun; a second signal ends at once");
    signal().await;
    std::process::exit(130);
}

/// Resolves at Ctrl-C or SIGTERM.
async fn signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate() => {}
    }
}

#[cfg(unix)]
async fn terminate() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending().await
}
