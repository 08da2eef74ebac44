//! Failures on demand: which requests they hit and what the client gets instead.

use std::sync::Mutex;
use std::time::Duration;

use serde::Deserialize;

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
    /// No answer, ever.
    Hang,
    /// The connection ends without an answer.
    Close,
    /// The normal answer after this many milliseconds.
    DelayMs(u64),
    /// The normal answer a byte at a time, with so many milliseconds before each: it begins at once and goes on and on.
    DripMs(u64),
    /// Status 200 with the vendor's error inside.
    ErrorInside,
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
                if !(200..=599).contains(&status) =>
            {
                Err(format!(
                    "a fault cannot answer with status {status}, use 200 to 599"
                ))
            }
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
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Starts with the given faults.
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        Self(Mutex::new(faults))
    }

    /// Switches one more on; earlier ones come first.
    pub(crate) fn add(&self, fault: Fault) {
        self.list().push(fault);
    }

    /// Switches all off.
    pub(crate) fn clear(&self) {
        self.list().clear();
    }

    /// Takes what happens to this request: the delays that hit it, and the first other fault.
    pub(crate) fn take(&self, resource: &str, method: &str, path: &str) -> Hit {
        let mut hit = Hit::default();
        let mut faults = self.list();
        for fault in faults.iter_mut() {
            if fault.times == Some(0) || !fault.hits(resource, method, path) {
                continue;
            }
            match &fault.answer {
                FaultAnswer::DelayMs(delay_ms) => hit.delay += Duration::from_millis(*delay_ms),
                _ if hit.answer.is_some() => continue,
                answer => hit.answer = Some(answer.clone()),
            }
            fault.times = fault.times.map(|times| times - 1);
        }
        faults.retain(|fault| fault.times != Some(0));
        hit
    }

    fn list(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
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
    /// What becomes of the answer.
    pub(crate) answer: Option<FaultAnswer>,
}
