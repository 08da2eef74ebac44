//! What can go wrong at a vendor, and what must come of it.

use std::{ops::RangeInclusive, time::Duration};

use invoice_gateway::error::{Error, ErrorKind, Retry};
use serde_json::{Value, json};

use crate::{
    providers::Row,
    world::{LONG, TOKEN, World},
};

/// One way in which a vendor fails.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    /// Its name in the trials.
    pub(crate) name: &'static str,
    /// The fault as `/_control` takes it.
    pub(crate) answer: Value,
    /// What kind of error it is.
    pub(crate) kind: Kind,
    /// What the error says of asking again.
    pub(crate) hint: Hint,
    /// How often each request is sent.
    pub(crate) attempts: u64,
    /// How long the operation may take.
    pub(crate) deadline: Duration,
}

/// What kind of error a trouble is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// The same for all.
    Same(ErrorKind),
    /// A refusal with this status, as the vendor means it.
    Refusal(u16),
}

/// What an error says of asking again.
#[derive(Clone, Debug)]
pub(crate) enum Hint {
    /// It cannot help.
    Never,
    /// It can help at any time.
    Now,
    /// It can help after so many seconds.
    After(RangeInclusive<u64>),
}

/// Every way.
pub(crate) fn all() -> Vec<Trouble> {
    use ErrorKind::{BadAnswer, RateLimited, Timeout, Unavailable};
    let refusal = |name, status: u16| {
        let answer = json!({"status": status});
        trouble(name, answer, Kind::Refusal(status), Hint::Never, 1)
    };
    let limited = |name, answer, hint, attempts| {
        let answer = json!({"rate_limited": answer});
        trouble(name, answer, Kind::Same(RateLimited), hint, attempts)
    };
    let broken = |name, answer, kind, hint, attempts| {
        trouble(name, answer, Kind::Same(kind), hint, attempts)
    };
    let epoch = json!({"retry_after": {"epoch_in": 90}});
    let seconds = json!({"retry_after": {"seconds": 70}});
    let hang = broken("silence", json!("hang"), Timeout, Hint::Now, 1);
    vec![
        refusal("a_401", 401),
        refusal("a_403", 403),
        refusal("a_404", 404),
        refusal("a_409", 409),
        refusal("a_422", 422),
        limited("a_429_until_a_moment", epoch, Hint::After(80..=91), 1),
        limited("a_429_for_seconds", seconds, Hint::After(69..=71), 1),
        // Nobody said how long, so it may be a moment.
        limited("a_429_without_a_time", json!({}), Hint::After(1..=300), 3),
        broken("a_500", json!({"status": 500}), Unavailable, Hint::Now, 3),
        broken("a_503", json!({"status": 503}), Unavailable, Hint::Now, 3),
        broken(
            "a_502_page",
            json!({"html": 502}),
            Unavailable,
            Hint::Now,
            3,
        ),
        broken("a_page", json!({"html": 200}), BadAnswer, Hint::Never, 1),
        // An accident the first time, a habit the second.
        broken("a_torn_answer", json!("torn"), BadAnswer, Hint::Now, 2),
        broken(
            "an_empty_answer",
            json!({"empty": 200}),
            BadAnswer,
            Hint::Never,
            1,
        ),
        broken(
            "an_error_inside_a_200",
            json!("error_inside"),
            BadAnswer,
            Hint::Never,
            1,
        ),
        broken(
            "a_closed_connection",
            json!("close"),
            Unavailable,
            Hint::Now,
            3,
        ),
        Trouble {
            deadline: Duration::from_millis(500),
            ..hang
        },
    ]
}

fn trouble(name: &'static str, answer: Value, kind: Kind, hint: Hint, attempts: u64) -> Trouble {
    Trouble {
        name,
        answer,
        kind,
        hint,
        attempts,
        deadline: LONG,
    }
}

impl Trouble {
    /// The kind of error that this provider makes of it.
    pub(crate) fn kind(&self, row: &Row) -> ErrorKind {
        match self.kind {
            Kind::Same(kind) => kind,
            Kind::Refusal(status) => {
                let known = row.refusals.iter().find(|(known, _)| *known == status);
                known
                    .unwrap_or_else(|| panic!("the row says nothing of {status}"))
                    .1
            }
        }
    }

    /// Holds an error to its kind and to what it must say of asking again.
    pub(crate) fn judge(&self, kind: ErrorKind, error: &Error) {
        assert_eq!(error.kind(), kind, "{error:?}");
        match (&self.hint, error.retry()) {
            (Hint::Never, Retry::Never) | (Hint::Now, Retry::Now) => {}
            (Hint::After(range), Retry::After(wait)) if range.contains(&wait.as_secs()) => {}
            (hint, retry) => panic!("{retry:?} instead of {hint:?}: {error:?}"),
        }
    }
}

/// Nothing of an error, not even what only the log may tell, holds the token or says where the vendor is.
pub(crate) fn assert_discreet(world: &World, error: &Error) {
    let detail = error.detail().unwrap_or_default();
    let texts = [format!("{error}"), format!("{error:?}"), detail.to_owned()];
    let port = world.host.split_once(':').map_or("", |(_, port)| port);
    for text in texts {
        for secret in [TOKEN, "://", "127.0.0.1", port, "Bearer"] {
            assert!(!text.contains(secret), "{secret:?} in {text}");
        }
    }
}

/// An error says whose it is and which of the vendor's calls failed.
pub(crate) fn assert_whose(world: &World, error: &Error) {
    assert_eq!(error.provider(), Some(world.row.id), "{error:?}");
    assert!(error.account().is_some() && error.operation().is_some());
}
