//! Dashdoc's endpoints, one function each. Every path ends with a slash: without it Django redirects.

use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use crate::{
    adapters::endpoint::{Answer, Endpoint},
    domain::NativeId,
    error::{ErrorKind, Result},
    native::lenient,
    provider::Call,
    transport::Request,
};

/// The vendor's endpoints for one account.
#[derive(Debug)]
pub(super) struct Api {
    /// Where they are.
    pub(super) endpoint: Endpoint,
}

/// A page of a list.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope<'a> {
    /// How many the whole list has.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub(super) count: Option<i64>,
    #[serde(default)]
    next: Option<String>,
    /// The documents, each as its text: one that makes no sense must not spoil the others.
    #[serde(borrow)]
    pub(super) results: Vec<&'a RawValue>,
}

/// What a list is narrowed to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Narrowed {
    /// Only what became final at or after this time.
    pub(super) finalized_since: Option<Timestamp>,
}

impl Api {
    /// GET a page of the list; `None` beyond its end.
    pub(super) async fn list(
        &self,
        call: &Call,
        page: usize,
        narrowed: Narrowed,
    ) -> Result<Option<Answer<'_>>> {
        let mut url = self.endpoint.url("/invoices/");
        url.query_pairs_mut().append_pair("page", &page.to_string());
        if let Some(since) = narrowed.finalized_since {
            // Only UTC with a Z is understood.
            let since = since.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ");
            url.query_pairs_mut()
                .append_pair("finalized_at__gte", &since.to_string());
        }
        let operation = "listInvoices";
        let request = Request::get(operation, url, call.request_deadline());
        match self.endpoint.send(request).await {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.kind() == ErrorKind::NotFound && page > 1 => Ok(None),
            // A list is always there: who says otherwise is not the API.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let error = super::error::not_understood().with_detail("no list of invoices");
                Err(self.endpoint.stamp(operation, error))
            }
            Err(error) => Err(error),
        }
    }

    /// GET one by id.
    pub(super) async fn get(&self, call: &Call, uid: &NativeId) -> Result<Answer<'_>> {
        let url = self.endpoint.url(&format!("/invoices/{uid}/"));
        let request = Request::get("getInvoice", url, call.request_deadline());
        self.endpoint.send(request).await
    }
}

impl Envelope<'_> {
    /// The number of the next page. The link itself is never followed: it can name another host, and the token must not
    /// go there.
    pub(super) fn next_page(&self, page: usize) -> Option<usize> {
        let next = self.next.as_deref()?;
        let base = Url::parse("http://localhost/").expect("it is written in this program");
        let link = base.join(next).ok();
        let number = link.as_ref().and_then(|link| {
            let mut pairs = link.query_pairs();
            pairs.find(|(key, _)| key == "page")?.1.parse().ok()
        });
        // A link back would be a circle.
        Some(number.filter(|next| *next > page).unwrap_or(page + 1))
    }
}
