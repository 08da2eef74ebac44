//! Files of one account: where they may come from, and who gets the credential.
//!
//! The config is trusted wherever it points; what a vendor's answer points to is not. A redirect or a link is followed so
//! far and no further:
//!
//! ```text
//! the origin of the account's API        wherever that is
//! a host that the vendor is known to use  https, at a public address
//! a name in file_hosts                    https or the API's own scheme, at a public address
//! an address or localhost in file_hosts   https or the API's own scheme
//! ```
//!
//! A name of the config is no address of this network: whoever answers for the name could make it one.
//!
//! Invariant: the credential goes to the origin of the account's API alone, whatever an answer says.

use std::sync::Arc;

use futures_util::TryStreamExt;
use reqwest::{
    StatusCode,
    header::{
        ACCEPT, ACCEPT_ENCODING, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName,
        HeaderValue, LOCATION,
    },
};
use url::{Host, Url};

use crate::{
    adapters::endpoint::Refusal,
    domain::{AccountId, Attachment, Invoice, NativeId},
    error::{Error, ErrorKind, Result, Retry},
    provider::{AccountSettings, Call, FileContent, ProviderInfo},
    transport::{Opened, Request, Transport, without_credentials},
};

/// How often a file may be somewhere else than where it was looked for.
const HOPS: usize = 5;
/// How much of a refusal is read, in bytes: its words are at its start.
const EXPLANATION: usize = 16 << 10;

/// What is the same for all files of one account.
#[derive(Debug)]
pub(super) struct Downloads {
    transport: Arc<dyn Transport>,
    account: AccountId,
    info: &'static ProviderInfo,
    api: Url,
    credential: Vec<(HeaderName, HeaderValue)>,
    storage: &'static Storage,
    file_hosts: Vec<String>,
    refusal: Refusal,
}

/// Where a vendor is known to keep files, beside its API.
#[derive(Debug)]
pub(super) struct Storage {
    /// The hosts; a name that begins with a dot stands for all hosts below it.
    pub(super) hosts: &'static [&'static str],
    /// Whether a redirect leads to a link that opens by itself. Storages refuse such a link with a credential beside it,
    /// also where they share the API's address.
    pub(super) is_signed: bool,
}

impl Storage {
    /// The vendor sends its files itself.
    pub(super) const NONE: Self = Self {
        hosts: &[],
        is_signed: false,
    };
}

/// Where a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At the account's own API.
    Own,
    /// At an address that the config names.
    Configured,
    /// At a host that the config names or the vendor is known to use, as far as its address is public.
    Public,
}

impl Downloads {
    /// Files of the API at `api`, which alone gets the headers of `credential`.
    pub(super) fn new(
        settings: &AccountSettings,
        transport: Arc<dyn Transport>,
        info: &'static ProviderInfo,
        (api, credential): (&Url, Vec<(HeaderName, HeaderValue)>),
        storage: &'static Storage,
        refusal: Refusal,
    ) -> Self {
        // As addresses write them, also where they are not ASCII.
        let name = |host: &String| Host::parse(host).ok().map(|host| host.to_string());
        Self {
            transport,
            account: settings.id.clone(),
            info,
            api: api.clone(),
            credential,
            storage,
            file_hosts: settings.file_hosts.iter().filter_map(name).collect(),
            refusal,
        }
    }

    /// The address that a link of the vendor's stands for, which may leave out what it shares with the API's.
    pub(super) fn resolve(&self, operation: &'static str, link: &str) -> Result<Url> {
        self.api.join(link).map_err(|_| {
            let error = self.not_understood("the link to a file is no address");
            self.stamp(operation, error)
        })
    }

    /// Opens the file at an address, or where that one redirects to; only a success is an answer.
    pub(super) async fn open(
        &self,
        call: &Call,
        operation: &'static str,
        url: Url,
    ) -> Result<Opened> {
        let opened = self.follow(call, operation, url).await;
        opened.map_err(|error| self.stamp(operation, error))
    }

    /// Makes a file of what was opened. What the vendor says of its type counts, unless it says nothing of worth.
    pub(super) fn content(
        &self,
        operation: &'static str,
        opened: Opened,
        filename: Option<&str>,
        usual_type: Option<&str>,
    ) -> Result<FileContent> {
        let opened = self.no_page(operation, opened)?;
        let header = |name| opened.headers.get(name)?.to_str().ok();
        let told = header(CONTENT_TYPE).map(essence);
        let content_type = match told.as_deref() {
            None | Some("text/html" | "application/octet-stream" | "binary/octet-stream") => {
                usual_type.map(str::to_owned).or(told)
            }
            Some(_) => told,
        };
        let size_bytes = header(CONTENT_LENGTH).and_then(|length| length.parse().ok());
        let (account, provider) = (self.account.clone(), self.info.id);
        let stamp = move |error: Error| error.at(&account, provider).during(operation);
        Ok(FileContent {
            filename: filename.map(str::to_owned),
            content_type,
            size_bytes,
            body: Box::pin(opened.body.map_err(stamp)),
        })
    }

    /// Refuses a page for people where a file should be: it comes from something in front of the API. A page that somebody
    /// attached is sent as a file.
    pub(super) fn no_page(&self, operation: &'static str, opened: Opened) -> Result<Opened> {
        let header = |name| opened.headers.get(name)?.to_str().ok();
        let is_html = header(CONTENT_TYPE).is_some_and(|told| essence(told) == "text/html");
        let disposition = header(CONTENT_DISPOSITION).unwrap_or_default();
        if !is_html || disposition.trim_start().starts_with("attachment") {
            return Ok(opened);
        }
        let error = self.not_understood("a page of HTML in place of a file");
        Err(self.stamp(operation, error))
    }

    /// Stamps an error with whose call failed.
    pub(super) fn stamp(&self, operation: &'static str, error: Error) -> Error {
        error.at(&self.account, self.info.id).during(operation)
    }

    /// Says that there is no such file.
    pub(super) fn missing(&self, operation: &'static str) -> Error {
        let message = format!("{} has no such file", self.info.name);
        self.stamp(operation, Error::new(ErrorKind::NotFound, message))
    }

    async fn follow(&self, call: &Call, operation: &'static str, mut url: Url) -> Result<Opened> {
        for hop in 0..=HOPS {
            let place = self.place(&url).ok_or_else(|| self.untrusted(&url))?;
            let mut request = Request::get(operation, url.clone(), call.request_deadline());
            request.public_only = place == Place::Public;
            request.counted = place == Place::Own && (hop == 0 || !self.storage.is_signed);
            let opened = self.ask(request).await?;
            if opened.status.is_success() {
                return Ok(opened);
            }
            match location(&opened) {
                Some(location) => {
                    url = url.join(location).map_err(|_| {
                        self.not_understood("the address of a redirect is no address")
                    })?;
                }
                None => return Err(self.refused(opened, place).await),
            }
        }
        Err(self.not_understood("redirects without end"))
    }

    /// Sends it, with the credential where it is a call of the API.
    async fn ask(&self, request: Request) -> Result<Opened> {
        let mut request = request
            .header(ACCEPT, HeaderValue::from_static("*/*"))
            // Packed on the way, nobody would know its size.
            .header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if request.counted {
            for (name, value) in &self.credential {
                request = request.header(name.clone(), value.clone());
            }
        }
        self.transport.open(request).await
    }

    fn place(&self, url: &Url) -> Option<Place> {
        // A name and a password in an address are a way to dress up a host.
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        if url.origin() == self.api.origin() {
            return Some(Place::Own);
        }
        let host = url.host_str()?;
        let is_safe = url.scheme() == "https";
        if self.file_hosts.iter().any(|known| known == host) {
            let place = match is_address(url) {
                true => Place::Configured,
                false => Place::Public,
            };
            return (is_safe || url.scheme() == self.api.scheme()).then_some(place);
        }
        let is_known = |known: &&str| match known.starts_with('.') {
            true => host.ends_with(known),
            false => host == *known,
        };
        let known = url.port().is_none() && self.storage.hosts.iter().any(is_known);
        (is_safe && known).then_some(Place::Public)
    }

    async fn refused(&self, mut opened: Opened, place: Place) -> Error {
        let status = opened.status;
        if place == Place::Own {
            // Without its words the status still tells something.
            let body = opened.take(EXPLANATION).await.unwrap_or_default();
            let credential = self.credential.iter().map(|(_, value)| value);
            let body = without_credentials(body, credential);
            return (self.refusal)(status, &opened.headers, &body);
        }
        let (kind, message) = match status.as_u16() {
            404 => (ErrorKind::NotFound, "the file is gone where"),
            401 | 403 | 410 => (ErrorKind::Unavailable, "the link has expired where"),
            429 => (ErrorKind::RateLimited, "too much was asked where"),
            408 | 500..=599 => (ErrorKind::Unavailable, "something is out of order where"),
            _ => (ErrorKind::BadAnswer, "no file came from where"),
        };
        let message = format!("{message} {} keeps its files", self.info.name);
        let error = Error::new(kind, message).with_detail(format!("status {}", status.as_u16()));
        match kind {
            ErrorKind::Unavailable => error.retry_hint(Retry::Now),
            _ => error,
        }
    }

    /// Names the host for the log, so that it can be configured; the rest of an address may hold what opens the file.
    fn untrusted(&self, url: &Url) -> Error {
        let message = format!(
            "{} keeps the file at a host that this account does not trust: if you do, add it to the account's file_hosts",
            self.info.name
        );
        let (scheme, host) = (url.scheme(), url.host_str().unwrap_or_default());
        Error::new(ErrorKind::BadAnswer, message).with_detail(format!("host {host}, by {scheme}"))
    }

    fn not_understood(&self, detail: &str) -> Error {
        super::endpoint::not_understood(self.info.name).with_detail(detail)
    }
}

/// The attachment of an invoice with this id.
pub(super) fn attachment<'a>(invoice: &'a Invoice, id: &NativeId) -> Option<&'a Attachment> {
    let mut all = invoice.attachments.iter().flatten();
    all.find(|attachment| attachment.id == *id)
}

/// Whether a host is told in a way that nobody else can give another meaning.
fn is_address(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    }
}

/// Where an answer says that what was asked for is.
fn location(opened: &Opened) -> Option<&str> {
    let is_elsewhere = matches!(
        opened.status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    let location = opened.headers.get(LOCATION).filter(|_| is_elsewhere)?;
    location.to_str().ok()
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    let (essence, _) = media_type.split_once(';').unwrap_or((media_type, ""));
    essence.trim().to_ascii_lowercase()
}
