//! Turns our error into GraphQL's. The only place that knows `extensions`.
//!
//! A resolver returns our error as it is; GraphQL keeps it as the source of its own, and here, where the answer is
//! finished, it becomes `extensions` for the client and a line in the log for us.

use std::{collections::HashSet, time::Duration};

use async_graphql::{
    ErrorExtensionValues, ServerError, SimpleObject, Value, resolver_utils::enum_value,
};

use crate::{
    error::{Error, ErrorKind, Retry},
    graphql::types::{ErrorCode, ProviderId},
};

/// Gives every error of an answer that is ours its code, and logs once what a provider failed at.
pub(crate) fn explain(errors: &mut [ServerError]) {
    let mut logged = HashSet::new();
    for shown in errors {
        let Some(error) = shown.source::<Error>().cloned() else {
            continue;
        };
        describe(&error, shown.extensions.get_or_insert_default());
        // The same failure breaks many fields of an answer.
        if logged.insert((error.kind(), error.account().cloned(), error.operation())) {
            log(&error);
        }
    }
}

fn describe(error: &Error, extensions: &mut ErrorExtensionValues) {
    extensions.set("code", error.kind().code());
    if let Some(account) = error.account() {
        extensions.set("account", account.as_str());
    }
    if let Some(provider) = error.provider() {
        extensions.set("provider", enum_value(ProviderId::from(provider)));
    }
    if let Some(operation) = error.operation() {
        extensions.set("operation", operation);
    }
    extensions.set("retryable", is_retryable(error));
    if let Some(seconds) = retry_after(error) {
        extensions.set("retryAfter", Value::from(seconds));
    }
}

fn log(error: &Error) {
    let (code, operation, detail) = (error.kind().code(), error.operation(), error.detail());
    let account = error.account().map(tracing::field::display);
    match error.kind() {
        ErrorKind::ProviderAuth
        | ErrorKind::RateLimited
        | ErrorKind::Timeout
        | ErrorKind::Unavailable
        | ErrorKind::BadAnswer => {
            tracing::warn!(account, code, operation, detail, "a read failed: {error}");
        }
        ErrorKind::Internal => {
            tracing::error!(account, code, operation, detail, "a read failed: {error}");
        }
        // The caller's mistakes are told to the caller.
        ErrorKind::InvalidInput
        | ErrorKind::InvalidId
        | ErrorKind::NotFound
        | ErrorKind::Unsupported
        | ErrorKind::Conflict
        | ErrorKind::Unauthenticated
        | ErrorKind::Forbidden
        | ErrorKind::LimitExceeded => {}
    }
}

fn is_retryable(error: &Error) -> bool {
    error.retry() != Retry::Never
}

/// Whole seconds, rounded up so that nobody comes too early.
fn retry_after(error: &Error) -> Option<i32> {
    let Retry::After(wait) = error.retry() else {
        return None;
    };
    let seconds = wait.as_secs() + u64::from(wait > Duration::from_secs(wait.as_secs()));
    Some(i32::try_from(seconds).unwrap_or(i32::MAX))
}

/// Why an account could not be read. The same words as in the `extensions` of `errors`.
#[derive(Debug, SimpleObject)]
pub(crate) struct AccountError {
    /// What kind of failure it is, for programs.
    code: ErrorCode,
    /// What happened and what to do about it, for people.
    message: String,
    /// The call to the provider that failed; null where no single call is to blame.
    operation: Option<&'static str>,
    /// Whether asking again can help.
    retryable: bool,
    /// How many seconds to wait before asking again; null where the provider does not say.
    retry_after: Option<i32>,
}

impl From<&Error> for AccountError {
    fn from(error: &Error) -> Self {
        Self {
            code: error.kind().into(),
            message: error.message().to_owned(),
            operation: error.operation(),
            retryable: is_retryable(error),
            retry_after: retry_after(error),
        }
    }
}
