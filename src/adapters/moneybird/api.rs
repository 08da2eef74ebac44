//! Moneybird's endpoints, one function each.

use std::{fmt::Write, sync::Arc};

use bytes::Bytes;
use jiff::{Timestamp, tz::TimeZone};
use reqwest::{
    Method,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde_json::json;
use url::Url;

use crate::{
    adapters::{
        moneybird::{
            answer::{Answer, Origin, Reply},
            error::{no_administration, refusal},
            info::BATCH,
            resource::Resource,
        },
        step::Step,
    },
    clock,
    domain::{AccountId, NativeId},
    error::{ErrorKind, Result},
    provider::{Call, Lookup},
    transport::{Request, Transport},
};

/// One resource of one administration.
#[derive(Debug)]
pub(super) struct Api {
    /// Where requests go.
    pub(super) transport: Arc<dyn Transport>,
    /// Which of the two resources.
    pub(super) resource: Resource,
    /// Whose account it is, for errors.
    pub(super) account: AccountId,
    /// The API's address.
    pub(super) root: Url,
    /// The administration, which every path begins with.
    pub(super) administration: String,
    /// The credential, marked sensitive.
    pub(super) authorization: HeaderValue,
}

impl Api {
    /// GET a list: the first page of what changed after a moment, newest invoices first.
    pub(super) async fn updated_after(&self, call: &Call, moment: Timestamp) -> Result<Answer> {
        let moment = moment
            .to_zoned(TimeZone::UTC)
            .strftime("%Y-%m-%d %H:%M:%S UTC");
        let mut url = self.url("");
        url.query_pairs_mut()
            .append_pair("filter", &format!("updated_after:{moment}"))
            .append_pair("per_page", &BATCH.to_string())
            .append_pair("page", "1");
        self.send_for_all(Request::get(
            self.resource.operations().list,
            url,
            call.request_deadline(),
        ))
        .await
    }

    /// GET a list: those with a reference, of all years.
    pub(super) async fn with_reference(&self, call: &Call, reference: &str) -> Result<Answer> {
        let mut url = self.url("");
        url.query_pairs_mut()
            .append_pair("filter", &format!("state:all,reference:{reference}"))
            .append_pair("per_page", &BATCH.to_string())
            .append_pair("page", "1");
        self.send_for_all(Request::get(
            self.resource.operations().list,
            url,
            call.request_deadline(),
        ))
        .await
    }

    /// GET one by id.
    pub(super) async fn get(&self, call: &Call, id: &NativeId) -> Result<Answer> {
        let url = self.url(&format!("/{id}"));
        self.send(Request::get(
            self.resource.operations().get,
            url,
            call.request_deadline(),
        ))
        .await
    }

    /// GET the ids and versions of all.
    pub(super) async fn synchronization(&self, call: &Call) -> Result<Answer> {
        let mut url = self.url("/synchronization");
        // Without a filter the external ones would be those of this year alone.
        url.query_pairs_mut().append_pair("filter", "state:all");
        self.send_for_all(Request::get(
            self.resource.operations().versions,
            url,
            call.request_deadline(),
        ))
        .await
    }

    /// POST up to a hundred ids, to read them: the vendor marks it as a query.
    pub(super) async fn by_ids(&self, call: &Call, ids: &[NativeId]) -> Result<Answer> {
        let ids: Vec<&str> = ids.iter().map(NativeId::as_str).collect();
        let url = self.url("/synchronization");
        let mut request = Request::get(
            self.resource.operations().by_ids,
            url,
            call.request_deadline(),
        )
        .header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request.method = Method::POST;
        request.body = Bytes::from(json!({ "ids": ids }).to_string());
        self.send_for_all(request).await
    }

    /// GET one by number or reference; `None` when there is none.
    pub(super) async fn find_by(&self, call: &Call, lookup: &Lookup) -> Result<Option<Answer>> {
        let (endpoint, operation, value) = match lookup {
            Lookup::Number(number) => ("find_by_invoice_id", "findSalesInvoiceByNumber", number),
            Lookup::Reference(text) => ("find_by_reference", "findSalesInvoiceByReference", text),
        };
        let url = self.url(&format!("/{endpoint}/{}", segment(value)));
        match self
            .send(Request::get(operation, url, call.request_deadline()))
            .await
        {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends a request of an action, once, and takes any answer that comes.
    pub(super) async fn write(&self, call: &Call, step: &Step) -> Result<Reply> {
        self.exchange(step.request(&self.root, call.request_deadline()))
            .await
    }

    /// The path of a call below the API's address. `path` is what follows the resource.
    pub(super) fn path(&self, path: &str) -> String {
        let resource = self.resource.path();
        format!("/{}/{resource}{path}.json", self.administration)
    }

    /// Whose call it is.
    pub(super) fn origin(&self, operation: &'static str) -> Origin {
        Origin {
            account: self.account.clone(),
            provider: self.resource.info().id,
            operation,
        }
    }

    /// The address of a call. `path` is what follows the resource.
    pub(super) fn url(&self, path: &str) -> Url {
        let mut url = self.root.clone();
        let root = self.root.path().trim_end_matches('/');
        url.set_path(&format!("{root}{}", self.path(path)));
        url
    }

    /// Sends what names no single invoice in its address: a 404 is then about the administration, and must not make
    /// anybody believe that an invoice is gone.
    async fn send_for_all(&self, request: Request) -> Result<Answer> {
        let origin = self.origin(request.operation);
        self.send(request)
            .await
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => origin.stamp(no_administration(&error)),
                _ => error,
            })
    }

    async fn send(&self, request: Request) -> Result<Answer> {
        let reply = self.exchange(request).await?;
        if !reply.status.is_success() {
            let error = refusal(reply.status, &reply.headers, reply.answer.body());
            return Err(reply.answer.stamp(error));
        }
        Ok(reply.answer)
    }

    async fn exchange(&self, request: Request) -> Result<Reply> {
        let origin = self.origin(request.operation);
        let request = request
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, HeaderValue::from_static("application/json"));
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

/// Writes any text as one piece of a path: all but letters, digits and `-_.~` is escaped, slashes too.
pub(super) fn segment(text: &str) -> String {
    text.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            write!(path, "%{byte:02X}").expect("writing to a string cannot fail");
        }
        path
    })
}
