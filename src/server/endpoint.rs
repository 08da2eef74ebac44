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
    Extensions, Request as GraphqlRequest, Response as GraphqlResponse, Variables,
    parser::types::OperationDefinition,
};
use axum::http::StatusCode;
use futures_util::FutureExt;
use tokio::time::timeout;

use crate::{
    error::ErrorKind,
    server::{
        engine::{Engine, Purse},
        gate::{Document, Gate},
        operation::{check_type, check_variables, chosen},
        params::Params,
        persisted::Persisted,
        refusal::Refusal,
        request_id::RequestId,
        rows::Rows,
        settings::ServerSettings,
        traffic::Places,
        upload::Received,
        viewer::{Caller, Entry},
    },
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
    pub(super) rows: OnceLock<Rows>,
    /// Operations under way.
    pub(super) operations: Arc<Places>,
    /// Uploads and downloads under way.
    pub(super) transfers: Arc<Places>,
    pub(super) settings: Arc<ServerSettings>,
}

/// What the operations of one HTTP request have together.
pub(super) struct Together<'a> {
    caller: Caller,
    id: &'a RequestId,
    by_get: bool,
    purse: Purse,
    /// Rows that its operations may read, as far as they were let through.
    rows: AtomicU64,
}

impl<'a> Together<'a> {
    pub(super) fn new(
        endpoint: &Endpoint,
        caller: Caller,
        by_get: bool,
        id: &'a RequestId,
    ) -> Self {
        Self {
            caller,
            id,
            by_get,
            purse: endpoint.engine.purse(),
            rows: AtomicU64::new(0),
        }
    }
}

impl Endpoint {
    /// Finds the document that is meant, and lets it through the gate.
    pub(super) fn document(
        &self,
        params: &Params,
        caller: &Caller,
    ) -> Result<Arc<Document>, Refusal> {
        self.persisted.find(params, &caller.viewer, &self.gate)
    }

    /// Answers one operation.
    pub(super) async fn answer(
        &self,
        received: Received,
        together: &Together<'_>,
    ) -> Result<GraphqlResponse, Refusal> {
        // Passing a file on takes as long as its size asks for.
        let deadline = match received.files.is_empty() {
            true => self.settings.deadline,
            false => self.settings.upload_timeout,
        };
        let request = self.admit(received, together)?;
        let places = &self.operations;
        let who = together.caller.who.as_ref();
        let _place = places.enter(who).await.map_err(|crowded| {
            Refusal::crowded(crowded, places.most(crowded), "operations", "concurrent")
        })?;
        self.execute(request, together, deadline).await
    }

    /// Passes the request through the gate and makes it ready to execute.
    fn admit(
        &self,
        received: Received,
        together: &Together<'_>,
    ) -> Result<GraphqlRequest, Refusal> {
        let Received { params, files } = received;
        let document = self.document(&params, &together.caller)?;
        let operation = chosen(&document.parsed, params.operation_name.as_deref())?;
        check_type(operation, together.by_get)?;
        let text = params.query.unwrap_or_else(|| document.text.to_string());
        let mut request = GraphqlRequest::new(text).variables(params.variables);
        for (path, file) in files {
            request.set_upload(&path, file);
        }
        // A file stands where the client had to write null.
        check_variables(operation, &request.variables)?;
        self.check_rows(&document, operation, &request.variables, together)?;
        request.operation_name = params.operation_name;
        request.extensions = Extensions(params.extensions);
        request.set_parsed_query(document.parsed.clone());
        Ok(request.data(together.id.clone()))
    }

    /// Refuses what may read too many rows, together with what came before it in the same HTTP request.
    fn check_rows(
        &self,
        document: &Document,
        operation: &OperationDefinition,
        variables: &Variables,
        together: &Together<'_>,
    ) -> Result<(), Refusal> {
        let rows = self.rows.get_or_init(|| Rows::new(&self.engine.sdl()));
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
        together: &Together<'_>,
        deadline: Duration,
    ) -> Result<GraphqlResponse, Refusal> {
        let limit = deadline + SLACK;
        let viewer = Arc::clone(&together.caller.viewer);
        let execution = self
            .engine
            .execute(request, viewer, Arc::clone(&together.purse));
        match timeout(limit, AssertUnwindSafe(execution).catch_unwind()).await {
            Ok(Ok(response)) => Ok(response),
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
