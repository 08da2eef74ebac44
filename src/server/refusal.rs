//! Why a request is turned away before anything is executed.

use async_graphql::{Pos, ServerError};
use axum::http::StatusCode;

use crate::error::ErrorKind;

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

    /// Names the place in the query.
    pub(super) fn at(mut self, position: Pos) -> Self {
        self.at = Some(position);
        self
    }

    /// The refusal as a GraphQL error.
    pub(super) fn error(&self) -> ServerError {
        let mut error = ServerError::new(self.message.clone(), self.at);
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", self.kind.code());
        extensions.set("retryable", self.kind == ErrorKind::Timeout);
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
