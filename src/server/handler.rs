//! `/graphql`: GraphQL over HTTP, as its specification and its audits have it.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use async_graphql::{Extensions, Request as GraphqlRequest, Response as GraphqlResponse};
use axum::{
    body::Body,
    extract::{Extension, Request, State},
    http::{HeaderMap, Method, Response, StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use futures_util::{FutureExt, StreamExt};
use tokio::time::timeout;

use crate::{
    auth::{Clients, Scope, Viewer},
    error::ErrorKind,
    server::{
        answer::{executed, refused},
        engine::Engine,
        gate::Gate,
        media::{Media, check_content, negotiate},
        operation::{check_type, check_variables, chosen},
        params::{Params, from_body, from_query},
        refusal::Refusal,
        request_id::RequestId,
        settings::ServerSettings,
        upload::{Received, is_multipart, receive},
        viewer::admit,
    },
};

/// How much longer than its deadline an engine may take before it is dropped.
const SLACK: Duration = Duration::from_secs(1);

/// What the handler of `/graphql` needs.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) engine: Arc<dyn Engine>,
    pub(super) gate: Gate,
    pub(super) settings: Arc<ServerSettings>,
    pub(super) clients: Arc<Clients>,
}

/// Answers one request to `/graphql`, whatever its method.
pub(super) async fn graphql(
    State(endpoint): State<Arc<Endpoint>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Response<Body> {
    let media = match negotiate(request.headers()) {
        Ok(media) => media,
        Err(refusal) => return refused(&refusal, Media::Json, &id),
    };
    match endpoint.run(request, &id).await {
        Ok(response) => executed(response, media, &id),
        Err(refusal) => refused(&refusal, media, &id),
    }
}

impl Endpoint {
    async fn run(&self, request: Request, id: &RequestId) -> Result<GraphqlResponse, Refusal> {
        let (parts, body) = request.into_parts();
        let settings = &self.settings;
        // Before anything is read: who is not known costs nothing.
        let viewer = admit(&self.clients, &parts.headers, Scope::Read).await?;
        let (received, by_get) = match parts.method {
            Method::POST if is_multipart(&parts.headers) => {
                let check = |params: &Params| self.gate.admit(&params.query).map(drop);
                let received = receive(&parts.headers, body, settings, check).await?;
                (received, false)
            }
            Method::POST => {
                check_content(&parts.headers)?;
                let body = read(&parts.headers, body, settings).await?;
                (from_body(&body, settings)?.into(), false)
            }
            Method::GET | Method::HEAD => {
                let query = parts.uri.query().unwrap_or_default();
                (from_query(query, settings)?.into(), true)
            }
            _ => return Err(Refusal::method("GET, HEAD, POST", "use GET or POST")),
        };
        // Passing a file on takes as long as its size asks for.
        let deadline = match received.files.is_empty() {
            true => settings.deadline,
            false => settings.upload_timeout,
        };
        let request = self.admit(received, by_get)?;
        self.execute(request.data(id.clone()), viewer, deadline)
            .await
    }

    /// Passes the request through the gate and makes it ready to execute.
    fn admit(&self, received: Received, by_get: bool) -> Result<GraphqlRequest, Refusal> {
        let Received { params, files } = received;
        let document = self.gate.admit(&params.query)?;
        let operation = chosen(&document.parsed, params.operation_name.as_deref())?;
        check_type(operation, by_get)?;
        let mut request = GraphqlRequest::new(params.query).variables(params.variables);
        for (path, file) in files {
            request.set_upload(&path, file);
        }
        // A file stands where the client had to write null.
        check_variables(operation, &request.variables)?;
        request.operation_name = params.operation_name;
        request.extensions = Extensions(params.extensions);
        request.set_parsed_query(document.parsed.clone());
        Ok(request)
    }

    /// Executes in this very task, so that a client who leaves takes the work along.
    async fn execute(
        &self,
        request: GraphqlRequest,
        viewer: Arc<Viewer>,
        deadline: Duration,
    ) -> Result<GraphqlResponse, Refusal> {
        let limit = deadline + SLACK;
        let execution = AssertUnwindSafe(self.engine.execute(request, viewer)).catch_unwind();
        match timeout(limit, execution).await {
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
                "the operation took too long; ask for less or try again",
            )),
        }
    }
}

/// Reads a body of bounded size in bounded time, whatever its `Content-Length` says.
async fn read(
    headers: &HeaderMap,
    body: Body,
    settings: &ServerSettings,
) -> Result<Bytes, Refusal> {
    let limit = settings.max_body_bytes;
    let too_large = || {
        Refusal::http(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorKind::LimitExceeded,
            format!("the body is larger than {limit} bytes: send less, or raise limits.body"),
        )
    };
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let reading = async {
        let mut all = BytesMut::new();
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| Refusal::malformed("the body broke off"))?;
            if chunk.len() > limit - all.len() {
                return Err(too_large());
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    };
    timeout(settings.body_timeout, reading)
        .await
        .unwrap_or_else(|_| {
            Err(Refusal::http(
                StatusCode::REQUEST_TIMEOUT,
                ErrorKind::Timeout,
                "the body took too long to arrive",
            ))
        })
}
