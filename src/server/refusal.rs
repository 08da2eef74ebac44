//! Why a request is turned away before anything is executed.

use std::time::Duration;

use async_graphql::{Pos, ServerError, Value};
use axum::http::StatusCode;

use crate::{error::ErrorKind, server::traffic::Crowded};

/// A request that is not executed, with the reason for the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The HTTP status, or nothing where the request as such was well-formed and the media type decides.
    pub(super) status: Option<StatusCode>,
    /// The word in `extensions.code`.
    pub(super) kind: ErrorKind,
    /// The sentence for the client.
    pub(super) message: String,
    /// Where in the query, counted from one.
    pub(super) at: Option<Pos>,
    /// The `Allow` header that belongs to a 405.
    pub(super) allow: Option<&'static str>,
    /// After which time it may pass.
    pub(super) retry_after: Option<Duration>,
}

impl Refusal {
    /// Turns away a request that HTTP itself can name the fault of.
    pub(super) fn http(status: StatusCode, kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            status: Some(status),
            kind,
            message: message.into(),
            at: None,
            allow: None,
            retry_after: None,
        }
    }

    /// Turns away a malformed request.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::http(StatusCode::BAD_REQUEST, ErrorKind::InvalidInput, message)
    }

    /// Turns away a method, naming those that are served.
    pub(super) fn method(allow: &'static str, message: impl Into<String>) -> Self {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self {
            allow: Some(allow),
            ..Self::http(status, ErrorKind::InvalidInput, message)
        }
    }

    /// Turns away a document of a well-formed request.
    pub(super) fn document(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            status: None,
            kind,
            message: message.into(),
            at: None,
            allow: None,
            retry_after: None,
        }
    }

    /// Turns away a document that makes no sense.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::document(ErrorKind::InvalidInput, message)
    }

    /// Turns away a document that is larger than a limit allows, naming the key of the config that raises it.
    pub(super) fn too_large(what: &str, key: &str) -> Self {
        let message = format!("{what}: ask for less at a time, or raise limits.{key}");
        Self::document(ErrorKind::LimitExceeded, message)
    }

    /// Turns away a document that is larger than a limit that nobody can raise.
    pub(super) fn far_too_large(what: &str) -> Self {
        let message = format!("{what}: ask for less at a time");
        Self::document(ErrorKind::LimitExceeded, message)
    }

    /// Turns away a request with more of something than a limit allows.
    pub(super) fn too_many(message: impl Into<String>) -> Self {
        Self::http(StatusCode::BAD_REQUEST, ErrorKind::LimitExceeded, message)
    }

    /// Turns away what found no place: `most` of `what` are under way, for all or for one.
    pub(super) fn crowded(crowded: Crowded, most: usize, what: &str, key: &str) -> Self {
        let instead = format!("wait for one to end, or raise limits.{key}");
        Self::too_crowded(crowded, most, what, &instead)
    }

    /// The same with what to do instead.
    pub(super) fn too_crowded(crowded: Crowded, most: usize, what: &str, instead: &str) -> Self {
        let (status, kind, whose) = match crowded {
            Crowded::Share => (
                StatusCode::TOO_MANY_REQUESTS,
                ErrorKind::RateLimited,
                "this client has",
            ),
            Crowded::All => (
                StatusCode::SERVICE_UNAVAILABLE,
                ErrorKind::Unavailable,
                "there are",
            ),
        };
        let message = format!("{whose} {most} {what} under way, and no more may be: {instead}");
        Self::http(status, kind, message).after(Duration::from_secs(1))
    }

    /// Names the place in the query.
    pub(super) fn at(mut self, position: Pos) -> Self {
        self.at = Some(position);
        self
    }

    /// Says when to come again.
    pub(super) fn after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// After how many seconds it may pass, rounded up so that nobody comes too early.
    pub(super) fn retry_seconds(&self) -> Option<u64> {
        let wait = self.retry_after?;
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Some(seconds.max(1))
    }

    /// The refusal as a GraphQL error.
    pub(super) fn error(&self) -> ServerError {
        let mut error = ServerError::new(self.message.clone(), self.at);
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", self.kind.code());
        let seconds = self.retry_seconds();
        let retryable = seconds.is_some() || self.kind == ErrorKind::Timeout;
        extensions.set("retryable", retryable);
        if let Some(seconds) = seconds {
            extensions.set("retryAfter", Value::from(seconds));
        }
        error
    }
}

/// Shortens client text that is quoted in a message.
pub(super) fn clipped(text: &str) -> String {
    const LONGEST: usize = 64;
    if text.chars().nth(LONGEST).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST).collect();
    format!("{kept}...")
}
