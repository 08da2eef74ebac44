//! i3D.net's endpoints, one function each. Every success is an array, even of one object.

use reqwest::header::{HeaderName, HeaderValue};
use serde_json::value::RawValue;

use crate::{
    adapters::endpoint::{Answer, Endpoint, segment},
    domain::NativeId,
    error::{Error, ErrorKind, Result},
    provider::Call,
    transport::Request,
};

/// How many rows a page has: the most that any known client does.
pub(super) const PAGE: usize = 100;
const RANGED_DATA: HeaderName = HeaderName::from_static("ranged-data");

/// The vendor's endpoints for one account.
#[derive(Debug)]
pub(super) struct Api {
    /// Where they are.
    pub(super) endpoint: Endpoint,
}

/// One of the vendor's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// All invoices.
    All,
    /// Those that are not paid, without credit invoices.
    Unpaid,
}

impl Kind {
    /// The vendor's call.
    pub(super) fn operation(self) -> &'static str {
        match self {
            Self::All => "getAccountInvoices",
            Self::Unpaid => "getAccountInvoiceUnpaids",
        }
    }
}

impl Api {
    /// GET some rows of a list, from a row on.
    pub(super) async fn list(
        &self,
        call: &Call,
        kind: Kind,
        start: usize,
        results: usize,
    ) -> Result<Answer<'_>> {
        let operation = kind.operation();
        let path = match kind {
            Kind::All => "/v3/account/invoice",
            Kind::Unpaid => "/v3/account/invoice/unpaid",
        };
        let range = format!("start={start},results={results}");
        let range = HeaderValue::try_from(range).expect("digits and letters are a header's");
        let url = self.endpoint.url(path);
        let request =
            Request::get(operation, url, call.request_deadline()).header(RANGED_DATA, range);
        match self.endpoint.send(request).await {
            // A list is always there: who says otherwise is not the API.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let error = super::error::not_understood().with_detail("no list of invoices");
                Err(self.endpoint.stamp(operation, error))
            }
            sent => sent,
        }
    }

    /// GET one by id.
    pub(super) async fn details(&self, call: &Call, id: &NativeId) -> Result<Answer<'_>> {
        let url = self.endpoint.url(&format!("/v3/account/invoice/{id}"));
        let request = Request::get("getAccountInvoice", url, call.request_deadline());
        self.endpoint.send(request).await
    }

    /// GET one by number.
    pub(super) async fn by_number(&self, call: &Call, number: &str) -> Result<Answer<'_>> {
        let number = segment(number);
        let path = format!("/v3/account/invoice/number/{number}");
        let url = self.endpoint.url(&path);
        let request = Request::get("getAccountInvoiceNumber", url, call.request_deadline());
        self.endpoint.send(request).await
    }
}

/// The text of each row of a list: one that makes no sense must not spoil the others.
pub(super) fn rows<'a>(answer: &'a Answer<'_>) -> Result<Vec<&'a str>> {
    let rows: Vec<&RawValue> = answer.read()?;
    Ok(rows.into_iter().map(RawValue::get).collect())
}

/// The text of the one document that was asked for; the vendor may leave out the array around it.
pub(super) fn document<'a>(answer: &'a Answer<'_>) -> Result<&'a str> {
    let text = answer.text()?;
    if text.trim_start().starts_with('{') {
        return Ok(text);
    }
    let documents = rows(answer)?;
    documents.first().copied().ok_or_else(|| {
        let error = Error::new(ErrorKind::NotFound, "i3d.net has no such invoice");
        answer.stamp(error)
    })
}
