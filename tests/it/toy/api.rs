//! The toy vendor's endpoints, one function each, and what its refusals mean.

use std::{collections::HashSet, sync::Arc};

use invoice_gateway::{
    clock,
    domain::{AccountId, NativeId},
    error::{Error, ErrorKind, Result},
    provider::Call,
    transport::{Request, Response, Transport},
};
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use crate::toy::info::ID;

#[derive(Debug)]
pub(super) struct Api {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) account: AccountId,
    pub(super) root: Url,
    pub(super) authorization: HeaderValue,
}

/// What changed after a revision, and which invoices there are.
#[derive(Debug, Deserialize)]
struct FeedBody<'a> {
    revision: u64,
    ids: HashSet<&'a str>,
    #[serde(borrow)]
    changed: Vec<&'a RawValue>,
}

#[derive(Debug)]
pub(super) struct Feed {
    pub(super) revision: u64,
    pub(super) ids: HashSet<NativeId>,
    pub(super) changed: Vec<String>,
    /// When it was asked for: all that it says was true then or later.
    pub(super) asked_at: Timestamp,
}

impl Api {
    /// GET /invoices: what changed after `revision`.
    pub(super) async fn feed(&self, call: &Call, revision: &str) -> Result<Feed> {
        const OPERATION: &str = "feed";
        let asked_at = clock::now();
        let mut url = self.url("/invoices");
        url.query_pairs_mut().append_pair("after", revision);
        // Not about one invoice, so it must not make anybody believe that one is gone.
        let body = self
            .send(call, OPERATION, url, ErrorKind::ProviderAuth)
            .await?
            .body;
        let feed: FeedBody<'_> = serde_json::from_slice(&body)
            .map_err(|_| self.error(OPERATION, ErrorKind::BadAnswer))?;
        Ok(Feed {
            revision: feed.revision,
            ids: feed.ids.into_iter().map(NativeId::new).collect(),
            changed: feed.changed.iter().map(|it| it.get().to_owned()).collect(),
            asked_at,
        })
    }

    /// GET /invoices/{id}: the text of its document.
    pub(super) async fn invoice(&self, call: &Call, id: &NativeId) -> Result<String> {
        const OPERATION: &str = "invoice";
        let mut url = self.url("");
        url.path_segments_mut()
            .expect("an http address has a path")
            .extend(["invoices", id.as_str()]);
        let answer = self.send(call, OPERATION, url, ErrorKind::NotFound).await?;
        String::from_utf8(answer.body.to_vec())
            .map_err(|_| self.error(OPERATION, ErrorKind::BadAnswer))
    }

    /// Says whose call failed; what the vendor wrote goes into no message.
    pub(super) fn error(&self, operation: &'static str, kind: ErrorKind) -> Error {
        let message = match kind {
            ErrorKind::NotFound => "toy books has no such invoice",
            ErrorKind::ProviderAuth => "toy books refused the token, check it",
            ErrorKind::Unsupported => "toy books cannot look up invoices",
            ErrorKind::BadAnswer => "toy books answered something that is not understood",
            _ => "toy books is out of order",
        };
        Error::new(kind, message)
            .at(&self.account, ID)
            .during(operation)
    }

    async fn send(
        &self,
        call: &Call,
        operation: &'static str,
        url: Url,
        not_found: ErrorKind,
    ) -> Result<Response> {
        let request = Request::get(operation, url, call.request_deadline())
            .header(AUTHORIZATION, self.authorization.clone());
        let stamp = |error: Error| error.at(&self.account, ID).during(operation);
        let answer = self.transport.send(request).await.map_err(stamp)?;
        match answer.status.as_u16() {
            200 => Ok(answer),
            401 => Err(self.error(operation, ErrorKind::ProviderAuth)),
            404 => Err(self.error(operation, not_found)),
            _ => Err(self.error(operation, ErrorKind::Unavailable)),
        }
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.root.clone();
        url.set_path(&format!("{}{path}", self.root.path().trim_end_matches('/')));
        url
    }
}
