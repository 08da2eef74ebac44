//! Invoice Ninja's endpoints, one function each.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::{
    Method,
    header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, json};
use url::Url;

use crate::{
    adapters::{
        invoice_ninja::{
            answer::{Answer, Origin, Reply},
            error::refusal,
        },
        step::Step,
    },
    clock,
    domain::{AccountId, NativeId},
    error::Result,
    provider::Call,
    transport::{Request, Transport},
};

/// What an invoice is told with, beside its invitations and documents, which always come.
pub(super) const INVOICE_INCLUDES: &str = "client.group_settings,payments";
/// What a client is told with, beside its contacts, which always come.
const CLIENT_INCLUDES: &str = "group_settings";
/// How many activities of an invoice are asked for: more than any has.
const ACTIVITY_ROWS: u32 = 1000;
/// The lists' order of changes.
pub(super) const BY_CHANGE: &str = "updated_at|asc";
/// The lists' order of ids, oldest first.
pub(super) const BY_ID: &str = "id|asc";
/// The lists' order of ids, newest first.
pub(super) const BY_ID_DESCENDING: &str = "id|desc";

const TOKEN: HeaderName = HeaderName::from_static("x-api-token");
const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");

/// One company at one server.
#[derive(Debug)]
pub(super) struct Api {
    /// Where requests go.
    pub(super) transport: Arc<dyn Transport>,
    /// Whose account it is, for errors.
    pub(super) account: AccountId,
    /// The address with the API's version, without a slash at its end.
    pub(super) root: Url,
    /// The credential, marked sensitive.
    pub(super) token: HeaderValue,
}

/// What can be listed.
#[derive(Clone, Copy, Debug)]
pub(super) enum List {
    /// Invoices, archived and deleted ones too.
    Invoices,
    /// Clients, archived and deleted ones too.
    Clients,
    /// Payments, archived and deleted ones too.
    Payments,
}

/// One page of a list. The order is always said: without one, pages overlap and skip.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    /// What is listed.
    pub(super) list: List,
    /// A filter by the vendor's name; unknown ones would be ignored in silence.
    pub(super) filter: Option<(&'static str, &'a str)>,
    /// The order.
    pub(super) sort: &'static str,
    /// How many rows at most.
    pub(super) per_page: usize,
    /// Which page, from 1.
    pub(super) page: usize,
}

/// What a ping tells.
#[derive(Debug, Deserialize)]
struct Pong {
    #[serde(rename = "company_name")]
    _company_name: IgnoredAny,
}

impl List {
    /// The vendor's call.
    pub(super) fn operation(self) -> &'static str {
        self.parts().1
    }

    fn parts(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Self::Invoices => ("invoices", "listInvoices", Some(INVOICE_INCLUDES)),
            Self::Clients => ("clients", "listClients", Some(CLIENT_INCLUDES)),
            Self::Payments => ("payments", "listPayments", None),
        }
    }
}

impl Api {
    /// GET a page of a list.
    pub(super) async fn page(&self, call: &Call, listing: &Listing<'_>) -> Result<Answer> {
        let (path, operation, include) = listing.list.parts();
        let mut url = self.url(path);
        {
            let mut query = url.query_pairs_mut();
            if let Some((name, value)) = listing.filter {
                query.append_pair(name, value);
            }
            query.append_pair("sort", listing.sort);
            query.append_pair("per_page", &listing.per_page.to_string());
            query.append_pair("page", &listing.page.to_string());
            if let Some(include) = include {
                query.append_pair("include", include);
            }
        }
        let request = Request::get(operation, url, call.request_deadline());
        self.send(request, false).await
    }

    /// GET the names of the token's company and user, to see that the vendor has them.
    pub(super) async fn ping(&self, call: &Call) -> Result<()> {
        let request = Request::get("ping", self.url("ping"), call.request_deadline());
        let answer = self.send(request, false).await?;
        answer.whole::<Pong>().map(drop)
    }

    /// GET one invoice by id.
    pub(super) async fn invoice(&self, call: &Call, id: &NativeId) -> Result<Answer> {
        let mut url = self.url(&format!("invoices/{id}"));
        url.query_pairs_mut()
            .append_pair("include", INVOICE_INCLUDES);
        let request = Request::get("getInvoice", url, call.request_deadline());
        self.send(request, true).await
    }

    /// GET the server's tables: currencies, countries, payment types.
    pub(super) async fn statics(&self, call: &Call) -> Result<Answer> {
        let url = self.url("statics");
        let request = Request::get("getStatics", url, call.request_deadline());
        self.send(request, false).await
    }

    /// POST for the company of the token, which changes nothing.
    pub(super) async fn company(&self, call: &Call) -> Result<Answer> {
        let request = self.question(call, "getCurrentCompany", "companies/current", &json!({}));
        self.send(request, false).await
    }

    /// POST for the activities of one invoice, newest first, which changes nothing.
    pub(super) async fn activities(&self, call: &Call, id: &NativeId) -> Result<Answer> {
        let body = json!({"entity": "invoice", "entity_id": id.as_str(), "rows": ACTIVITY_ROWS});
        let request = self.question(call, "getEntityActivities", "activities/entity", &body);
        self.send(request, true).await
    }

    /// What every request carries, also that of a file. Without the second, errors come as pages of HTML or as
    /// redirects.
    pub(super) fn credential(&self) -> Vec<(HeaderName, HeaderValue)> {
        let asker = HeaderValue::from_static("XMLHttpRequest");
        vec![(TOKEN, self.token.clone()), (REQUESTED_WITH, asker)]
    }

    /// Sends a request of an action, once, and takes any answer that comes.
    pub(super) async fn write(&self, call: &Call, step: &Step) -> Result<Reply> {
        let request = step.request(&self.root, call.request_deadline());
        self.exchange(request).await
    }

    /// Whose call it is.
    pub(super) fn origin(&self, operation: &'static str) -> Origin {
        Origin {
            account: self.account.clone(),
            operation,
        }
    }

    /// The address of a path below the API's version.
    pub(super) fn url(&self, path: &str) -> Url {
        let mut url = self.root.clone();
        url.set_path(&format!("{}/{path}", self.root.path()));
        url
    }

    /// A read that the vendor wants as a POST.
    fn question(&self, call: &Call, operation: &'static str, path: &str, body: &Value) -> Request {
        let mut request = Request::get(operation, self.url(path), call.request_deadline())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request.method = Method::POST;
        request.body = Bytes::from(body.to_string());
        request
    }

    async fn send(&self, request: Request, one: bool) -> Result<Answer> {
        let reply = self.exchange(request).await?;
        if !reply.status.is_success() {
            let error = refusal(reply.status, &reply.headers, reply.answer.body(), one);
            return Err(reply.answer.stamp(error));
        }
        Ok(reply.answer)
    }

    async fn exchange(&self, request: Request) -> Result<Reply> {
        let origin = self.origin(request.operation);
        // Without the last two, errors come as pages of HTML or as redirects.
        let request = request
            .header(TOKEN, self.token.clone())
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(REQUESTED_WITH, HeaderValue::from_static("XMLHttpRequest"));
        let asked_at = clock::now();
        let sent = self.transport.send(request).await;
        let response = sent.map_err(|error| origin.stamp(error))?;
        Ok(Reply {
            status: response.status,
            answer: Answer::new(origin, asked_at, &response.headers, response.body),
            headers: response.headers,
        })
    }
}
