//! What clients were told, held against the vendors' books.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{acts::Act, client::Reply, crowd::Asked, vendors::Books};

/// How long a client may wait for what it asked without being heard: that nobody listens is known at once.
const UNHEARD: Duration = Duration::from_secs(2);

/// What happened.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) reads: usize,
    pub(crate) writes: usize,
    /// Asked before the signal and answered after it.
    pub(crate) in_flight: usize,
    /// Of these, after more than a second.
    pub(crate) slow: usize,
    pub(crate) unknown: usize,
    pub(crate) unsent: usize,
    pub(crate) unheard: usize,
    pub(crate) longest: Duration,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.reads += other.reads;
        self.writes += other.writes;
        self.in_flight += other.in_flight;
        self.slow += other.slow;
        self.unknown += other.unknown;
        self.unsent += other.unsent;
        self.unheard += other.unheard;
        self.longest = self.longest.max(other.longest);
    }
}

/// Holds what clients were told against the books.
pub(crate) fn judge(asked: &[Asked], signalled: Instant, books: &Books, round: u64) -> Tally {
    let mut tally = Tally::default();
    for one in asked {
        let Asked {
            act,
            sent,
            over,
            reply,
            ..
        } = one;
        match reply {
            Reply::Torn(why) => panic!("round {round}: a torn answer: {why} {one:?}"),
            Reply::Answer(answer) => {
                assert_eq!(answer.get("errors"), None, "round {round}: {one:?}");
                let after = *sent < signalled && signalled < *over;
                tally.in_flight += usize::from(after);
                tally.slow += usize::from(after && *over - *sent > Duration::from_secs(1));
                match act {
                    None => tally.reads += 1,
                    Some(act) => {
                        tally.writes += 1;
                        tally.unknown += usize::from(told(act, answer, books, round));
                    }
                }
            }
            Reply::Unsent => tally.unsent += 1,
            Reply::Nothing(why) => {
                // Nobody can know of an end that comes while a request is on its way.
                assert!(
                    *sent > signalled,
                    "round {round}: not answered: {why} {one:?}"
                );
                tally.unheard += 1;
            }
        }
        if let (Some(act), Reply::Unsent | Reply::Nothing(_)) = (act, reply) {
            assert!(!act.was_heard_in(books), "round {round}: cut: {one:?}");
            assert!(*over - *sent < UNHEARD, "round {round}: {one:?}");
        }
    }
    tally
}

/// Holds what was told of an act against the books; tells whether nobody knew.
fn told(act: &Act, answer: &Value, books: &Books, round: u64) -> bool {
    let times = act.times_in(books);
    match answer["data"]["told"]["outcome"].as_str() {
        Some("APPLIED") => assert_eq!(times, 1, "round {round}: {act:?} {answer}"),
        Some("UNKNOWN") => assert!(times <= 1, "round {round}: {act:?} {answer}"),
        _ => panic!("round {round}: {act:?} {answer}"),
    }
    answer["data"]["told"]["outcome"] == "UNKNOWN"
}
