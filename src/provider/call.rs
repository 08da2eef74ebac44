//! What goes along with every call.

use std::time::Duration;

use tokio::time::Instant;

/// The circumstances of one operation: everything it asks of a vendor must be over by its deadline.
#[derive(Clone, Debug)]
pub struct Call {
    /// When nobody waits any more.
    pub deadline: Instant,
    /// How long each single request may take, with its retries.
    pub per_request: Duration,
    /// Whether changes must be told exactly as they are now, deletions too, even where noticing those costs more.
    pub exact: bool,
}

impl Call {
    /// Allows `time` from now.
    #[must_use]
    pub fn within(time: Duration) -> Self {
        Self {
            deadline: Instant::now() + time,
            per_request: time,
            exact: false,
        }
    }

    /// When a request that starts now must be over.
    #[must_use]
    pub fn request_deadline(&self) -> Instant {
        self.deadline.min(Instant::now() + self.per_request)
    }
}
