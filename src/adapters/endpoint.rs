//! One account's place at a vendor: where its API is, with which credential, and whose failure it is when a call fails.

use std::{fmt::Write, sync::Arc, time::Duration};

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::{
    StatusCode,
    header::{ACCEPT, HeaderMap, HeaderName, HeaderValue},
};
use secrecy::ExposeSecret;
use serde::Deserialize;
use url::Url;

use crate::{
    adapters::{
        download::{Downloads, Storage},
        step::Step,
    },
    clock,
    domain::AccountId,
    error::{Error, ErrorKind, Result},
    provider::{AccountSettings, Call, ProviderInfo},
    transport::{Request, Transport},
};

/// Longest piece of a vendor's explanation that goes to the log, in characters.
const MAX_DETAIL: usize = 200;
/// How long to wait when a vendor says that its quota is used up, and not until when.
pub(super) const WAIT: Duration = Duration::from_secs(10);

/// Turns an answer that is no success into an error.
pub(super) type Refusal = fn(StatusCode, &HeaderMap, &[u8]) -> Error;

/// What is the same for all calls of one account.
#[derive(Debug)]
pub(super) struct Endpoint {
    transport: Arc<dyn Transport>,
    account: AccountId,
    info: &'static ProviderInfo,
    root: Url,
    credential: (HeaderName, HeaderValue),
    refusal: Refusal,
}

/// Any answer, whether it did what was asked for or not.
#[derive(Debug)]
pub(super) struct Reply<'a> {
    /// The status.
    pub(super) status: StatusCode,
    /// The headers.
    pub(super) headers: HeaderMap,
    /// What it says.
    pub(super) answer: Answer<'a>,
}

/// An answer, a successful one unless its `Reply` says otherwise.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    /// When it was asked for: all that it says was true then or later.
    pub(super) asked_at: Timestamp,
    endpoint: &'a Endpoint,
    operation: &'static str,
    body: Bytes,
}

impl Endpoint {
    /// Checks what all vendors need of the settings. `word` stands before the token in its header.
    pub(super) fn new(
        settings: &AccountSettings,
        transport: Arc<dyn Transport>,
        info: &'static ProviderInfo,
        (header, word): (&'static str, &str),
        refusal: Refusal,
    ) -> Result<Self, String> {
        for (key, is_set) in [
            ("password", settings.password.is_some()),
            ("administration_id", settings.administration_id.is_some()),
        ] {
            if is_set {
                return Err(format!("{key}: {} takes none, remove the key", info.name));
            }
        }
        Ok(Self {
            transport,
            account: settings.id.clone(),
            info,
            root: root(settings, info)?,
            credential: (
                HeaderName::from_static(header),
                credential(settings, info, word)?,
            ),
            refusal,
        })
    }

    /// Where the files of the account may come from, beside the API.
    pub(super) fn downloads(
        &self,
        settings: &AccountSettings,
        storage: &'static Storage,
    ) -> Downloads {
        Downloads::new(
            settings,
            Arc::clone(&self.transport),
            self.info,
            (&self.root, vec![self.credential.clone()]),
            storage,
            self.refusal,
        )
    }

    /// The address of a path, which begins with a slash.
    pub(super) fn url(&self, path: &str) -> Url {
        let mut url = self.root.clone();
        url.set_path(&format!("{}{path}", self.root.path().trim_end_matches('/')));
        url
    }

    /// Stamps an error with whose call failed.
    pub(super) fn stamp(&self, operation: &'static str, error: Error) -> Error {
        error.at(&self.account, self.info.id).during(operation)
    }

    /// Sends a read.
    pub(super) async fn send(&self, request: Request) -> Result<Answer<'_>> {
        let reply = self.exchange(request).await?;
        if !reply.status.is_success() {
            return Err(reply.refusal());
        }
        Ok(reply.answer)
    }

    /// Sends a request of an action, once, and takes any answer that comes.
    pub(super) async fn write(&self, call: &Call, step: &Step) -> Result<Reply<'_>> {
        self.exchange(step.request(&self.root, call.request_deadline()))
            .await
    }

    async fn exchange(&self, request: Request) -> Result<Reply<'_>> {
        let operation = request.operation;
        let (name, value) = self.credential.clone();
        let request = request
            .header(name, value)
            .header(ACCEPT, HeaderValue::from_static("application/json"));
        let asked_at = clock::now();
        let sent = self.transport.send(request).await;
        let response = sent.map_err(|error| self.stamp(operation, error))?;
        Ok(Reply {
            status: response.status,
            headers: response.headers,
            answer: Answer {
                asked_at,
                endpoint: self,
                operation,
                body: response.body,
            },
        })
    }
}

impl Reply<'_> {
    /// The error that an answer is which is no success.
    pub(super) fn refusal(&self) -> Error {
        let refusal = self.answer.endpoint.refusal;
        let error = refusal(self.status, &self.headers, &self.answer.body);
        self.answer.stamp(error)
    }
}

impl Answer<'_> {
    /// The bytes of the answer.
    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The text of the answer.
    pub(super) fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.body).map_err(|_| self.not_understood("the body is not UTF-8"))
    }

    /// The answer as what it should be.
    pub(super) fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let (category, line) = (error.classify(), error.line());
            self.not_understood(&format!("{category:?} error at line {line}"))
        })
    }

    /// Stamps an error about this answer with whose call it was.
    pub(super) fn stamp(&self, error: Error) -> Error {
        self.endpoint.stamp(self.operation, error)
    }

    /// Says that it does not hold what was asked for.
    pub(super) fn not_understood(&self, detail: &str) -> Error {
        self.stamp(not_understood(self.endpoint.info.name).with_detail(detail))
    }
}

/// Says that a vendor's answer makes no sense.
pub(super) fn not_understood(vendor: &str) -> Error {
    let message = format!("{vendor} answered something that we do not understand");
    Error::new(ErrorKind::BadAnswer, message)
}

/// Tells whether a body is a page for people: it comes from something in front of the API, or from a wrong base_url.
pub(super) fn is_page(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

/// The status and the vendor's explanation for the log, clipped and without addresses.
pub(super) fn detail(status: StatusCode, explanation: &str) -> String {
    let hidden = |word| match str::contains(word, "://") {
        true => "(address)",
        false => word,
    };
    let words: Vec<&str> = explanation.split_whitespace().map(hidden).collect();
    let text: String = words.join(" ").chars().take(MAX_DETAIL).collect();
    format!("status {} {text}", status.as_u16())
        .trim_end()
        .to_owned()
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

fn root(settings: &AccountSettings, info: &ProviderInfo) -> Result<Url, String> {
    let root = match &settings.base_url {
        Some(url) => url.clone(),
        None => Url::parse(info.base_url).expect("the vendor's address is written in this program"),
    };
    if !matches!(root.scheme(), "http" | "https") || root.query().or(root.fragment()).is_some() {
        return Err("base_url: must be an http or https address without ? and #".to_owned());
    }
    Ok(root)
}

fn credential(
    settings: &AccountSettings,
    info: &ProviderInfo,
    word: &str,
) -> Result<HeaderValue, String> {
    let token = settings.token.expose_secret();
    if token.is_empty() {
        return Err(format!("token: empty, write an API token of {}", info.name));
    }
    let mut header = HeaderValue::from_str(&format!("{word}{token}"))
        .map_err(|_| "token: holds characters that no token has".to_owned())?;
    header.set_sensitive(true);
    Ok(header)
}
