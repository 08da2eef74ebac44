//! What Moneybird answers: documents as their text, ids with versions, and its clock.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, LINK},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    adapters::moneybird::error::not_understood,
    clock,
    domain::{AccountId, NativeId, ProviderId, Text},
    error::{Error, Result},
    native::lenient,
    scalar::DateTime,
};

/// Clocks this far apart are taken as the same: the vendor's header tells whole seconds.
const SAME_CLOCK: SignedDuration = SignedDuration::from_secs(2);

/// An answer, a successful one unless its `Reply` says otherwise.
#[derive(Debug)]
pub(super) struct Answer {
    /// When it was asked for, by our clock: all that it says was true then or later.
    pub(super) asked_at: Timestamp,
    /// How far the vendor's clock is ahead of ours.
    pub(super) skew: SignedDuration,
    /// Whether the vendor says that there is another page.
    pub(super) has_next: bool,
    origin: Origin,
    body: Bytes,
}

/// Any answer, whether it did what was asked for or not.
#[derive(Debug)]
pub(super) struct Reply {
    /// The status.
    pub(super) status: StatusCode,
    /// The headers.
    pub(super) headers: HeaderMap,
    /// What it says.
    pub(super) answer: Answer,
}

/// Whose call it was, for errors.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The account.
    pub(super) account: AccountId,
    /// The provider.
    pub(super) provider: ProviderId,
    /// The vendor's call.
    pub(super) operation: &'static str,
}

impl Origin {
    /// Stamps an error with whose call failed.
    pub(super) fn stamp(&self, error: Error) -> Error {
        error
            .at(&self.account, self.provider)
            .during(self.operation)
    }
}

/// How much of a document is read before deciding whether to read the rest.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Heading {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    version: Option<String>,
    #[serde(deserialize_with = "lenient::moment")]
    updated_at: Option<DateTime>,
}

/// An invoice's id and version.
#[derive(Debug)]
pub(super) struct Listed {
    /// The id.
    pub(super) id: NativeId,
    /// The version: the Unix time in seconds of the last change.
    pub(super) version: Option<Text>,
    /// When it last changed, where the answer says so to the millisecond.
    pub(super) updated_at: Option<Timestamp>,
}

impl Answer {
    /// Takes an answer.
    pub(super) fn new(
        origin: Origin,
        asked_at: Timestamp,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Self {
        let skew = vendor_now(headers).duration_since(clock::now());
        Self {
            asked_at,
            skew: if skew.abs() <= SAME_CLOCK {
                SignedDuration::ZERO
            } else {
                skew
            },
            has_next: has_next(headers),
            origin,
            body,
        }
    }

    /// The bytes of the answer.
    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The text of the one document that was asked for.
    pub(super) fn document(&self) -> Result<&str> {
        std::str::from_utf8(&self.body).map_err(|_| self.not_understood("the body is not UTF-8"))
    }

    /// The text of each document of a list: one that makes no sense must not spoil the others.
    pub(super) fn documents(&self) -> Result<Vec<&str>> {
        let documents: Vec<&RawValue> = self.list()?;
        Ok(documents.into_iter().map(RawValue::get).collect())
    }

    /// The ids and versions of a list of both.
    pub(super) fn versions(&self) -> Result<Vec<Listed>> {
        let headings: Vec<Heading> = self.list()?;
        headings
            .into_iter()
            .map(|heading| {
                Listed::of(heading).ok_or_else(|| self.not_understood("an id is missing"))
            })
            .collect()
    }

    /// Stamps an error about this answer with whose call it was.
    pub(super) fn stamp(&self, error: Error) -> Error {
        self.origin.stamp(error)
    }

    /// Says that it does not hold what was asked for.
    pub(super) fn not_understood(&self, detail: &str) -> Error {
        self.stamp(not_understood(detail))
    }

    fn list<'a, T: Deserialize<'a>>(&'a self) -> Result<Vec<T>> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let (category, line) = (error.classify(), error.line());
            self.not_understood(&format!("{category:?} error at line {line} of a list"))
        })
    }
}

impl Listed {
    /// Reads a document's id and version; `None` when it has no id.
    pub(super) fn read(document: &str) -> Option<Self> {
        serde_json::from_str(document).ok().and_then(Self::of)
    }

    fn of(heading: Heading) -> Option<Self> {
        Some(Self {
            id: NativeId::new(&heading.id?),
            version: heading.version.map(String::into_boxed_str),
            updated_at: heading.updated_at.map(|moment| moment.0),
        })
    }
}

/// The vendor's present time, ours where it does not say.
pub(super) fn vendor_now(headers: &HeaderMap) -> Timestamp {
    headers
        .get(DATE)
        .and_then(|date| rfc2822::parse(date.to_str().ok()?).ok())
        .map_or_else(clock::now, |date| date.timestamp())
}

fn has_next(headers: &HeaderMap) -> bool {
    headers
        .get_all(LINK)
        .iter()
        .filter_map(|link| link.to_str().ok())
        .any(|link| link.contains("rel=\"next\"") || link.contains("rel=next"))
}
