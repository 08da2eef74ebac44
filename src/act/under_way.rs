//! How many writes are under way, so that the process does not end in the middle of one.

use tokio::sync::watch;

/// Counts writes.
#[derive(Debug)]
pub(super) struct UnderWay(watch::Sender<usize>);

impl Default for UnderWay {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl UnderWay {
    /// Counts one more until it is dropped.
    pub(super) fn begin(&self) -> One {
        self.0.send_modify(|count| *count += 1);
        One(self.0.clone())
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        *self.0.borrow()
    }

    /// Waits until there is none.
    pub(super) async fn over(&self) {
        let mut count = self.0.subscribe();
        // It cannot be closed while we hold the sender.
        let _ = count.wait_for(|count| *count == 0).await;
    }
}

/// One write.
#[derive(Debug)]
pub(super) struct One(watch::Sender<usize>);

impl Drop for One {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, poll};

    use super::*;

    #[tokio::test]
    async fn it_is_over_when_the_last_one_ended() {
        let under_way = UnderWay::default();
        assert!(under_way.over().now_or_never().is_some());
        let (first, second) = (under_way.begin(), under_way.begin());
        let mut over = Box::pin(under_way.over());
        assert!(poll!(&mut over).is_pending());
        drop(first);
        assert!(poll!(&mut over).is_pending());
        drop(second);
        over.await;
    }
}
