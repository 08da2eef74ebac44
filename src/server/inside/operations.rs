//! Counts operations by type and outcome.

use async_graphql::{
    Response as GraphqlResponse, ServerError, Value, parser::types::OperationType,
};
use tokio::time::Instant;

use crate::{
    error::ErrorKind,
    meter::{Counter, Family, Histogram, OPERATION_DURATION, OPERATIONS, REFUSALS},
    server::{
        answer::is_coercion,
        endpoint::{Endpoint, Together},
        operation::word,
        refusal::Refusal,
        upload::Received,
    },
};

/// Counts every operation.
#[derive(Debug)]
pub(in crate::server) struct Operations {
    outcomes: Family<(&'static str, &'static str), Counter>,
    durations: Family<&'static str, Histogram>,
    refusals: Family<&'static str, Counter>,
}

/// What is told of an operation that is under way. It is counted when this is dropped.
#[derive(Debug)]
pub(in crate::server) struct Told<'a> {
    all: &'a Operations,
    started: Instant,
    kind: &'static str,
    outcome: &'static str,
}

impl Operations {
    /// Begins to count.
    pub(in crate::server) fn new() -> Self {
        Self {
            outcomes: Family::default(),
            durations: Family::default(),
            refusals: Family::default(),
        }
    }

    /// Counts a request that is turned away as a whole.
    pub(in crate::server) fn refused(&self, refusal: &Refusal) {
        let code = refusal.kind.code();
        let count = || REFUSALS.counter(&[code]);
        self.refusals.get(&code, count).increment(1);
    }

    fn begin(&self) -> Told<'_> {
        Told {
            all: self,
            started: Instant::now(),
            kind: "none",
            outcome: "gone",
        }
    }
}

impl Told<'_> {
    /// Says of which type it is.
    pub(in crate::server) fn is(&mut self, kind: OperationType) {
        self.kind = word(kind);
    }
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        let (kind, outcome) = (self.kind, self.outcome);
        let count = || OPERATIONS.counter(&[kind, outcome]);
        self.all.outcomes.get(&(kind, outcome), count).increment(1);
        let measure = || OPERATION_DURATION.histogram(&[kind]);
        let duration = self.all.durations.get(&kind, measure);
        duration.record(self.started.elapsed().as_secs_f64());
    }
}

impl Endpoint {
    /// Answers one operation, and counts it.
    pub(in crate::server) async fn count(
        &self,
        received: Received,
        together: &Together<'_>,
    ) -> Result<GraphqlResponse, Refusal> {
        let mut told = self.meter.begin();
        let answer = self.answer(received, together, &mut told).await;
        told.outcome = outcome(&answer);
        answer
    }
}

fn outcome(answer: &Result<GraphqlResponse, Refusal>) -> &'static str {
    match answer {
        Ok(response) => response.errors.first().map_or("ok", code),
        Err(refusal) => refusal.kind.code(),
    }
}

/// The code that an error has, or will be given.
fn code(error: &ServerError) -> &'static str {
    let extensions = error.extensions.as_ref();
    let known = match extensions.and_then(|extensions| extensions.get("code")) {
        Some(Value::String(code)) => ErrorKind::from_code(code),
        _ if error.path.is_empty() || is_coercion(error) => Some(ErrorKind::InvalidInput),
        _ => None,
    };
    known.unwrap_or(ErrorKind::Internal).code()
}
