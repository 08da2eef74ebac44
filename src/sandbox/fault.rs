//! Failures on demand: which requests they hit and what the client gets instead.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use serde::Deserialize;

use crate::sandbox::random::Random;

/// One scripted failure. All given conditions must hold; without any it hits every request.
///
/// In TOML: `[[faults]]`, `resource = "moneybird"`, `method = "GET"`, `path = "/synchronization"`,
/// `times = 3`, `answer = { status = 500 }`. In JSON the same keys.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Name of the vendor resource, such as `moneybird-external`.
    #[serde(default)]
    pub resource: Option<String>,
    /// HTTP method, in any case.
    #[serde(default)]
    pub method: Option<String>,
    /// Text that the request path must contain.
    #[serde(default)]
    pub path: Option<String>,
    /// How many requests it hits before it ends; without it, all.
    #[serde(default)]
    pub times: Option<u32>,
    /// What happens instead of, or to, the normal answer.
    pub answer: FaultAnswer,
}

/// What a client gets when a [`Fault`] hits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultAnswer {
    /// This status with the vendor's own body for it; `{ status = 401 }` is the authorization fault.
    Status(u16),
    /// 429, with or without `Retry-After`.
    RateLimited {
        /// The header to send; none without it.
        #[serde(default)]
        retry_after: Option<RetryAfter>,
    },
    /// An HTML page of a proxy with this status, such as 200 or 502.
    Html(u16),
    /// The normal answer, cut off: `Content-Length` promises all of it, then the connection ends.
    Torn,
    /// The normal answer with one field of the wrong JSON type.
    WrongType {
        /// Key of the field, wherever it occurs.
        field: String,
        /// Only inside the object with this id.
        #[serde(default)]
        id: Option<String>,
    },
    /// This status without a body.
    Empty(u16),
    /// No answer, ever; the request is not carried out.
    Hang,
    /// The connection ends without an answer; the request is not carried out.
    Close,
    /// The answer is lost, whether or not the request was carried out: what a client must expect
    /// of every write. Only requests that pass the rate limit and the credential are carried out.
    LoseAnswer {
        /// Whether the request is carried out.
        applied: Applied,
        /// How the answer is lost.
        #[serde(default)]
        ending: Ending,
        /// How many milliseconds later it is carried out, if it is, whether or not the client still waits.
        #[serde(default)]
        late_ms: u64,
    },
    /// The normal answer after this many milliseconds.
    DelayMs(u64),
    /// The normal answer, made at once and kept back this many milliseconds: it tells nothing of what was done meanwhile.
    LateMs(u64),
    /// The normal answer a byte at a time, with so many milliseconds before each: it begins at once and goes on and on.
    DripMs(u64),
    /// Status 200 with the vendor's error inside.
    ErrorInside,
}

/// Whether a request whose answer is lost was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Applied {
    /// It was.
    Yes,
    /// It was not.
    No,
    /// One of the two for each request, in an order that follows from this seed alone.
    Random(u64),
}

/// How an answer is lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The connection ends.
    #[default]
    Close,
    /// The connection stays, nothing ever comes.
    Hang,
    /// A proxy answers in the vendor's place, with an HTML page and this status, such as 502.
    Html(u16),
}

/// How a 429 says when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RetryAfter {
    /// The moment this many seconds from now, as seconds since the Unix epoch.
    EpochIn(i64),
    /// This small number, as HTTP means it.
    Seconds(u64),
}

impl Fault {
    /// Makes a fault that hits every request, always.
    pub fn always(answer: FaultAnswer) -> Self {
        Self {
            resource: None,
            method: None,
            path: None,
            times: None,
            answer,
        }
    }

    /// Refuses statuses that HTTP cannot carry.
    pub(crate) fn check(&self) -> Result<(), String> {
        match self.answer {
            FaultAnswer::Status(status)
            | FaultAnswer::Html(status)
            | FaultAnswer::Empty(status)
            | FaultAnswer::LoseAnswer {
                ending: Ending::Html(status),
                ..
            } if !(200..=599).contains(&status) => Err(format!(
                "a fault cannot answer with status {status}, use 200 to 599"
            )),
            _ => Ok(()),
        }
    }

    fn hits(&self, resource: &str, method: &str, path: &str) -> bool {
        let resource_fits = self.resource.as_deref().is_none_or(|name| name == resource);
        let method_fits = self
            .method
            .as_deref()
            .is_none_or(|name| name.eq_ignore_ascii_case(method));
        let path_fits = self.path.as_deref().is_none_or(|part| path.contains(part));
        resource_fits && method_fits && path_fits
    }
}

/// The faults that are switched on.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Active>>);

#[derive(Debug)]
struct Active {
    fault: Fault,
    random: Random,
}

impl Active {
    fn new(fault: Fault) -> Self {
        let seed = match fault.answer {
            FaultAnswer::LoseAnswer {
                applied: Applied::Random(seed),
                ..
            } => seed,
            _ => 0,
        };
        Self {
            fault,
            random: Random::new(seed),
        }
    }

    /// The answer with its chance decided.
    fn answer(&mut self) -> FaultAnswer {
        match &self.fault.answer {
            FaultAnswer::LoseAnswer {
                applied: Applied::Random(_),
                ending,
                late_ms,
            } => FaultAnswer::LoseAnswer {
                applied: match self.random.below(2) {
                    0 => Applied::No,
                    _ => Applied::Yes,
                },
                ending: *ending,
                late_ms: *late_ms,
            },
            answer => answer.clone(),
        }
    }
}

impl Faults {
    /// Starts with the given faults.
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        Self(Mutex::new(faults.into_iter().map(Active::new).collect()))
    }

    /// Switches one more on; earlier ones come first.
    pub(crate) fn add(&self, fault: Fault) {
        self.list().push(Active::new(fault));
    }

    /// Switches all off.
    pub(crate) fn clear(&self) {
        self.list().clear();
    }

    /// Takes what happens to this request: the delays that hit it, and the first other fault.
    pub(crate) fn take(&self, resource: &str, method: &str, path: &str) -> Hit {
        let mut hit = Hit::default();
        let mut list = self.list();
        for active in list.iter_mut() {
            let fault = &mut active.fault;
            if fault.times == Some(0) || !fault.hits(resource, method, path) {
                continue;
            }
            match &fault.answer {
                FaultAnswer::DelayMs(delay_ms) => hit.delay += Duration::from_millis(*delay_ms),
                _ if hit.answer.is_some() => continue,
                _ => hit.answer = Some(active.answer()),
            }
            let times = &mut active.fault.times;
            *times = times.map(|times| times - 1);
        }
        list.retain(|active| active.fault.times != Some(0));
        hit
    }

    fn list(&self) -> MutexGuard<'_, Vec<Active>> {
        self.0
            .lock()
            .expect("no code panics while it holds the faults")
    }
}

/// What the faults do to one request.
#[derive(Debug, Default)]
pub(crate) struct Hit {
    /// How long the answer waits.
    pub(crate) delay: Duration,
    /// What becomes of the answer; never [`Applied::Random`].
    pub(crate) answer: Option<FaultAnswer>,
}

impl Hit {
    /// How much later than it came in the request is carried out, while nobody is answered.
    pub(crate) fn lateness(&self) -> Option<Duration> {
        match self.answer {
            Some(FaultAnswer::LoseAnswer { late_ms, .. }) if late_ms > 0 => {
                Some(Duration::from_millis(late_ms))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(seed: u64) -> Vec<Applied> {
        let fault = Fault::always(FaultAnswer::LoseAnswer {
            applied: Applied::Random(seed),
            ending: Ending::Close,
            late_ms: 0,
        });
        let faults = Faults::new(vec![fault]);
        let mut answers = Vec::new();
        for _ in 0..64 {
            let hit = faults.take("moneybird", "POST", "/payments");
            let Some(FaultAnswer::LoseAnswer { applied, .. }) = hit.answer else {
                panic!("no lost answer: {hit:?}");
            };
            answers.push(applied);
        }
        answers
    }

    #[test]
    fn chance_is_decided_for_each_request_and_repeats_with_its_seed() {
        assert_eq!(answers(7), answers(7));
        assert_ne!(answers(7), answers(8));
        for applied in [Applied::Yes, Applied::No] {
            let count = answers(7).into_iter().filter(|one| *one == applied).count();
            assert!((16..=48).contains(&count), "{count} times {applied:?}");
        }
    }
}
