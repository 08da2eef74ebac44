//! Turns our error into GraphQL's. The only place that knows `extensions`.
//!
//! A resolver returns our error as it is; GraphQL keeps it as the source of its own, and here, where the answer is
//! finished, it becomes `extensions` for the client and a line in the log for us.

use std::{collections::HashSet, time::Duration};

use async_graphql::{
    ErrorExtensionValues, ServerError, SimpleObject, Value, resolver_utils::enum_value,
};

use crate::{
    error::{Error, ErrorKind, Retry, clip},
    graphql::types::{ErrorCode, ProviderId},
};

/// Gives every error of an answer its code and a message of bounded length, and logs what failed.
pub(crate) fn explain(errors: &mut [ServerError]) {
    for shown in &mut *errors {
        // GraphQL quotes what does not fit, all of it and once for every field.
        clip(&mut shown.message);
        match shown.source::<Error>().cloned() {
            Some(error) => describe(&error, shown.extensions.get_or_insert_default()),
            None => refuse(shown),
        }
    }
    failures(errors).into_iter().for_each(log);
}

/// What somebody should look at, once each: the same failure breaks many fields of an answer.
fn failures(errors: &[ServerError]) -> Vec<&Error> {
    let mut seen = HashSet::new();
    errors
        .iter()
        .filter_map(|shown| shown.source::<Error>())
        .filter(|error| !is_callers_mistake(error.kind()))
        .filter(|error| seen.insert((error.kind(), error.account(), error.operation())))
        .collect()
}

fn is_callers_mistake(kind: ErrorKind) -> bool {
    match kind {
        ErrorKind::InvalidInput
        | ErrorKind::InvalidId
        | ErrorKind::NotFound
        | ErrorKind::Unsupported
        | ErrorKind::Conflict
        | ErrorKind::Unauthenticated
        | ErrorKind::Forbidden
        | ErrorKind::LimitExceeded
        | ErrorKind::PersistedQueryNotFound => true,
        ErrorKind::ProviderAuth
        | ErrorKind::RateLimited
        | ErrorKind::Timeout
        | ErrorKind::Unavailable
        | ErrorKind::BadAnswer
        | ErrorKind::Internal => false,
    }
}

fn log(error: &Error) {
    let (code, operation, detail) = (error.kind().code(), error.operation(), error.detail());
    let account = error.account().map(tracing::field::display);
    if error.kind() == ErrorKind::Internal {
        tracing::error!(account, code, operation, detail, "a read failed: {error}");
    } else {
        tracing::warn!(account, code, operation, detail, "a read failed: {error}");
    }
}

/// What GraphQL itself refuses is always the request's fault: its syntax, its types, its variables.
fn refuse(shown: &mut ServerError) {
    let extensions = shown.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", ErrorKind::InvalidInput.code());
        extensions.set("retryable", false);
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

fn is_retryable(error: &Error) -> bool {
    error.retry() != Retry::Never
}

fn retry_after(error: &Error) -> Option<i32> {
    seconds(error.retry())
}

/// Whole seconds, rounded up so that nobody comes too early.
pub(crate) fn seconds(retry: Retry) -> Option<i32> {
    let Retry::After(wait) = retry else {
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

#[cfg(test)]
mod tests {
    use async_graphql::Pos;

    use super::*;
    use crate::domain::AccountId;

    fn shown(error: Error) -> ServerError {
        async_graphql::Error::from(error).into_server_error(Pos::default())
    }

    #[test]
    fn one_failure_is_logged_once_and_a_callers_mistake_never() {
        let at = |account: &str| {
            let error = Error::new(ErrorKind::Unavailable, "it is down").with_detail("status 503");
            error.at(
                &AccountId::new(account),
                crate::domain::ProviderId::Moneybird,
            )
        };
        let errors = [
            shown(at("acme")),
            shown(at("acme")),
            shown(Error::new(ErrorKind::InvalidId, "no id")),
            shown(at("other")),
            ServerError::new("syntax", None),
        ];
        let logged = failures(&errors);
        let accounts: Vec<_> = logged
            .iter()
            .map(|error| error.account().unwrap().as_str())
            .collect();
        assert_eq!(accounts, ["acme", "other"]);
        assert_eq!(logged[0].detail(), Some("status 503"));
    }
}
