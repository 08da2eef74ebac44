//! The line of the log that each request leaves, with what became of its GraphQL.
//!
//! It tells names, numbers and codes: no text of a query, no variables, no paths and no header of a client.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::parser::types::OperationType;
use axum::http::StatusCode;
use tokio::time::Instant;
use tracing::Span;

use crate::{server::operation::word, span, tally::Tally};

/// Most operations of a list whose names are told, and most codes of errors.
const MOST: usize = 5;
/// Longest name of an operation that is told, in characters: names are the client's.
const MAX_NAME: usize = 64;

/// What is known of a request so far.
#[derive(Debug, Default)]
pub(super) struct Access(Mutex<Told>);

#[derive(Debug, Default)]
struct Told {
    operations: u64,
    types: Vec<String>,
    names: Vec<String>,
    codes: Vec<String>,
    tallies: Vec<Arc<Tally>>,
}

impl Access {
    /// Takes in which operation is meant, and begins its span. What stands for a name that a client made up has no control
    /// characters.
    pub(super) fn operation(&self, kind: OperationType, name: Option<&str>) -> Span {
        let kind = word(kind);
        let clipped = |name: &str| name.chars().take(MAX_NAME).collect::<String>();
        let name = name.map(|name| clipped(name).escape_debug().to_string());
        let span = span::operation(kind, name.as_deref());
        let mut told = self.lock();
        told.operations += 1;
        add(&mut told.types, kind);
        if let Some(name) = name {
            add(&mut told.names, &name);
        }
        span
    }

    /// Takes in the code of an error that the client is told.
    pub(super) fn failed(&self, code: &str) {
        add(&mut self.lock().codes, code);
    }

    /// Takes in where the calls of an operation are counted.
    pub(super) fn executes(&self, tally: &Arc<Tally>) {
        self.lock().tallies.push(Arc::clone(tally));
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add(list: &mut Vec<String>, word: &str) {
    if list.len() < MOST && !list.iter().any(|known| known == word) {
        list.push(word.to_owned());
    }
}

/// Writes the line when it is dropped, so that a client who left before the answer is told of, too.
#[derive(Debug)]
pub(super) struct Line<'a> {
    access: &'a Access,
    started: Instant,
    status: Option<StatusCode>,
}

impl<'a> Line<'a> {
    /// Begins with the request.
    pub(super) fn begin(access: &'a Access) -> Self {
        Self {
            access,
            started: Instant::now(),
            status: None,
        }
    }

    /// Ends with its answer.
    pub(super) fn end(mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let told = self.access.lock();
        let duration_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let status = self.status.map(|status| status.as_u16());
        let message = match status {
            Some(status) => format!("answered {status} in {duration_ms} ms"),
            None => format!("nobody waited any more after {duration_ms} ms"),
        };
        let calls: u64 = told.tallies.iter().map(|tally| tally.calls()).sum();
        let joined = |words: &[String]| (!words.is_empty()).then(|| words.join(" "));
        tracing::info!(
            status,
            duration_ms,
            operation_type = joined(&told.types),
            operation_name = joined(&told.names),
            operations = (told.operations > 1).then_some(told.operations),
            errors = joined(&told.codes),
            upstream_calls = (told.operations > 0).then_some(calls),
            "{message}"
        );
    }
}
