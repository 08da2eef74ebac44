//! What Invoice Ninja answers: envelopes, pages, and its clock.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{
    adapters::invoice_ninja::{error::not_understood, info::INFO},
    clock,
    domain::{AccountId, NativeId},
    error::{Error, Result},
    native::lenient,
    scalar::DateTime,
};

/// Clocks this far apart are taken as the same: the vendor's header tells whole seconds.
const SAME_CLOCK: SignedDuration = SignedDuration::from_secs(2);

/// Any answer to a write, refusals too.
#[derive(Debug)]
pub(super) struct Reply {
    /// Its status.
    pub(super) status: StatusCode,
    /// Its headers.
    pub(super) headers: HeaderMap,
    /// What it says.
    pub(super) answer: Answer,
}

/// A successful answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// When it was asked for, by our clock: all that it says was true then or later.
    pub(super) asked_at: Timestamp,
    /// How far the vendor's clock is ahead of ours.
    pub(super) skew: SignedDuration,
    /// Whether that is known; else the clocks are taken as the same.
    pub(super) tells_time: bool,
    /// Whose call it was.
    pub(super) origin: Origin,
    body: Bytes,
}

/// Whose call it was, for errors.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The account.
    pub(super) account: AccountId,
    /// The vendor's call.
    pub(super) operation: &'static str,
}

impl Origin {
    /// Stamps an error with whose call failed.
    pub(super) fn stamp(&self, error: Error) -> Error {
        error.at(&self.account, INFO.id).during(self.operation)
    }
}

/// One page of a list.
#[derive(Debug)]
pub(super) struct Page<'a> {
    /// The rows, in the vendor's order.
    pub(super) rows: Vec<Row<'a>>,
    /// How many rows there are on all pages, where the vendor says it.
    pub(super) total: Option<usize>,
    /// How many pages there are, where the vendor says it.
    pub(super) pages: Option<usize>,
}

/// One document of a list, of which only the heading was read: one that makes no sense must not spoil the others.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    /// The whole document.
    pub(super) json: &'a str,
    /// Its id; `None` when it has none that can be read.
    pub(super) id: Option<NativeId>,
    /// When it last changed, to the second.
    pub(super) updated_at: Option<Timestamp>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Heading {
    #[serde(deserialize_with = "lenient::id")]
    id: Option<async_graphql::ID>,
    #[serde(deserialize_with = "lenient::unix")]
    updated_at: Option<DateTime>,
}

#[derive(Debug, Deserialize)]
struct ListEnvelope<'a> {
    #[serde(borrow)]
    data: Vec<&'a RawValue>,
    #[serde(default)]
    meta: Meta,
}

#[derive(Debug, Deserialize)]
struct ItemEnvelope<'a> {
    #[serde(borrow)]
    data: &'a RawValue,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Meta {
    pagination: Pagination,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pagination {
    #[serde(deserialize_with = "lenient::integer")]
    total: Option<i64>,
    #[serde(deserialize_with = "lenient::integer")]
    total_pages: Option<i64>,
}

impl Answer {
    /// Takes an answer.
    pub(super) fn new(
        origin: Origin,
        asked_at: Timestamp,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Self {
        let skew = vendor_time(headers).map(|time| time.duration_since(clock::now()));
        let (tells_time, skew) = (skew.is_some(), skew.unwrap_or_default());
        let same = skew.abs() <= SAME_CLOCK;
        Self {
            asked_at,
            skew: if same { SignedDuration::ZERO } else { skew },
            tells_time,
            origin,
            body,
        }
    }

    /// When it was asked for, by the vendor's clock.
    pub(super) fn asked_at_vendor(&self) -> Timestamp {
        self.asked_at
            .saturating_add(self.skew)
            .unwrap_or(self.asked_at)
    }

    /// The text of the one document that was asked for.
    pub(super) fn item(&self) -> Result<&str> {
        let envelope: ItemEnvelope<'_> = self.parse()?;
        Ok(envelope.data.get())
    }

    /// The one document that was asked for, as if it were alone in a list.
    pub(super) fn row(&self) -> Result<Row<'_>> {
        let envelope: ItemEnvelope<'_> = self.parse()?;
        Ok(Row::read(envelope.data))
    }

    /// One page of a list. A `message` in place of `data` is no answer, although the status was 200.
    pub(super) fn page(&self) -> Result<Page<'_>> {
        let envelope: ListEnvelope<'_> = self.parse()?;
        let pagination = envelope.meta.pagination;
        let count = |number: Option<i64>| number.and_then(|number| usize::try_from(number).ok());
        Ok(Page {
            rows: envelope.data.into_iter().map(Row::read).collect(),
            total: count(pagination.total),
            pages: count(pagination.total_pages),
        })
    }

    /// The whole body, where it has no envelope.
    pub(super) fn whole<T: DeserializeOwned>(&self) -> Result<T> {
        self.parse()
    }

    /// The whole body as it came.
    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The whole body as text.
    pub(super) fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.body).map_err(|_| self.not_understood("the body is not UTF-8"))
    }

    /// Stamps an error about this answer with whose call it was.
    pub(super) fn stamp(&self, error: Error) -> Error {
        self.origin.stamp(error)
    }

    /// Says that it does not hold what was asked for.
    pub(super) fn not_understood(&self, detail: &str) -> Error {
        self.stamp(not_understood(detail))
    }

    fn parse<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let (category, line) = (error.classify(), error.line());
            self.not_understood(&format!("{category:?} error at line {line} of the body"))
        })
    }
}

impl<'a> Row<'a> {
    fn read(document: &'a RawValue) -> Self {
        let heading: Heading = serde_json::from_str(document.get()).unwrap_or_default();
        Self {
            json: document.get(),
            id: heading.id.map(|id| NativeId::new(&id)),
            updated_at: heading.updated_at.map(|moment| moment.0),
        }
    }
}

impl Page<'_> {
    /// Tells whether there is nothing beyond this page, when it is the first and `asked` rows could have been on it.
    pub(super) fn is_all(&self, asked: usize) -> bool {
        match self.total {
            Some(total) => total <= self.rows.len(),
            None => self.rows.len() < asked,
        }
    }

    /// Tells whether this page with this number is the last one, when `asked` rows could have been on it. The links do
    /// not count: they lose the filters.
    pub(super) fn is_last(&self, number: usize, asked: usize) -> bool {
        self.rows.is_empty()
            || match self.pages {
                Some(pages) => number >= pages,
                None => self.rows.len() < asked,
            }
    }
}

/// The vendor's present time, where it says it.
fn vendor_time(headers: &HeaderMap) -> Option<Timestamp> {
    let date = headers.get(DATE)?.to_str().ok()?;
    Some(rfc2822::parse(date).ok()?.timestamp())
}
