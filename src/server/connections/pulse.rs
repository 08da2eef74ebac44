//! What a connection is doing, and until when it may go on so.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::Version;
use tokio::time::Instant;

use super::settings::ConnectionSettings;

/// What is smaller than this moves nothing, in bytes: pings and window updates, which an h2 client can send for ever.
const CHATTER: usize = 64;

/// How it goes for the server as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// There is room.
    Open,
    /// Every place is taken, or the system has no more files to open.
    Crowded,
    /// The server stops, since then.
    Stopping(Instant),
}

/// What is counted of a connection while it lasts.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// Requests without an answer.
    Working,
    /// Bodies of requests that are still coming.
    Receiving,
    /// Answers that are not sent to their end.
    Sending,
    /// Of these, answers whose next piece is not there yet.
    Sourcing,
}

/// What came in, where requests come one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// The beginning of a head.
    NewHead,
    /// More of it.
    MoreHead,
    /// Whatever else.
    Rest,
}

/// The pulse of one connection.
#[derive(Debug)]
pub(super) struct Pulse(Mutex<State>);

#[derive(Debug)]
struct State {
    accepted_at: Instant,
    /// Whether a request came yet.
    asked: bool,
    /// Whether requests share the connection at a time, as in h2.
    multiplexed: bool,
    counts: [usize; 4],
    /// Since when the head of the next request is coming, if it is.
    head_since: Option<Instant>,
    idle_since: Instant,
    received_at: Instant,
    sent_at: Instant,
    /// Whether the client does not take what is written.
    blocked: bool,
    /// Whether the head that came last says its length in two ways.
    ambiguous: bool,
}

impl State {
    fn count(&self, what: What) -> usize {
        self.counts[what as usize]
    }

    fn busy(&self) -> usize {
        self.count(What::Working) + self.count(What::Sending)
    }
}

impl Pulse {
    /// The pulse of a connection that was just accepted.
    pub(super) fn new() -> Arc<Self> {
        let now = Instant::now();
        Arc::new(Self(Mutex::new(State {
            accepted_at: now,
            asked: false,
            multiplexed: false,
            counts: [0; 4],
            head_since: None,
            idle_since: now,
            received_at: now,
            sent_at: now,
            blocked: false,
            ambiguous: false,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock, and numbers are never half written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request's head came. Tells whether it says its length in two ways.
    pub(super) fn asked(self: &Arc<Self>, version: Version) -> (Count, bool) {
        let mut state = self.state();
        state.asked = true;
        state.multiplexed = version == Version::HTTP_2;
        state.head_since = None;
        let ambiguous = std::mem::take(&mut state.ambiguous);
        drop(state);
        (self.count(What::Working), ambiguous)
    }

    /// Counts something until the count is dropped.
    pub(super) fn count(self: &Arc<Self>, what: What) -> Count {
        let mut state = self.state();
        state.counts[what as usize] += 1;
        if matches!(what, What::Sending) {
            state.sent_at = Instant::now();
        }
        Count {
            pulse: Arc::clone(self),
            what,
        }
    }

    /// Bytes came; between two requests they belong to the next head.
    pub(super) fn received(&self, bytes: usize) -> Came {
        let mut state = self.state();
        let now = Instant::now();
        if bytes >= CHATTER {
            state.received_at = now;
        }
        if state.busy() > 0 || state.multiplexed {
            return Came::Rest;
        }
        if state.head_since.is_some() {
            return Came::MoreHead;
        }
        state.head_since = Some(now);
        Came::NewHead
    }

    /// Whether it is told of an end without losing what is on its way: by an answer, or by the protocol itself.
    pub(super) fn is_busy(&self) -> bool {
        let state = self.state();
        state.busy() > 0 || state.multiplexed
    }

    /// The head that is coming says its length in two ways.
    pub(super) fn found_ambiguous(&self) {
        self.state().ambiguous = true;
    }

    /// Bytes were taken.
    pub(super) fn sent(&self, bytes: usize) {
        let mut state = self.state();
        state.blocked = false;
        if bytes >= CHATTER {
            state.sent_at = Instant::now();
        }
    }

    /// Nothing more is taken for now.
    pub(super) fn blocked(&self) {
        self.state().blocked = true;
    }

    /// When the connection ends if nothing changes, and why; never, while it waits for us.
    pub(super) fn deadline(
        &self,
        limits: &ConnectionSettings,
        mood: Mood,
    ) -> Option<(Instant, &'static str)> {
        let state = self.state();
        let busy = state.busy();
        let (working, sending) = (state.count(What::Working), state.count(What::Sending));
        let stalled = (
            state.sent_at + limits.stall_timeout,
            "nobody takes the answer",
        );
        if busy == 0 {
            if state.blocked {
                return Some(stalled);
            }
            return Some(state.idle_deadline(limits, mood));
        }
        if sending == busy && state.count(What::Sourcing) == 0 {
            return Some(stalled);
        }
        match mood {
            // A body that does not come need not be waited for: nothing was begun yet.
            Mood::Stopping(since) if sending == 0 && state.count(What::Receiving) >= working => {
                let silent_since = since.max(state.received_at);
                Some((silent_since + limits.farewell_body, "the server stops"))
            }
            _ => None,
        }
    }
}

impl State {
    fn idle_deadline(&self, limits: &ConnectionSettings, mood: Mood) -> (Instant, &'static str) {
        let idle_since = self.idle_since.max(self.sent_at);
        let head_timeout = match mood {
            Mood::Crowded => limits.head_timeout.min(limits.crowded_head_timeout),
            _ => limits.head_timeout,
        };
        match (mood, self.head_since) {
            (Mood::Stopping(since), _) => {
                (idle_since.max(since) + limits.farewell, "the server stops")
            }
            _ if !self.asked => (self.accepted_at + head_timeout, "no request came"),
            (_, Some(since)) => (since + head_timeout, "a request's head is slow"),
            (Mood::Crowded, None) => (
                idle_since + limits.crowded_idle_timeout,
                "others need the place",
            ),
            (Mood::Open, None) => (idle_since + limits.idle_timeout, "it was idle"),
        }
    }
}

/// One more of something, until it is dropped.
#[derive(Debug)]
pub(super) struct Count {
    pulse: Arc<Pulse>,
    what: What,
}

impl Drop for Count {
    fn drop(&mut self) {
        let mut state = self.pulse.state();
        state.counts[self.what as usize] -= 1;
        if state.busy() == 0 {
            state.idle_since = Instant::now();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::advance;

    use super::*;

    fn left(pulse: &Pulse, mood: Mood) -> Option<Duration> {
        let limits = ConnectionSettings::default();
        let deadline = pulse.deadline(&limits, mood);
        deadline.map(|(at, _)| at.saturating_duration_since(Instant::now()))
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn a_new_connection_has_ten_seconds_to_ask() {
        let pulse = Pulse::new();
        advance(4 * SECOND).await;
        pulse.received(100);
        assert_eq!(left(&pulse, Mood::Open), Some(6 * SECOND));
        assert_eq!(left(&pulse, Mood::Crowded), Some(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_for_us_has_no_end() {
        let pulse = Pulse::new();
        let (_working, _) = pulse.asked(Version::HTTP_11);
        advance(100 * SECOND).await;
        for mood in [Mood::Open, Mood::Crowded, Mood::Stopping(Instant::now())] {
            assert_eq!(left(&pulse, mood), None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn between_requests_it_may_idle_unless_others_need_the_place() {
        let pulse = Pulse::new();
        drop(pulse.asked(Version::HTTP_11));
        assert_eq!(left(&pulse, Mood::Open), Some(75 * SECOND));
        assert_eq!(left(&pulse, Mood::Crowded), Some(SECOND));
        let stopping = Mood::Stopping(Instant::now());
        assert_eq!(left(&pulse, stopping), Some(SECOND / 2));
        // The next head, byte by byte.
        pulse.received(1);
        advance(3 * SECOND).await;
        pulse.received(1);
        assert_eq!(left(&pulse, Mood::Open), Some(7 * SECOND));
        assert_eq!(left(&pulse, Mood::Crowded), Some(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn pings_do_not_keep_an_answer_alive_that_nobody_takes() {
        let pulse = Pulse::new();
        let (working, _) = pulse.asked(Version::HTTP_2);
        let _sending = pulse.count(What::Sending);
        drop(working);
        advance(20 * SECOND).await;
        pulse.sent(17);
        assert_eq!(left(&pulse, Mood::Open), Some(40 * SECOND));
        pulse.sent(1000);
        assert_eq!(left(&pulse, Mood::Open), Some(60 * SECOND));
        // A provider that is slow is not the client's fault.
        let _sourcing = pulse.count(What::Sourcing);
        assert_eq!(left(&pulse, Mood::Open), None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_in_our_buffers_is_not_idle() {
        let pulse = Pulse::new();
        drop(pulse.asked(Version::HTTP_11));
        pulse.blocked();
        assert_eq!(left(&pulse, Mood::Crowded), Some(60 * SECOND));
        pulse.sent(1000);
        assert_eq!(left(&pulse, Mood::Crowded), Some(SECOND));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_delays_no_stop() {
        let pulse = Pulse::new();
        let (_working, _) = pulse.asked(Version::HTTP_11);
        let _receiving = pulse.count(What::Receiving);
        assert_eq!(left(&pulse, Mood::Open), None);
        let stopping = Mood::Stopping(Instant::now());
        advance(SECOND).await;
        assert_eq!(left(&pulse, stopping), Some(SECOND));
        pulse.received(100);
        assert_eq!(left(&pulse, stopping), Some(2 * SECOND));
    }
}
