//! One operation from its parameters to its answer.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_graphql::{
    Extensions, Name, Request as GraphqlRequest, Response as GraphqlResponse, Variables,
    parser::types::OperationDefinition,
};
use axum::http::StatusCode;
use futures_util::FutureExt;
use tokio::time::timeout;
use tracing::Span;

use crate::{
    error::ErrorKind,
    server::{
        access::Access,
        engine::{Engine, Purse},
        gate::{Document, Gate},
        inside::{Operations, Told},
        lengths::check_lengths,
        operation::{check_type, check_variables, chosen},
        params::Params,
        persisted::Persisted,
        refusal::Refusal,
        request_id::RequestId,
        rules::Rules,
        settings::ServerSettings,
        traffic::Places,
        upload::Received,
        upstream,
        viewer::{Caller, Entry},
    },
    span,
    tally::Tally,
};

/// How much longer than its deadline an engine may take before it is dropped.
const SLACK: Duration = Duration::from_secs(1);

/// What the handler of `/graphql` needs.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) engine: Arc<dyn Engine>,
    pub(super) gate: Gate,
    pub(super) persisted: Persisted,
    pub(super) entry: Arc<Entry>,
    /// Read from the schema when the first operation comes.
    pub(super) rules: OnceLock<Rules>,
    /// Operations under way.
    pub(super) operations: Arc<Places>,
    /// Uploads and downloads under way.
    pub(super) transfers: Arc<Places>,
    /// Large bodies that are coming.
    pub(super) bodies: Arc<Places>,
    pub(super) settings: Arc<ServerSettings>,
    pub(super) meter: Operations,
}

/// What is the same for all operations of an HTTP request, whoever asks.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) id: &'a RequestId,
    pub(super) access: &'a Access,
    pub(super) by_get: bool,
    pub(super) asks_for_upstream: bool,
}

/// What the operations of one HTTP request have together.
pub(super) struct Together<'a> {
    caller: Caller,
    around: Around<'a>,
    purse: Purse,
    /// Rows that its operations may read, as far as they were let through.
    rows: AtomicU64,
}

impl<'a> Together<'a> {
    pub(super) fn new(endpoint: &Endpoint, caller: Caller, around: Around<'a>) -> Self {
        Self {
            caller,
            around,
            purse: endpoint.engine.purse(),
            rows: AtomicU64::new(0),
        }
    }
}

impl Together<'_> {
    /// Adds what the answer cost upstream, for whoever may know and asks for it.
    fn tell(&self, tally: &Tally, mut response: GraphqlResponse) -> GraphqlResponse {
        let viewer = &self.caller.viewer;
        if self.around.asks_for_upstream && viewer.upstream {
            let told = upstream::told(tally, viewer);
            response.extensions.insert("upstream".to_owned(), told);
        }
        response
    }
}

impl Endpoint {
    /// Finds the document that is meant, lets it through the gate, and judges its literals once.
    pub(super) fn document(
        &self,
        params: &Params,
        caller: &Caller,
    ) -> Result<Arc<Document>, Refusal> {
        let document = self.persisted.find(params, &caller.viewer, &self.gate)?;
        let judged = document.judged.get_or_init(|| {
            let literals = &self.rules().literals;
            literals.check(&document.parsed)
        });
        judged.clone().map(|()| document)
    }

    fn rules(&self) -> &Rules {
        self.rules.get_or_init(|| Rules::new(&self.engine.sdl()))
    }

    /// Answers one operation.
    pub(super) async fn answer(
        &self,
        received: Received,
        together: &Together<'_>,
        told: &mut Told<'_>,
    ) -> Result<GraphqlResponse, Refusal> {
        // Passing a file on takes as long as its size asks for.
        let deadline = match received.files.is_empty() {
            true => self.settings.deadline,
            false => self.settings.upload_timeout,
        };
        let (request, span) = self.admit(received, together, told)?;
        let places = &self.operations;
        let who = together.caller.who.as_ref();
        let _place = places.enter(who).await.map_err(|crowded| {
            Refusal::crowded(crowded, places.most(crowded), "operations", "concurrent")
        })?;
        self.execute(request, span, together, deadline).await
    }

    /// Passes the request through the gate and makes it ready to execute, in its span.
    fn admit(
        &self,
        received: Received,
        together: &Together<'_>,
        told: &mut Told<'_>,
    ) -> Result<(GraphqlRequest, Span), Refusal> {
        let Received { params, files } = received;
        let document = self.document(&params, &together.caller)?;
        let (name, operation) = chosen(&document.parsed, params.operation_name.as_deref())?;
        let access = together.around.access;
        let span = access.operation(operation.ty, name.map(Name::as_str));
        told.is(operation.ty);
        check_type(operation, together.around.by_get)?;
        let text = params.query.unwrap_or_else(|| document.text.to_string());
        let mut request = GraphqlRequest::new(text).variables(params.variables);
        for (path, file) in files {
            request.set_upload(&path, file);
        }
        // A file stands where the client had to write null.
        check_variables(operation, &request.variables)?;
        check_lengths(
            &document.parsed,
            operation,
            &request.variables,
            &self.rules().literals,
        )?;
        self.check_rows(&document, operation, &request.variables, together)?;
        request.operation_name = params.operation_name;
        request.extensions = Extensions(params.extensions);
        request.set_parsed_query(document.parsed.clone());
        Ok((request.data(together.around.id.clone()), span))
    }

    /// Refuses what may read too many rows, together with what came before it in the same HTTP request.
    fn check_rows(
        &self,
        document: &Document,
        operation: &OperationDefinition,
        variables: &Variables,
        together: &Together<'_>,
    ) -> Result<(), Refusal> {
        let rows = &self.rules().rows;
        let rows = rows.count(&document.parsed, operation, variables);
        let limit = self.settings.max_rows;
        let add = |before: u64| before.checked_add(rows).filter(|sum| *sum <= limit);
        let (store, load) = (Ordering::Relaxed, Ordering::Relaxed);
        let added = together.rows.fetch_update(store, load, add);
        added.map(drop).map_err(|before| {
            let what = match before {
                0 => format!("the operation may read {rows} rows, more than {limit}"),
                _ => format!("the operations of this request may read more than {limit} rows"),
            };
            Refusal::too_large(&what, "rows")
        })
    }

    /// Executes in this very task, so that a client who leaves takes the work along.
    async fn execute(
        &self,
        request: GraphqlRequest,
        span: Span,
        together: &Together<'_>,
        deadline: Duration,
    ) -> Result<GraphqlResponse, Refusal> {
        let limit = deadline + SLACK;
        let viewer = Arc::clone(&together.caller.viewer);
        let (tally, purse) = (Tally::begin(), Arc::clone(&together.purse));
        together.around.access.executes(&tally);
        let execution = self.engine.execute(request, viewer, purse);
        let execution = tally.count(span.clone(), execution);
        let execution = AssertUnwindSafe(execution).catch_unwind();
        let executed = timeout(limit, execution).await;
        let errors = executed
            .iter()
            .flatten()
            .map(|response| response.errors.len());
        span::executed(&span, errors.sum(), tally.calls());
        match executed {
            Ok(Ok(response)) => Ok(together.tell(&tally, response)),
            Ok(Err(_)) => {
                tracing::error!("a resolver panicked");
                Err(Refusal::http(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    ErrorKind::Internal,
                    "something went wrong inside; quote the request id",
                ))
            }
            Err(_) => Err(Refusal::http(
                StatusCode::GATEWAY_TIMEOUT,
                ErrorKind::Timeout,
                "the operation took too long: ask for less, try again, or raise limits.deadline",
            )),
        }
    }
}
