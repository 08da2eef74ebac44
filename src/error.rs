//! The one error type.
//!
//! Whoever meets a foreign error converts it on the spot, so this room imports none. A message is written by us and
//! safe to show to a client; what a provider answered goes into the private detail, for the log alone.

use std::{fmt, sync::Arc, time::Duration};

use crate::domain::{AccountId, ProviderId};

/// The most characters of a message: enough for every sentence of ours and for a vendor's, and far less than what a
/// client can write into one.
const MAX_MESSAGE: usize = 500;

/// Shortens what a client is told to what a message may have, so that nothing comes back in full that was sent to be
/// quoted.
pub(crate) fn clip(message: &mut String) {
    if let Some((end, _)) = message.char_indices().nth(MAX_MESSAGE) {
        message.truncate(end);
        message.push_str("...");
    }
}

/// What went wrong, in the words that clients see as `extensions.code`.
///
/// A new kind must change what a client or the retry layer does; otherwise it is a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The caller asked something that makes no sense.
    InvalidInput,
    /// Not an id of this gateway, or of another kind of thing.
    InvalidId,
    /// The provider has no such thing.
    NotFound,
    /// The provider does not offer this.
    Unsupported,
    /// The state of things forbids it, or there are several matches.
    Conflict,
    /// The caller is not known.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// The provider refused our credentials.
    ProviderAuth,
    /// The provider's quota is used up.
    RateLimited,
    /// The provider did not answer in time.
    Timeout,
    /// The provider cannot be reached or is out of order.
    Unavailable,
    /// The provider answered something that we do not understand.
    BadAnswer,
    /// The query is larger than a limit allows.
    LimitExceeded,
    /// The client names a query that was not stored, or no longer is.
    PersistedQueryNotFound,
    /// Our own fault.
    Internal,
}

impl ErrorKind {
    /// The word in `extensions.code`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidInput => "INVALID_INPUT",
            Self::InvalidId => "INVALID_ID",
            Self::NotFound => "NOT_FOUND",
            Self::Unsupported => "UNSUPPORTED",
            Self::Conflict => "CONFLICT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::ProviderAuth => "PROVIDER_AUTH",
            Self::RateLimited => "RATE_LIMITED",
            Self::Timeout => "TIMEOUT",
            Self::Unavailable => "UNAVAILABLE",
            Self::BadAnswer => "BAD_ANSWER",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::Internal => "INTERNAL",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::InvalidInput,
        Self::InvalidId,
        Self::NotFound,
        Self::Unsupported,
        Self::Conflict,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::ProviderAuth,
        Self::RateLimited,
        Self::Timeout,
        Self::Unavailable,
        Self::BadAnswer,
        Self::LimitExceeded,
        Self::PersistedQueryNotFound,
        Self::Internal,
    ];
}

/// Whether asking again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// No.
    Never,
    /// Yes, at any time.
    Now,
    /// Yes, but not before this much time has passed.
    After(Duration),
}

/// An error, one word wide and cheap to clone: a loader hands the same failure to many.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

const _: () = assert!(size_of::<Error>() == size_of::<usize>());

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    account: Option<AccountId>,
    provider: Option<ProviderId>,
    operation: Option<&'static str>,
    retry: Retry,
    unsent: bool,
    ended: bool,
    detail: Option<String>,
}

/// A result with our error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Makes an error. `message` is shown to clients: lowercase, no full stop, says what to do if anything can be done; it
    /// is cut short where it is longer than a message may be.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let retry = match kind {
            ErrorKind::RateLimited | ErrorKind::Timeout | ErrorKind::Unavailable => Retry::Now,
            _ => Retry::Never,
        };
        let mut message = message.into();
        clip(&mut message);
        Self(Arc::new(Inner {
            kind,
            message,
            account: None,
            provider: None,
            operation: None,
            retry,
            unsent: false,
            ended: false,
            detail: None,
        }))
    }

    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Stamps the account that failed and its provider.
    #[must_use]
    pub fn at(self, account: &AccountId, provider: ProviderId) -> Self {
        self.change(|inner| {
            inner.account = Some(account.clone());
            inner.provider = Some(provider);
        })
    }

    /// Stamps the vendor's call that failed.
    #[must_use]
    pub fn during(self, operation: &'static str) -> Self {
        self.change(|inner| inner.operation = Some(operation))
    }

    /// Says whether asking again can help.
    #[must_use]
    pub fn retry_hint(self, retry: Retry) -> Self {
        self.change(|inner| inner.retry = retry)
    }

    /// Says that the provider never got the request, so that nothing can have changed there.
    #[must_use]
    pub fn unsent(self) -> Self {
        self.change(|inner| inner.unsent = true)
    }

    /// Says that the provider itself answered the request to its end: what it has not done by now it never does.
    #[must_use]
    pub fn ended(self) -> Self {
        self.change(|inner| inner.ended = true)
    }

    /// Adds what only the log may tell: a status, the place in a body. Never a token, URL or whole body.
    #[must_use]
    pub fn with_detail(self, detail: impl fmt::Display) -> Self {
        self.change(|inner| inner.detail = Some(detail.to_string()))
    }

    /// Puts a refusal down to the provider, where its word blames the caller, who asked for nothing wrong.
    #[must_use]
    pub(crate) fn blame_provider(self, message: impl FnOnce() -> String) -> Self {
        match self.kind() {
            ErrorKind::InvalidInput | ErrorKind::Conflict => self.change(|inner| {
                inner.kind = ErrorKind::BadAnswer;
                inner.message = message();
                clip(&mut inner.message);
            }),
            _ => self,
        }
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The sentence for clients.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The account that failed.
    #[must_use]
    pub fn account(&self) -> Option<&AccountId> {
        self.0.account.as_ref()
    }

    /// The provider that failed.
    #[must_use]
    pub fn provider(&self) -> Option<ProviderId> {
        self.0.provider
    }

    /// The vendor's call that failed.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// Whether asking again can help.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.0.retry
    }

    /// Whether it is sure that the provider never got the request.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        self.0.unsent
    }

    /// Whether the request that failed may still be on its way, or carried out later than it is looked for. So it is unless
    /// somebody knows better: it was never sent, or the provider itself answered it to its end.
    #[must_use]
    pub fn may_be_under_way(&self) -> bool {
        !self.0.unsent && !self.0.ended
    }

    /// What only the log may tell.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("account", &self.0.account)
            .field("operation", &self.0.operation)
            .field("retry", &self.0.retry)
            .field("unsent", &self.0.unsent)
            .field("ended", &self.0.ended)
            .field("detail", &self.0.detail)
            .finish()
    }
}

impl std::error::Error for Error {}
